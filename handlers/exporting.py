"""The record as a file: what answers a query, sent as a direct message."""

from __future__ import annotations

import io
import re
from functools import partial

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot.model.errors import InputError
from bot.services import Services
from bot.text import plural, quoted, shorten
from bot.views import asking, exporting
from bot.views.help import hint_message
from bot.views.results import read_page_value
from handlers.listening import on_action
from handlers.registry import subcommand
from handlers.turn import Turn

_FORM = re.compile(rf"(?:^|\s+)(?:as\s+)?({'|'.join(exporting.WRITERS)})$", re.IGNORECASE)
_OTHER_FORM = re.compile(
    r"(?:^|\s+)(?:as\s+)?(xlsx?|excel|pdf|json|xml|parquet|txt|html|kml|word)$", re.IGNORECASE
)
USAGE = "export [query] csv|jsonl|geojson"


@subcommand(
    "export",
    help="Get what answers a query as a file, in a direct message.",
    usage=USAGE,
    examples=("export icbm since 2022 csv", "export severity:>=4 jsonl"),
    also=("csv", "jsonl", "json", "geojson", "download", "file"),
)
def export(turn: Turn, rest: str) -> None:
    """Send the events that answer a query (all of them without one) as a file to who asked."""
    found = _FORM.search(rest)
    if found is None and (other := _OTHER_FORM.search(rest)):
        what = rest[: other.start()].strip()
        raise InputError(
            f"I do not write {other[1].lower()}.",
            hint="I write csv, jsonl and geojson.",
            offers=[f"export {what} {form}".replace("  ", " ") for form in exporting.WRITERS],
        )
    form = found[1].lower() if found else "csv"
    text = rest[: found.start()].strip() if found else rest
    send(turn, text, form)


def send(turn: Turn, text: str, form: str) -> None:
    """Send the events that answer a query as a file to who asked.

    Args:
        turn: who asks.
        text: the query.
        form: csv, jsonl or geojson.

    Raises:
        InputError: there are none, or files may not be sent here.
    """
    services = turn.services
    query = asking.read(services, text, zone=turn.zone)
    with services.store.read() as db:
        rows = exporting.load_rows(db, query, services.taxonomy, services.gazetteer)
    if not rows:
        raise InputError(
            f"No events match {quoted(shorten(query.describe(), 200))}, so there is no file.",
            hint="Search first: what is found can be sent as a file.",
            offers=[text] if text else (),
        )
    file = io.StringIO()
    exporting.WRITERS[form](rows, file)
    said = f"{plural(len(rows), 'event')}: {'everything' if query.is_everything else query.describe()}"
    _upload(turn, f"kp-events.{form}", file.getvalue(), shorten(said, 150))
    turn.answer(hint_message(f"A file with {plural(len(rows), 'event')} is in your direct messages."))


def _upload(turn: Turn, name: str, content: str, said: str) -> None:
    """Upload a file to the direct message with who asked.

    Raises:
        InputError: the app may not send files in this workspace.
    """
    opened = turn.client.conversations_open(users=turn.user)
    channel = str((opened.get("channel") or {}).get("id") or "")
    try:
        turn.client.files_upload_v2(
            channel=channel, filename=name, title=name, content=content, initial_comment=said
        )
    except SlackApiError as error:
        if error.response.get("error") != "missing_scope":
            raise
        raise InputError(
            "I may not send files in this workspace.",
            hint="An admin can give the app files:write; kp export writes the same file.",
        ) from error


def register(app: App, services: Services) -> None:
    """Listen for the buttons below results."""
    for form in ("csv", "jsonl"):
        on_action(app, services, f"export_{form}", partial(_pressed, form))


def _pressed(form: str, turn: Turn) -> None:
    send(turn, read_page_value(turn.value)[0], form)
