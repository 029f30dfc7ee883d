"""The form of a subscription: what is filled in is previewed, and kept when that is agreed to."""

from __future__ import annotations

import json

from slack_bolt import App

from bot.model.errors import InputError, KpError
from bot.model.message import ALERT_ON
from bot.services import Services
from bot.views import blocks as b
from bot.views.subscriptions import BROADCAST, CRITICAL, Wish, preview_modal
from handlers import subscribing
from handlers.listening import FormError, filled, on_form
from handlers.targets import require_member
from handlers.turn import Turn


def form(turn: Turn) -> b.Payload:
    """Show what the subscription that was filled in would bring."""
    wish = _wish(turn)
    try:
        words = subscribing.said(turn, wish)
    except InputError as error:
        raise FormError("query", str(error)) from error
    try:
        if wish.id is not None:
            subscribing.require_unchanged(subscribing.mine(turn, wish.id), wish)
        require_member(turn, wish.target)
    except KpError as error:
        raise FormError("target", str(error)) from error
    return preview_modal(wish, subscribing.look_ahead(turn, wish), words, turn.user)


def save(turn: Turn) -> b.Payload:
    """Keep the subscription that was previewed; what hinders it is said in its place."""
    wish = Wish.from_value(turn.body["view"]["private_metadata"])
    try:
        kept, new = subscribing.keep(turn, wish)
    except KpError as error:
        return b.modal("Subscription", "answer", [b.section(str(error))])
    return b.modal("Subscription", "answer", subscribing.told(turn, wish, kept, new=new)["blocks"])


def register(app: App, services: Services) -> None:
    """Listen for the form and its preview."""
    on_form(app, services, "subscription_form", form)
    on_form(app, services, "subscription_preview", save)


def _wish(turn: Turn) -> Wish:
    given = {"alert_on": ",".join(ALERT_ON), **filled(turn)}
    held = json.loads(turn.body["view"].get("private_metadata") or "{}")
    text, words = given.get("query", "").strip(), bool(given.get("words"))
    target = given.get("target") or turn.user
    quiet = _quiet(given.get("quiet_from"), given.get("quiet_to"))
    alert_on = tuple(filter(None, given["alert_on"].split(",")))
    if not alert_on:
        raise FormError("alert_on", "Choose at least one.")
    more = given.get("more", "").split(",")
    return Wish(
        query="" if text.lower() in subscribing.EVERYTHING and not words else text,
        target=turn.user if target[:1] == "D" else target,
        delivery=given.get("delivery") or "now",
        min_severity=int(given.get("min_severity") or "1"),
        words=words,
        alert_on=alert_on,
        quiet_from=quiet[0],
        quiet_to=quiet[1],
        zone=held.get("zone") if quiet[0] else None,
        pass_critical=CRITICAL in more,
        broadcast=BROADCAST in more,
        id=held.get("id"),
        seen=held.get("seen") or "",
    )


def _quiet(start: str | None, end: str | None) -> tuple[str | None, str | None]:
    if bool(start) != bool(end):
        raise FormError("quiet_to" if start else "quiet_from", "Quiet hours have a start and an end.")
    if start and start == end:
        raise FormError("quiet_to", "Quiet hours end at another time than they start.")
    return start or None, end or None
