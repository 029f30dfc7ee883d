"""`kp outbox`: messages and their states, for the person who has to know."""

from __future__ import annotations

import json

import click

from bot.cli.context import pass_services
from bot.model.errors import NotFoundError
from bot.model.message import MESSAGE_STATES, Message
from bot.services import Services
from bot.store import outbox as store
from bot.store.codec import to_text
from bot.text import shorten

_MEANING = {
    "pending": "waits for its turn",
    "sending": "is being sent",
    "sent": "is in Slack",
    "unknown": "may be in Slack: it is looked for before it is sent again",
    "blocked": "was refused: mend the cause, then kp outbox retry",
    "dropped": "was given up, by a person or because something later took its place",
}


@click.group("outbox", invoke_without_command=True)
@click.pass_context
def outbox(ctx: click.Context) -> None:
    """See messages and their states; retry or drop one.

    \b
    Example:  kp outbox list --state blocked
              kp outbox retry 17
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(listing)


@outbox.command("list")
@click.option("--state", type=click.Choice(MESSAGE_STATES), multiple=True, help="Only these states.")
@click.option("--limit", default=30, show_default=True, help="How many, newest first.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@pass_services
def listing(services: Services, state: tuple[str, ...] = (), limit: int = 30, as_json: bool = False) -> None:
    """List messages, newest first."""
    with services.store.read() as db:
        messages = store.listing(db, states=state, limit=limit)
        counts = store.counts(db)
    if as_json:
        for message in messages:
            click.echo(json.dumps(_row(message), ensure_ascii=False))
        return
    for message in messages:
        when = to_text(message.sent_at or message.created_at) or ""
        error = f"  ({message.error})" if message.error else ""
        text = shorten(str(message.payload.get("text", "")), 70)
        click.echo(f"{message.id:>6}  {message.state:<8} {when}  {message.channel:<12} {text}{error}")
    total = ", ".join(f"{n} {name}" for name, n in counts.items()) or "nothing yet"
    click.echo(f"All: {total}.")


@outbox.command("explain")
@click.argument("message_id", type=int)
@pass_services
def explain(services: Services, message_id: int) -> None:
    """Say of one message what it is, what happened to it, and what comes next."""
    message = _get(services, message_id)
    click.echo(f"Message {message.id} ({message.kind}) to {message.channel} {_MEANING[message.state]}.")
    click.echo(
        f"Decided {to_text(message.created_at)}, tried {message.attempts} times, looked for {message.looks} times."
    )
    if message.error:
        click.echo(f"Last error: {message.error}")
    if message.not_before:
        click.echo(f"Not before {to_text(message.not_before)}.")
    click.echo(shorten(str(message.payload.get("text", "")), 400))


@outbox.command("retry")
@click.argument("message_id", type=int)
@pass_services
def retry(services: Services, message_id: int) -> None:
    """Send a blocked or unknown message (again) at the next round."""
    _resolve(services, message_id, "pending", "will be sent")


@outbox.command("drop")
@click.argument("message_id", type=int)
@pass_services
def drop(services: Services, message_id: int) -> None:
    """Give a message up; the row stays."""
    _resolve(services, message_id, "dropped", "is given up")


def _get(services: Services, message_id: int) -> Message:
    with services.store.read() as db:
        message = store.get(db, message_id)
    if message is None:
        raise NotFoundError(f"No message {message_id}.", hint="kp outbox list shows them.")
    return message


def _resolve(services: Services, message_id: int, state: str, said: str) -> None:
    message = _get(services, message_id)
    with services.store.write() as db:
        done = store.resolve(db, message_id, state=state, now=services.now())
    if not done:
        raise NotFoundError(f"Message {message_id} is {message.state} and stays so.")
    click.echo(f"Message {message_id} {said}.")


def _row(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "state": message.state,
        "kind": message.kind,
        "channel": message.channel,
        "event": message.event_id,
        "text": message.payload.get("text"),
        "attempts": message.attempts,
        "error": message.error,
        "created": to_text(message.created_at),
        "sent": to_text(message.sent_at),
    }
