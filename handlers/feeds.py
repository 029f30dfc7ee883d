"""Feeds: everybody may look, workspace admins change."""

from __future__ import annotations

from collections.abc import Sequence

from slack_bolt import App

from bot.model.errors import InputError, PermissionDeniedError
from bot.pipeline.feeds import admin as feedadmin
from bot.pipeline.feeds import probe as feedtest
from bot.query.near import nearest
from bot.services import Services
from bot.store import installations
from bot.views import blocks as b
from bot.views import models
from bot.views.feeds import chosen, feeds_list, feeds_message
from bot.views.help import hint_message
from handlers.asking import number
from handlers.listening import on_action
from handlers.registry import subcommand
from handlers.turn import Turn

CHANGES = {"remove": feedadmin.remove_feed, "pause": feedadmin.pause_feed, "resume": feedadmin.resume_feed}


@subcommand(
    "feeds",
    help="The sources I read and how they are doing; admins can change them.",
    usage="feeds [all | WORD | add URL | remove N | pause N | resume N | test URL]",
    examples=("feeds", "feeds all", "feeds yonhap", "feeds add https://example.org/rss", "feeds test 3"),
    also=("sources", "outlets", "rss", "add"),
)
def feeds(turn: Turn, rest: str) -> None:
    """Tell how the feeds are, list some of them, or change one."""
    what, _, which = rest.partition(" ")
    what, which = what.lower(), which.strip()
    if not what:
        turn.answer(feeds_message(_rows(turn), admin=_may_change(turn)))
    elif what == "add":
        _require_admin(turn, "add feeds")
        if not which:
            raise InputError(
                "“feeds add” needs an address.",
                hint="Like this: /kp-events feeds add https://example.org/rss",
            )
        added = feedadmin.add_feed(turn.services, which, by=turn.user)
        _say(turn, [added.sentence], added.newest)
    elif what in CHANGES:
        turn.answer(hint_message(_changed(turn, what, number(which, f"feeds {what}", "a feed"))))
    elif what == "test":
        _test(turn, which)
    else:
        _list(turn, rest)


def menu(turn: Turn) -> None:
    """Do what was picked from a feed's menu; the list it stands in stays true."""
    what, which, *words = turn.value.split(" ", 2)
    if what == "test":
        _test(turn, which)
        return
    done = _changed(turn, what, int(which))
    rows, meant = _rows(turn), words[0] if words else "all"
    heading, found = chosen(rows, meant)
    if not found:  # the last of them was removed, or is none of them any more
        meant = "all"
        heading, found = chosen(rows, meant)
    answer = feeds_list(found, heading, admin=_may_change(turn), words=meant, done=done)
    turn.answer(answer, replace=turn.ephemeral)


def register(app: App, services: Services) -> None:
    """Listen for the feeds' menus."""
    on_action(app, services, "feed_menu", menu)


def _list(turn: Turn, words: str) -> None:
    """List the feeds that are meant by some words.

    Raises:
        InputError: none is.
    """
    heading, found = chosen(_rows(turn), words)
    if not found:
        what, _, which = words.partition(" ")
        near = nearest(what.lower(), (*CHANGES, "add", "test", "all"), most=1)
        raise InputError(
            f"No feed is meant by “{words}”.",
            hint="There are: feeds all, feeds add, remove, pause, resume, test.",
            offers=[f"feeds {each} {which}".strip() for each in near] or ["feeds all"],
        )
    turn.answer(feeds_list(found, heading, admin=_may_change(turn), words=words))


def _rows(turn: Turn) -> tuple[models.FeedRow, ...]:
    with turn.services.store.read() as db:
        return models.load_feeds(db, turn.now)


def _may_change(turn: Turn) -> bool:
    return _at_home(turn) and turn.person.admin


def _require_admin(turn: Turn, what: str) -> None:
    """Let only admins go on, and where several workspaces share the feeds, those of the one that runs the bot.

    Raises:
        PermissionDeniedError: the person is none.
    """
    if not _at_home(turn):
        raise PermissionDeniedError(f"Only the workspace that runs me may {what}: all share the same feeds.")
    turn.require_admin(what)


def _at_home(turn: Turn) -> bool:
    if not turn.services.many:
        return True
    with turn.services.store.read() as db:
        return installations.home(db) == turn.workspace


def _changed(turn: Turn, what: str, feed_id: int) -> str:
    """Change a feed; return what became of it in a sentence."""
    _require_admin(turn, "change feeds")
    return CHANGES[what](turn.services, feed_id).sentence


def _test(turn: Turn, which: str) -> None:
    _require_admin(turn, "test feeds")
    if not which:
        raise InputError(
            "“feeds test” needs an address or a number.", hint="Like this: /kp-events feeds test 3"
        )
    seen = feedtest.test_feed(turn.services, which)
    _say(turn, seen.short, seen.newest)


def _say(turn: Turn, sentences: Sequence[str], newest: Sequence[str]) -> None:
    """Answer with sentences, and with what the newest entries would have been."""
    shown = (
        ["The newest, and what they would have been:", *(f"• {line}" for line in newest)] if newest else []
    )
    lines = [*sentences, *shown]
    turn.answer(b.message(b.spoken(*lines), [b.section(*lines)]))
