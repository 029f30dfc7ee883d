"""Reports by hand: typed, or from a message's menu; with what they were taken for, and Undo."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from bot.pipeline import reporting
from bot.pipeline.given import read_given
from bot.services import Services
from bot.views import blocks as b
from bot.views.reporting import report_modal, report_type_modal, told_message, undone_message
from handlers import edge, people
from handlers.listening import filled, on_action, on_form, on_slow_form
from handlers.registry import subcommand
from handlers.targets import require_colleague
from handlers.turn import Turn

SHORTCUT = "add_to_kp_events"  # as in deploy/manifest.json
SHORTCUT_NAME = "Add to KP events"


@subcommand(
    "report",
    help="Put in a report by hand: a link, or what happened in words.",
    usage="report <link or text>",
    examples=(
        "report https://news.example/story",
        "report North Korea fires two short-range missiles toward the East Sea",
    ),
    also=("shortcut", "submit", "tip"),
)
def report(turn: Turn, rest: str) -> None:
    """Put in what was typed; where nothing was, ask in a form."""
    if not rest:
        require_colleague(turn)
        turn.open(report_modal())
        return
    turn.answer(_put_in(turn, rest, said_at=None, author=None))


def from_message(turn: Turn) -> None:
    """Put in a message, as its author's words."""
    message = turn.body.get("message") or {}
    text = "\n".join(part for part in (str(message.get("text") or ""), *_attached(message)) if part)
    turn.answer(_put_in(turn, text, said_at=_when(message), author=_author(turn, message)))


def from_form(turn: Turn) -> b.Payload:
    """Put in what was filled in, and show what became of it."""
    return _put_in(turn, filled(turn)["text"], said_at=None, author=None)


def undo(turn: Turn) -> None:
    """Take a report back."""
    _require_right(turn, int(turn.value))
    told = reporting.take_back(turn.services, int(turn.value), user=turn.user)
    turn.answer(undone_message(told.given.title, told.event), replace=True)


def ask_type(turn: Turn) -> None:
    """Ask what a report is of."""
    _require_right(turn, int(turn.value))
    title, event = reporting.find(turn.services, int(turn.value))
    turn.open(report_type_modal(int(turn.value), title, event, turn.names))


def form(turn: Turn) -> b.Payload:
    """Give a report the type that was picked."""
    entry_id = int(json.loads(turn.body["view"]["private_metadata"])["entry"])
    _require_right(turn, entry_id)
    told = reporting.retype(turn.services, entry_id, filled(turn)["type"], user=turn.user)
    shown = _told(turn, told)
    return b.modal("What it is", "answer", shown["blocks"])


def register(app: App, services: Services) -> None:
    """Listen for the message shortcut, and for what is pressed on its answer."""

    @app.shortcut({"type": "message_action", "callback_id": SHORTCUT})
    def on_shortcut(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond) -> None:
        ack()
        turn = Turn.of(services, client, body, respond)
        edge.run(turn, "shortcut", lambda: from_message(turn))

    on_action(app, services, "report_undo", undo)
    on_action(app, services, "report_type", ask_type)
    on_form(app, services, "report_type_form", form)
    on_slow_form(app, services, "report_form", from_form, "I am reading it. This may take some seconds.")


def _put_in(turn: Turn, text: str, *, said_at: datetime | None, author: str | None) -> b.Payload:
    require_colleague(turn)
    given = read_given(turn.services, text, said_at=said_at, author=author)
    return _told(turn, reporting.report(turn.services, given, user=turn.user))


def _told(turn: Turn, told: reporting.Told) -> b.Payload:
    return told_message(
        told.entry_id,
        told.given.title,
        told.event,
        turn.names,
        opened=told.opened,
        known=told.known,
        mine=told.mine,
        author=told.given.author,
        note=told.given.note,
    )


def _require_right(turn: Turn, entry_id: int) -> None:
    """Let who put a report in change it, and admins.

    Raises:
        PermissionDeniedError: the person is neither.
    """
    if reporting.who_reported(turn.services, entry_id) != turn.user:
        turn.require_admin("change a colleague's report")


def _attached(message: dict[str, Any]) -> list[str]:
    """Return what a message carries beside its text: the pages it shows, and what apps post as blocks."""
    found = []
    for each in message.get("attachments") or []:
        url = each.get("title_link") or each.get("from_url") or each.get("original_url")
        found.append(f"<{url}>" if url else "")
        found += [str(each.get(name) or "") for name in ("title", "text")]
    if not message.get("text"):
        found += [
            str((block.get("text") or {}).get("text") or "")
            for block in message.get("blocks") or []
            if block.get("type") in ("section", "header")
        ]
    return [part for part in found if part]


def _author(turn: Turn, message: dict[str, Any]) -> str | None:
    if message.get("user"):
        return people.known(turn.services, turn.client, str(message["user"])).name
    name = message.get("username") or (message.get("bot_profile") or {}).get("name")
    return str(name) if name else None


def _when(message: dict[str, Any]) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(message.get("ts") or ""), UTC)
    except (ValueError, OverflowError, OSError):
        return None
