"""Snoozes: alerts that rest for a while, always with an end, always in sight, always undoable."""

from __future__ import annotations

import json
import re
from datetime import timedelta

from slack_bolt import App

from bot.model.errors import InputError, NotFoundError, PermissionDeniedError
from bot.model.message import Snooze
from bot.query.when import NUMBERS
from bot.services import Services
from bot.store import events, snoozes, subscriptions
from bot.views import asking
from bot.views import blocks as b
from bot.views.snoozes import (
    ended_message,
    open_snooze_modal,
    snooze_modal,
    snoozed_message,
    snoozes_message,
)
from handlers.asking import number
from handlers.listening import FormError, filled, on_action, on_form
from handlers.registry import subcommand
from handlers.targets import here, require_member, split_target
from handlers.turn import Turn

LONGEST = timedelta(days=30)
_FOR = re.compile(
    rf"(?:^|\s)for\s+(?:the next\s+)?(?P<n>\d{{1,4}}|{'|'.join(NUMBERS)})\s*(?P<unit>[a-z]+)$", re.IGNORECASE
)
_OTHER_END = re.compile(
    r"\s+(?:(?:until|till?|for)\s.*?|forever|today|tonight)(?=\s+in\s+\S+$|$)", re.IGNORECASE
)
EVERYTHING = ("everything", "all", "")
ENDS = ("1d", "3d", "7d")  # offered where none is said
_UNITS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}


@subcommand(
    "snooze",
    help="No alerts about something for a while; recording goes on.",
    usage="snooze QUERY for 3d [in #channel]",
    examples=("snooze balloons for 3d", "snooze type:statement_threat for 12h in #desk"),
    also=("mute", "silence", "quiet", "pause"),
)
def snooze(turn: Turn, rest: str) -> None:
    """Keep a snooze; where it is not said of what, ask in a form."""
    text, target = split_target(turn, rest)
    found = _FOR.search(text)
    what = (text[: found.start()] if found else text).strip()
    if not what:
        turn.open(open_snooze_modal(target or here(turn)))
        return
    if found is None:
        raise InputError(
            "A snooze needs an end.",
            hint="For example: for 12h, for 3d, for 2w",
            offers=[f"snooze {_OTHER_END.sub('', rest)} for {end}" for end in ENDS],
        )
    kept = _keep(turn, target or turn.user, what, length(found["n"], found["unit"]))
    turn.answer(snoozed_message(kept, turn.user, turn.zone))


@subcommand("snoozes", help="What is snoozed, and until when.")
def show_snoozes(turn: Turn, _rest: str) -> None:
    """List the snoozes of the workspace that this person sees: their own and this channel's."""
    turn.answer(_listed(turn))


@subcommand(
    "unsnooze",
    help="End a snooze before its time.",
    usage="unsnooze N",
    examples=("unsnooze 2",),
    also=("unmute", "resume"),
)
def unsnooze(turn: Turn, rest: str) -> None:
    """End a snooze by its number, or show those there are."""
    if not rest:
        show_snoozes(turn, "")
        return
    turn.answer(ended_message(_end(turn, number(rest, "unsnooze", "a snooze"))))


def length(n: str, unit: str) -> timedelta:
    """Return how long "3 days", "12h" or "a week" is.

    Raises:
        InputError: it is no length of time, or longer than 30 days.
    """
    seconds = _UNITS.get(unit[:1].lower())
    if seconds is None or unit.lower().startswith("mo"):
        raise InputError(f"“{unit}” is no length of time.", hint="Try 12h, 3d or 2w.")
    span = timedelta(seconds=seconds * (int(n) if n.isdecimal() else NUMBERS[n.lower()]))
    if not span:
        raise InputError("A snooze of no time rests nothing.", hint="Try 12h, 3d or 2w.")
    if span > LONGEST:
        raise InputError("A snooze lasts at most 30 days.", hint="For good: end or change the subscription.")
    return span


def pressed_on_alert(turn: Turn) -> None:
    """Open the form for resting alerts like the one pressed, where it stands."""
    with turn.services.store.read() as db:
        event = events.get(db, int(turn.value))
    if event is None:
        raise NotFoundError("That event is no longer there.")
    subtype = f".{event.subtype}" if event.subtype and event.subtype != "other" else ""
    turn.open(snooze_modal(turn.names.type_name(event), here(turn), f"type:{event.type}{subtype}"))


def pressed_on_words(turn: Turn) -> None:
    """Open the same form for news with the words of a subscription."""
    with turn.services.store.read() as db:
        known = subscriptions.get(db, turn.workspace, int(turn.value), ended=True)
    if known is None:
        raise NotFoundError("That subscription is no longer there.")
    turn.open(snooze_modal(f"news with the words {known.query}", here(turn), known.query))


def form(turn: Turn) -> b.Payload:
    """Keep what was filled into the form."""
    given = filled(turn)
    held = json.loads(turn.body["view"].get("private_metadata") or "{}")
    target = held.get("target") or given.get("target") or turn.user
    target = turn.user if target[:1] == "D" else target
    found = re.fullmatch(r"(\d+)(\w)", given["for"] or "1d")
    assert found is not None  # noqa: S101 - the menu's own values
    try:
        kept = _keep(turn, target, given["query"].strip(), length(found[1], found[2]))
    except InputError as error:
        raise FormError("query", str(error)) from error
    except PermissionDeniedError as error:
        raise FormError("target" if "target" in given else "query", str(error)) from error
    return b.modal("Snooze", "answer", snoozed_message(kept, turn.user, turn.zone)["blocks"])


def undo(turn: Turn) -> None:
    """End the snooze whose button was pressed; a list stays one."""
    which, _, listed = turn.value.partition(" ")
    ended = _end(turn, int(which))
    turn.answer(_listed(turn, ended=ended) if listed else ended_message(ended), replace=True)


def again(turn: Turn) -> None:
    """Let a snooze that was ended hold on until its end."""
    which, _, listed = turn.value.partition(" ")
    with turn.services.store.read() as db:
        known = snoozes.get(db, turn.workspace, int(which), undone=True)
    if known is None:
        raise NotFoundError("That snooze is no longer there.", hint="See /kp-events snoozes.")
    require_member(turn, known.target)
    with turn.services.store.write() as db:
        held = snoozes.resume(db, known, turn.now)
    if not held:
        raise NotFoundError("That snooze is over.", hint="Make a new one: /kp-events snooze balloons for 3d")
    turn.answer(_listed(turn) if listed else snoozed_message(known, turn.user, turn.zone), replace=True)


def register(app: App, services: Services) -> None:
    """Listen for the buttons and the form of snoozes."""
    on_action(app, services, "snooze", pressed_on_alert)
    on_action(app, services, "words_snooze", pressed_on_words)
    on_action(app, services, "unsnooze", undo)
    on_action(app, services, "snooze_again", again)
    on_form(app, services, "snooze_form", form)


def _keep(turn: Turn, target: str, text: str, span: timedelta) -> Snooze:
    require_member(turn, target)
    query = asking.read(turn.services, text)
    if query.is_everything and text.lower() not in EVERYTHING:
        raise InputError(
            f"“{text}” asks for everything.", hint="Say what shall rest: balloons, type:missile, …"
        )
    with turn.services.store.write() as db:
        return snoozes.add(
            db,
            workspace=turn.workspace,
            target=target,
            query="" if query.is_everything else text,
            until=turn.now + span,
            created_by=turn.user,
            now=turn.now,
        )


def _listed(turn: Turn, *, ended: Snooze | None = None) -> b.Payload:
    """Return what is snoozed for the person and the channel they are in."""
    with turn.services.store.read() as db:
        found = snoozes.active(db, turn.now, workspace=turn.workspace)
    seen = [s for s in found if s.target in (turn.user, here(turn))]
    return snoozes_message(seen, turn.user, turn.zone, ended=ended)


def _end(turn: Turn, snooze_id: int) -> Snooze:
    with turn.services.store.read() as db:
        found = snoozes.get(db, turn.workspace, snooze_id)
    if found is not None:
        require_member(turn, found.target)
        with turn.services.store.write() as db:
            if snoozes.undo(db, found, turn.now):
                return found
    raise NotFoundError(f"There is no snooze {snooze_id}.", hint="See /kp-events snoozes.")
