"""Subscriptions: previewed before they are kept, listed, changed, paused, ended."""

from __future__ import annotations

import json
import re

from slack_bolt import App

from bot.model.errors import InputError, NotFoundError
from bot.model.message import DELIVERIES, Subscription
from bot.query import Query
from bot.services import Services
from bot.store import events, subscriptions
from bot.views import asking, models
from bot.views import blocks as b
from bot.views.help import hint_message
from bot.views.results import read_page_value
from bot.views.subscriptions import (
    Wish,
    preview_message,
    saved_message,
    subscription_modal,
    subscriptions_message,
)
from handlers import home
from handlers.asking import number
from handlers.listening import FormError, filled, on_action, on_form
from handlers.registry import subcommand
from handlers.targets import here, require_member, split_target
from handlers.turn import Turn

EVERYTHING = ("everything", "all", "anything", "*")
_DELIVERY = re.compile(rf"(?:^|\s)({'|'.join(DELIVERIES)})$", re.IGNORECASE)
ALL_GRAVE = 3  # who asks for everything gets what is notable or graver, else the noise would be great


@subcommand(
    "subscribe",
    help="Get alerts; you see what would have come before it is saved.",
    usage="subscribe QUERY [in #channel] [now|hourly|digest]",
    examples=(
        "subscribe icbm OR nuclear test",
        "subscribe balloons in #desk hourly",
        "subscribe severity:>=4 now",
    ),
)
def subscribe(turn: Turn, rest: str) -> None:
    """Show what a subscription would bring, with a button that saves it."""
    if not rest:
        turn.open(subscription_modal(Wish("", here(turn))))
        return
    text, target = split_target(turn, rest)
    text, delivery = _split_delivery(text)
    if target is None:  # "hourly in #desk" and "in #desk hourly" are the same
        text, target = split_target(turn, text)
    query = "" if text.lower() in EVERYTHING else text
    grave = ALL_GRAVE if asking.read(turn.services, query).is_everything else 1
    wish = Wish(query, target or turn.user, delivery, grave)
    require_member(turn, wish.target)
    _preview(turn, wish)


@subcommand("subscriptions", help="What you and this channel are subscribed to.")
def show_subscriptions(turn: Turn, _rest: str) -> None:
    """List the subscriptions of the person and of the channel they ask in."""
    with turn.services.store.read() as db:
        found = subscriptions.of_targets(db, turn.workspace, [turn.user, here(turn)])
    turn.answer(subscriptions_message(found, turn.user))


@subcommand("unsubscribe", help="End a subscription.", usage="unsubscribe N", examples=("unsubscribe 3",))
def unsubscribe(turn: Turn, rest: str) -> None:
    """End a subscription by its number."""
    subscription_id = number(rest, "unsubscribe", "a subscription") if rest else 0
    if not rest:
        show_subscriptions(turn, "")
        return
    turn.answer(hint_message(_end(turn, subscription_id)))


def save(turn: Turn) -> None:
    """Keep the subscription that was previewed."""
    wish = Wish.from_value(turn.value)
    kept, new = _keep(turn, wish)
    turn.answer(saved_message(kept, _said(turn, kept.query), turn.user, new=new), replace=True)


def edit(turn: Turn) -> None:
    """Open the form on a subscription that was previewed."""
    turn.open(subscription_modal(Wish.from_value(turn.value)))


def subscribe_to(turn: Turn) -> None:
    """Preview a subscription to the search that is shown."""
    text, _, _ = read_page_value(turn.value)
    _preview(turn, Wish(text, turn.user, "now", 1))


def menu(turn: Turn) -> None:
    """Do what was picked from a subscription's menu."""
    what, _, text = turn.value.partition(" ")
    found = _mine(turn, int(text))
    if what == "edit":
        wish = Wish(found.query, found.target, found.delivery, found.min_severity)
        turn.open(subscription_modal(wish, subscription_id=found.id))
        return
    if what == "remove":
        sentence = _end(turn, found.id)
    else:
        with turn.services.store.write() as db:
            subscriptions.pause(db, found.id, what == "pause")
        sentence = "Paused: no alerts until you let it go on." if what == "pause" else "It goes on from now."
    if (turn.body.get("view") or {}).get("type") == "home":
        home.publish(turn)
    else:
        turn.answer(hint_message(sentence))


def form(turn: Turn) -> b.Payload:
    """Keep what was filled into the form."""
    given = filled(turn)
    held = json.loads(turn.body["view"].get("private_metadata") or "{}")
    query = "" if given["query"].strip().lower() in EVERYTHING else given["query"].strip()
    try:
        said = _said(turn, query)
        _require_future(turn, asking.read(turn.services, query))
    except InputError as error:
        raise FormError("query", str(error)) from error
    target = given.get("target") or turn.user
    target = turn.user if target[:1] == "D" else target
    wish = Wish(query, target, given["delivery"] or "now", int(given["min_severity"] or "1"))
    try:
        if held.get("id"):
            _end(turn, int(held["id"]))
        kept, new = _keep(turn, wish)
    except InputError as error:
        raise FormError("target", str(error)) from error
    message = saved_message(kept, said, turn.user, new=new)
    return b.modal("Subscription", "answer", message["blocks"])


def register(app: App, services: Services) -> None:
    """Listen for the buttons, menus and the form of subscriptions."""
    on_action(app, services, "subscription_save", save)
    on_action(app, services, "subscription_edit", edit)
    on_action(app, services, "subscription_menu", menu)
    on_action(app, services, "subscribe_to", subscribe_to)
    on_action(app, services, "dismiss", Turn.withdraw)
    on_form(app, services, "subscription_form", form)


def _split_delivery(text: str) -> tuple[str, str]:
    found = _DELIVERY.search(text)
    if found is None:
        return text, "now"
    return text[: found.start()].strip(), found[1].lower()


def _preview(turn: Turn, wish: Wish) -> None:
    query = asking.read(turn.services, wish.query)
    if query.newest is not None:
        raise InputError(
            "“last” asks for one past event.", hint="Subscribe to the kind: /kp-events subscribe nuclear test"
        )
    _require_future(turn, query)
    with turn.services.store.read() as db:
        preview = models.load_preview(db, query, wish.min_severity, turn.now)
    turn.answer(preview_message(wish, preview, _said(turn, wish.query), turn.user))


def _require_future(turn: Turn, query: Query) -> None:
    """Refuse a subscription that can never bring anything.

    Raises:
        InputError: all of its dates are over.
    """
    if query.only_past(turn.now.astimezone(events.SEOUL).date()):
        again = query.without_dates().text.strip() or "everything"
        raise InputError(
            "Those dates are over: subscribe without them?", hint=f"Like this: /kp-events subscribe {again}"
        )


def _said(turn: Turn, text: str) -> str:
    query = asking.read(turn.services, text)
    return "everything" if query.is_everything else query.describe()


def _keep(turn: Turn, wish: Wish) -> tuple[Subscription, bool]:
    require_member(turn, wish.target)
    _require_future(turn, asking.read(turn.services, wish.query))
    with turn.services.store.write() as db:
        return subscriptions.save(
            db,
            workspace=turn.workspace,
            target=wish.target,
            query=wish.query,
            delivery=wish.delivery,
            min_severity=wish.min_severity,
            created_by=turn.user,
            now=turn.now,
        )


def _mine(turn: Turn, subscription_id: int) -> Subscription:
    """Return a subscription the person may change.

    Raises:
        NotFoundError: there is none of that number.
        PermissionDeniedError: it is another person's, or a channel's they are not in.
    """
    with turn.services.store.read() as db:
        found = subscriptions.get(db, turn.workspace, subscription_id)
    if found is None:
        raise NotFoundError(
            f"There is no subscription {subscription_id}.", hint="See /kp-events subscriptions."
        )
    require_member(turn, found.target)
    return found


def _end(turn: Turn, subscription_id: int) -> str:
    found = _mine(turn, subscription_id)
    with turn.services.store.write() as db:
        subscriptions.remove(db, found.id, turn.now)
    return f"Unsubscribed from “{found.query or 'everything'}”. To have it back: /kp-events subscribe {found.query or 'everything'}"
