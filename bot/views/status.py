"""How the bot is doing, for anybody who asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.model.message import is_channel
from bot.policy.health import ago
from bot.policy.trouble import LOST_MODEL
from bot.services import Services
from bot.store.codec import to_text
from bot.text import plural
from bot.views import blocks as b
from bot.views import models
from bot.views.feeds import feeds_heading, ill_lines
from bot.views.models import Status
from bot.views.mrkdwn import Mrkdwn, channel, fmt, plain
from bot.views.words import short_day

_STATES = {
    "pending": "waiting",
    "sending": "being sent",
    "unknown": "being looked for",
    "blocked": "refused by Slack",
}


def load_status(services: Services, now: datetime) -> Status:
    """Return how the bot on a database is doing."""
    with services.store.read() as db:
        return models.load_status(db, now, workspace=services.workspace)


def to_dict(status: Status) -> dict[str, Any]:
    """Return how the bot is doing as plain values, for programs."""
    return {
        "feeds": [
            {
                "id": r.feed.id,
                "title": r.feed.title,
                "url": r.feed.url,
                "health": r.health.word,
                "why": r.health.sentence,
            }
            for r in status.feeds
        ],
        "last_poll": to_text(status.last_poll),
        "entries_last_day": status.entries_today,
        "entries_waiting": status.waiting,
        "entries_failed": status.failed,
        "outbox": dict(status.outbox),
        "oldest_message": to_text(status.oldest),
        "events": status.record.events,
        "reports": status.record.reports,
        "samples": status.record.samples,
        "first_event": status.record.first,
        "digests": [
            {"target": d.target, "hour": d.hour, "zone": d.zone, "days": list(d.days)} for d in status.digests
        ],
        "subscriptions": len(status.subscriptions),
        "snoozes": len(status.snoozes),
        "classifier": status.classifier,
        "lost_model": status.lost_model,
    }


def status_message(status: Status) -> b.Payload:
    """Return how the bot is doing."""
    rows = status_rows(status)
    text = b.spoken("How the bot is doing", *(fmt("{}: {}", name, value) for name, value in rows))
    trouble = ill_lines([row for row in status.feeds if row.health.word in ("failing", "gone", "late")])
    made = [b.section(Mrkdwn("*How the bot is doing*")), *b.fields(rows)]
    if trouble:
        made.append(b.section(Mrkdwn("*Feeds that need a look*"), *trouble))
    return b.message(b.spoken(text, *trouble), made)


def status_rows(status: Status, *, version: bool = False) -> list[tuple[str, Mrkdwn]]:
    """Return what there is to say, as name and value.

    Args:
        status: how the bot is doing.
        version: with the signature of what reads the items, for who reports a fault.
    """
    record = status.record
    since = f", since {short_day(record.first)}" if record.first else ""
    samples = f", {record.samples:,} of them samples" if record.samples else ""
    open_ = ", ".join(f"{status.outbox[s]:,} {word}" for s, word in _STATES.items() if status.outbox.get(s))
    waits = f"; the oldest came {ago(status.now - status.oldest)}" if open_ and status.oldest else ""
    digests = [
        fmt("{} at {} {}", place(d.target), d.hour, d.zone.split("/")[-1].replace("_", " "))
        for d in status.digests[:5]
    ]
    queue = f"{plural(status.waiting, 'entry', 'entries')} to read" if status.waiting else "nothing waits"
    lost = f". {LOST_MODEL}" if status.lost_model else ""
    given_up = f", {status.failed} could not be read" if status.failed else ""
    return [
        ("Feeds", plain(feeds_heading(status.feeds))),
        ("Last poll", plain(ago(status.now - status.last_poll) if status.last_poll else "not yet")),
        ("New today", plain(plural(status.entries_today, "entry", "entries"))),
        ("Queue", plain(queue + given_up)),
        ("Messages", plain((open_ or "all sent") + waits)),
        (
            "Record",
            plain(f"{plural(record.events, 'event')}{samples}, {plural(record.reports, 'report')}{since}"),
        ),
        ("Digests", Mrkdwn(", ").join(digests) if digests else plain("none is on: /kp-events digest on")),
        ("Subscriptions", plain(plural(len(status.subscriptions), "subscription"))),
        ("Snoozed", plain(plural(len(status.snoozes), "snooze"))),
        ("Recognition", plain(recognition_words(status.classifier, version=version) + lost)),
    ]


def recognition_words(classifier: str | None, *, version: bool = False) -> str:
    """Return what reads the items: "rules and trained model", with its version "… (cf83c804 + 01ef)".

    Args:
        classifier: its version as verdicts keep it: "rules-1:cf83c804", then "+" and the model's.
        version: say that too.
    """
    if classifier is None:
        return "has read nothing yet"
    rules, _, model = classifier.partition("+")
    said = "rules and trained model" if model else "rules alone, without a trained model"
    parts = " + ".join(part for part in (rules.rpartition(":")[2], model.removeprefix("model-")) if part)
    return f"{said} ({parts})" if version else said


def place(target: str) -> Mrkdwn:
    """Return where something goes: a channel by its name, a person as "direct message"."""
    return channel(target) if is_channel(target) else plain("a direct message")
