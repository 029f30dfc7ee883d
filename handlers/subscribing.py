"""Subscriptions: previewed before they are kept, listed, changed, paused, ended, and had back."""

from __future__ import annotations

import re
from dataclasses import replace

from slack_bolt import App

from bot.model.errors import InputError, NotFoundError
from bot.model.message import DELIVERIES, Subscription
from bot.query import Query, parse_words
from bot.services import Services
from bot.store import digest_settings, events, subscriptions
from bot.views import asking, models
from bot.views import blocks as b
from bot.views.help import hint_message
from bot.views.results import read_page_value
from bot.views.subscriptions import (
    Wish,
    ended_message,
    how_words,
    mark_of,
    name,
    preview_message,
    saved_message,
    subscription_modal,
    subscriptions_message,
)
from handlers.asking import number
from handlers.homepage import publish
from handlers.listening import on_action
from handlers.registry import subcommand
from handlers.targets import here, require_member, split_target
from handlers.turn import Turn

EVERYTHING = ("everything", "all", "anything", "*")
_DELIVERY = re.compile(rf"(?:^|\s)({'|'.join(DELIVERIES)})$", re.IGNORECASE)
_WORDS = re.compile(r"words(?:\s+|:\s*|$)", re.IGNORECASE)
_DONE = {
    "pause": "Paused {}: no alerts until you let it go on.",
    "resume": "Alerts about {} go on from now.",
    "remove": "Unsubscribed from {}.",
}
ALL_GRAVE = 3  # who asks for everything gets what is notable or graver, else the noise would be great


@subcommand(
    "subscribe",
    help="Get alerts; you see what would have come before it is saved.",
    usage="subscribe QUERY [in #channel] [now|hourly|digest]",
    examples=(
        "subscribe icbm OR nuclear test",
        "subscribe balloons in #desk hourly",
        'subscribe words "liaison office" in #desk',
        "subscribe severity:>=4 now",
    ),
    also=("subscription", "follow", "watch", "notify", "keywords"),
)
def subscribe(turn: Turn, rest: str) -> None:
    """Show what a subscription would bring, with a button that saves it."""
    plain = _WORDS.match(rest)
    rest = rest[plain.end() :] if plain else rest
    if not rest:
        turn.open(subscription_modal(Wish("", here(turn), words=plain is not None), zone=turn.zone))
        return
    text, target = split_target(turn, rest)
    text, delivery = _split_delivery(text)
    if target is None:  # "hourly in #desk" and "in #desk hourly" are the same
        text, target = split_target(turn, text)
    wish = _typed(turn, text, target or turn.user, delivery, words=plain is not None)
    require_member(turn, wish.target)
    preview(turn, wish)


@subcommand("subscriptions", help="What you and this channel are subscribed to.", also=("list", "subs"))
def show_subscriptions(turn: Turn, _rest: str) -> None:
    """List the subscriptions of the person and of the channel they ask in."""
    turn.answer(_listed(turn))


@subcommand(
    "unsubscribe",
    help="End a subscription.",
    usage="unsubscribe N",
    examples=("unsubscribe 3",),
    also=("stop", "unfollow"),
)
def unsubscribe(turn: Turn, rest: str) -> None:
    """End a subscription by its number."""
    subscription_id = number(rest, "unsubscribe", "a subscription") if rest else 0
    if not rest:
        show_subscriptions(turn, "")
        return
    turn.answer(ended_message(_end(turn, mine(turn, subscription_id))))


def save(turn: Turn) -> None:
    """Keep the subscription that was previewed."""
    wish = Wish.from_value(turn.value)
    kept, new = keep(turn, wish)
    turn.answer(told(turn, wish, kept, new=new), replace=True)


def edit(turn: Turn) -> None:
    """Open the form on a subscription that was previewed, in place of a preview in a window."""
    form = subscription_modal(Wish.from_value(turn.value), zone=turn.zone)
    view = turn.body.get("view") or {}
    if view.get("type") == "modal":
        turn.client.views_update(view_id=view["id"], view=form)
    else:
        turn.open(form)


def change(turn: Turn) -> None:
    """Open the form on the subscription that brought an alert."""
    turn.open(subscription_modal(Wish.of(mine(turn, int(turn.value))), zone=turn.zone))


def subscribe_to(turn: Turn) -> None:
    """Preview a subscription to the search that is shown."""
    text, _, _ = read_page_value(turn.value)
    preview(turn, Wish(text, turn.user, "now", 1))


def undo(turn: Turn) -> None:
    """Have a subscription back that was ended."""
    turn.answer(hint_message(_had_back(turn)), replace=True)


def undo_listed(turn: Turn) -> None:
    """Have a subscription back that was ended in a list, which stays one."""
    said = _had_back(turn)
    turn.answer(_listed(turn, done=said), replace=True)


def menu(turn: Turn) -> None:
    """Do what was picked from a subscription's menu."""
    what, _, text = turn.value.partition(" ")
    found = mine(turn, int(text))
    if what == "edit":
        turn.open(subscription_modal(Wish.of(found), zone=turn.zone))
        return
    ended = _end(turn, found) if what == "remove" else None
    if ended is None:
        with turn.services.store.write() as db:
            there = subscriptions.pause(db, found, what == "pause")
        if not there:
            raise _gone(found.id)
    if (turn.body.get("view") or {}).get("type") != "home":
        turn.answer(_listed(turn, done=_DONE[what].format(name(found)), ended=ended), replace=turn.ephemeral)
        return
    publish(turn)
    if ended is not None:  # what can be undone is said there too
        turn.answer(ended_message(ended))


def register(app: App, services: Services) -> None:
    """Listen for the buttons and menus of subscriptions."""
    on_action(app, services, "subscription_save", save)
    on_action(app, services, "subscription_edit", edit)
    on_action(app, services, "subscription_change", change)
    on_action(app, services, "subscription_menu", menu)
    on_action(app, services, "subscription_undo", undo)
    on_action(app, services, "subscription_back", undo_listed)
    on_action(app, services, "subscribe_to", subscribe_to)
    on_action(app, services, "subscriptions_list", lambda turn: show_subscriptions(turn, ""))
    on_action(app, services, "dismiss", Turn.withdraw)


def read(turn: Turn, wish: Wish) -> Query:
    """Return what a wish asks for.

    Raises:
        QueryError: a word cannot be read.
        InputError: it can never bring anything.
    """
    if wish.words:
        return parse_words(wish.query)
    query = asking.read(turn.services, wish.query)
    if query.newest is not None:
        raise InputError(
            "“last” asks for one past event.", hint="Subscribe to the kind: /kp-events subscribe nuclear test"
        )
    if query.only_past(turn.now.astimezone(events.SEOUL).date()):
        again = query.without_dates().text.strip() or "everything"
        raise InputError(
            "Those dates are over: subscribe without them?",
            hint=f"Like this: /kp-events subscribe {again}",
            offers=[f"subscribe {again}"],
        )
    return query


def said(turn: Turn, wish: Wish) -> str:
    """Return what a wish asks for, in words."""
    query = read(turn, wish)
    return "everything" if query.is_everything else query.describe()


def told(turn: Turn, wish: Wish, kept: Subscription, *, new: bool) -> b.Payload:
    """Return that a wish was kept, and what is missing for it to come."""
    with turn.services.store.read() as db:
        daily = digest_settings.get(db, turn.workspace, kept.target)
    comes = daily is not None and daily.enabled
    return saved_message(kept, said(turn, wish), turn.user, new=new, digest=comes)


def look_ahead(turn: Turn, wish: Wish) -> models.Preview:
    """Return what a wish would have brought lately."""
    query = read(turn, wish)
    with turn.services.store.read() as db:
        return models.load_preview(db, query, wish.min_severity, turn.now, words=wish.words)


def preview(turn: Turn, wish: Wish) -> None:
    """Show what a wish would have brought, with a button that keeps it."""
    turn.answer(preview_message(wish, look_ahead(turn, wish), said(turn, wish), turn.user))


def keep(turn: Turn, wish: Wish) -> tuple[Subscription, bool]:
    """Keep a wish, as a new subscription or as a change of one; tell whether it is new.

    Raises:
        PermissionDeniedError: the person may not change what that place, or the one before, gets.
        NotFoundError: the one to change is no longer there.
        InputError: somebody changed it since.
    """
    require_member(turn, wish.target)
    read(turn, wish)
    known = mine(turn, wish.id) if wish.id is not None else None
    wish = replace(wish, zone=(wish.zone or turn.zone) if wish.quiet else None)
    if known is not None:
        require_unchanged(known, wish)
    with turn.services.store.write() as db:
        if known is None:
            return subscriptions.save(db, wish, workspace=turn.workspace, created_by=turn.user, now=turn.now)
        changed = subscriptions.change(db, known, wish, now=turn.now)
    if changed is None:
        raise _gone(known.id)
    return changed, False


def require_unchanged(known: Subscription, wish: Wish) -> None:
    """Let nobody undo unseen what another has changed; pressing Save twice changes nothing more.

    Raises:
        InputError: it is otherwise than it was shown, and than it was wished.
    """
    there = Wish.of(known)
    if wish.seen not in ("", there.seen) and there.seen != mark_of(wish):
        raise InputError(
            f"It was changed meanwhile. Now: “{known.query or 'everything'}”. {how_words(known)}",
            hint="Open it again to change that.",
        )


def mine(turn: Turn, subscription_id: int, *, ended: bool = False) -> Subscription:
    """Return a subscription the person may change.

    Args:
        turn: who asks.
        subscription_id: its number.
        ended: one that was ended is meant too.

    Raises:
        NotFoundError: there is none of that number.
        PermissionDeniedError: it is another person's, or a channel's they are not in.
    """
    with turn.services.store.read() as db:
        found = subscriptions.get(db, turn.workspace, subscription_id, ended=ended)
    if found is None:
        raise _gone(subscription_id)
    require_member(turn, found.target)
    return found


def _listed(turn: Turn, *, done: str = "", ended: Subscription | None = None) -> b.Payload:
    """Return the subscriptions of the person and of the channel they are in, with what was just done."""
    with turn.services.store.read() as db:
        found = subscriptions.of_targets(db, turn.workspace, [turn.user, here(turn)])
    troubles = asking.troubles(turn.services, found)
    return subscriptions_message(found, turn.user, done=done, ended=ended, troubles=troubles)


def _had_back(turn: Turn) -> str:
    known = mine(turn, int(turn.value), ended=True)
    with turn.services.store.write() as db:
        back = subscriptions.restore(db, known)
    if not back:
        raise NotFoundError("It is there already.", hint="See /kp-events subscriptions.")
    return f"Subscribed to {name(known)} again."


def _gone(subscription_id: int) -> NotFoundError:
    return NotFoundError(f"There is no subscription {subscription_id}.", hint="See /kp-events subscriptions.")


def _end(turn: Turn, found: Subscription) -> Subscription:
    with turn.services.store.write() as db:
        there = subscriptions.remove(db, found, turn.now)
    if not there:
        raise _gone(found.id)
    return found


def _typed(turn: Turn, text: str, target: str, delivery: str | None, *, words: bool) -> Wish:
    """Return a wish as typed; where there is such a subscription, what was not typed stays as it is."""
    query = "" if text.lower() in EVERYTHING and not words else text
    wish = Wish(query, target, delivery or "now", words=words)
    with turn.services.store.read() as db:
        known = subscriptions.find(db, turn.workspace, wish)
    if known is not None:
        return replace(Wish.of(known), delivery=delivery or known.delivery)
    return replace(wish, min_severity=ALL_GRAVE if read(turn, wish).is_everything else 1)


def _split_delivery(text: str) -> tuple[str, str | None]:
    found = _DELIVERY.search(text)
    if found is None:
        return text, None
    return text[: found.start()].strip(), found[1].lower()
