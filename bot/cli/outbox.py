"""`kp outbox`: messages and their states, for the person who has to know."""

from __future__ import annotations

import json
from datetime import datetime

import click

from bot.cli.context import pass_services
from bot.model.errors import NotFoundError
from bot.model.message import MESSAGE_STATES, Message
from bot.policy.retry import ACCOUNT_CLOSED, CHANNEL_CLOSED, LOOKS
from bot.services import Services
from bot.store import outbox as store
from bot.store import parked
from bot.store.codec import to_text
from bot.text import plural, shorten

_MEANING = {
    "pending": "waits for its turn",
    "sending": "is being sent",
    "sent": "is in Slack",
    "unknown": "may be in Slack: it is looked for before it is sent again",
    "blocked": "was refused: mend the cause, then kp outbox retry",
    "dropped": "was given up, by a person or because something later took its place",
}


_CAUSES = {
    "ratelimited": "Slack asked to wait",
    "unreachable": "Slack could not be reached",
    "timeout": "Slack did not answer in time",
    "reset": "the connection to Slack broke",
    "missing_scope": "the app lacks a right it needs",
    "msg_too_long": "the message is too long",
    "invalid_blocks": "Slack does not take the message's layout",
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
        text = shorten(" ".join(str(message.payload.get("text", "")).split()), 70)
        click.echo(f"{message.id:>6}  {message.state:<8} {when}  {message.channel:<12} {text}{error}")
    total = ", ".join(f"{n} {name}" for name, n in counts.items()) or "nothing yet"
    click.echo(f"All: {total}.")


@outbox.command("explain")
@click.argument("message_id", type=int)
@pass_services
def explain(services: Services, message_id: int) -> None:
    """Say of one message what it is, what happened to it, and what comes next."""
    message = _get(services, message_id)
    for sentence in _story(message, services.now()):
        click.echo(sentence)
    click.echo(shorten(str(message.payload.get("text", "")), 400))


def _story(message: Message, now: datetime) -> list[str]:
    """Return why a message stands where it stands, and what happens next, in sentences."""
    tries = plural(message.attempts, "time")
    said = [
        f"Message {message.id} ({message.kind}) to {message.channel} {_MEANING[message.state]}.",
        f"It was decided at {to_text(message.created_at)} and tried {tries if message.attempts else 'not yet'}.",
    ]
    closed = CHANNEL_CLOSED.get(message.error or "")
    cause = closed or ACCOUNT_CLOSED.get(message.error or "") or _CAUSES.get(message.error or "")
    if message.error:
        said.append(f"Last trouble: {cause + f' ({message.error})' if cause else message.error}.")
    said.append(_next(message, closed, now))
    return said


def _next(message: Message, closed: str | None, now: datetime) -> str:
    if message.state == "sent":
        return f"Slack took it at {to_text(message.sent_at)}; nothing more happens, but for edits."
    if message.state == "dropped":
        return "Nothing more happens."
    if message.state == "unknown":
        return (
            f"Next: the channel is searched for it ({plural(message.looks, 'look')} of {LOOKS} so far); if it is there"
            " that counts as sent, if not it is sent again."
        )
    if message.state == "sending":
        return "Next: Slack's answer; if this process ended meanwhile, the message is looked for at the next start."
    if message.state == "blocked":
        where = f"kp outbox retry --channel {message.channel}" if closed else f"kp outbox retry {message.id}"
        probe = " One message a day is tried there, in case it works again." if closed else ""
        return f"Next: nothing by itself. When the cause is mended: {where}; or kp outbox drop {message.id}.{probe}"
    if message.not_before and message.not_before > now:
        return f"Next: it is sent at {to_text(message.not_before)} or soon after."
    if message.root_id is not None:
        return f"Next: it is sent as soon as message {message.root_id}, which it belongs to, is in Slack."
    return "Next: it is sent at the next round, after older messages to the same place."


@outbox.command("retry")
@click.argument("message_id", type=int, required=False)
@click.option("--channel", help="All that is blocked of this channel or person.")
@pass_services
def retry(services: Services, message_id: int | None, channel: str | None) -> None:
    """Send a blocked or unknown message (again) at the next round, or all that a channel refused.

    \b
    Example:  kp outbox retry 17
              kp outbox retry --channel C0123456
    """
    if (message_id is None) == (channel is None):
        raise click.UsageError("Name a message, or a channel with --channel.")
    if message_id is not None:
        _resolve(services, message_id, "pending", "will be sent")
        return
    with services.store.write() as db:
        ids = parked.of_channel(db, channel or "")
        for one in ids:
            store.resolve(db, one, state="pending", now=services.now())
    if not ids:
        raise NotFoundError(
            f"Nothing is blocked for {channel}.", hint="kp outbox list --state blocked shows what is."
        )
    click.echo(f"{plural(len(ids), 'message')} to {channel} will be sent.")


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
