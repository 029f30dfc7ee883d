"""T2, the end: news that says somebody's words and is no known event, as rows of the outbox.

A story is told once in each place. What comes later of it is added to its message; what there is no
room or no hour for is told in one summary, so that nothing asked for is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.model.event import Event
from bot.model.feed import Entry
from bot.model.message import DigestSetting, Message, Subscription
from bot.model.story import Hit, Telling
from bot.pipeline.notify import Asked
from bot.policy import alert, digest, quiet, retry, stories
from bot.policy.merging.similarity import Background
from bot.query import parse_words
from bot.services import Services
from bot.store import digest_settings, held, keywords, outbox, subscriptions
from bot.views.stories import stories_message, story_message

HOUR = timedelta(hours=1)
SNOOZED = "snoozed"


def tell_words(
    db: Database,
    services: Services,
    entry: Entry,
    known: Sequence[Event],
    asked: Asked,
    background: Background,
    now: datetime,
) -> int:
    """Decide the messages that tell of an item for its words; return how many were written or changed.

    Args:
        db: open for writing.
        services: the parts.
        entry: the item.
        known: the events it told of; news of an event that is certain is told as that.
        asked: what `who_asked` returned, before the transaction.
        background: how rare words are.
        now: the present.
    """
    if not stories.is_unknown(known) or not stories.is_news(entry):
        return 0
    found = stories.askers(entry, asked.subscriptions)
    return sum(
        _tell(_Place(db, services, workspace, target, wanted, asked, now), entry, background)
        for (workspace, target), wanted in found.items()
        if not keywords.has(db, workspace, target, entry.id)
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """One channel or person that asked, and what is needed to tell it."""

    db: Database
    services: Services
    workspace: str
    target: str
    wanted: tuple[Subscription, ...]
    asked: Asked
    now: datetime

    def add(self, entry: Entry, story: int | None, message_id: int | None, why: str | None = None) -> None:
        keywords.add(
            self.db,
            workspace=self.workspace,
            target=self.target,
            entry_id=entry.id,
            story=story,
            subscription_id=self.wanted[0].id,
            message_id=message_id,
            held=why,
            now=self.now,
        )


def _tell(place: _Place, entry: Entry, background: Background) -> int:
    late = keywords.late(place.db, place.workspace, place.target, place.now - stories.ONE_STORY)
    nodes = [parse_words(s.query).node for s in place.wanted]
    story = stories.story_of(stories.telling_of(entry), late, nodes, background)
    told = next((h.message_id for h in late if h.story == story and h.message_id is not None), None)
    if told is not None:
        place.add(entry, story, told)
        return _rewrite(place, told)
    if stories.is_snoozed(entry, place.workspace, place.target, place.asked.snoozes):
        place.add(entry, story, None, SNOOZED)
        return 0
    due = _due(place)
    if due is None:
        return _alert(place, entry, story)
    return _sum_up(place, entry, story, due)


def _due(place: _Place) -> datetime | None:
    """Return when a story may be told; None is at once, by itself."""
    first = place.wanted[0]
    if first.delivery == "digest":
        return _next_digest(place)
    if first.delivery == "hourly":
        return _awake(place, stories.next_hour(place.now))
    ends = [_quiet_until(place, s, place.now) for s in place.wanted if s.delivery == "now"]
    if all(end is not None for end in ends):
        return min(end for end in ends if end is not None)
    recent = held.alerts_since(place.db, place.workspace, place.target, place.now - HOUR)
    recent += keywords.told_since(place.db, place.workspace, place.target, place.now - HOUR)
    return None if recent < alert.ALERTS_AN_HOUR else stories.next_hour(place.now)


def _awake(place: _Place, at: datetime) -> datetime:
    """Return a time, or the end of the quiet hours it falls in."""
    return _quiet_until(place, place.wanted[0], at) or at


def _quiet_until(place: _Place, one: Subscription, at: datetime) -> datetime | None:
    zone = place.asked.zones.get((place.workspace, place.target), place.services.settings.zone)
    return quiet.quiet_until(one, zone, at)


def _next_digest(place: _Place) -> datetime:
    """Return the hour of the next digest; where none comes, that of the first."""
    settings = place.services.settings
    usual = DigestSetting(place.workspace, place.target, settings.digest_at, settings.zone)
    setting = digest_settings.get(place.db, place.workspace, place.target) or usual
    at = digest.next_slot(setting, place.now) or digest.next_slot(usual, place.now)
    return at or stories.next_hour(place.now)


def _alert(place: _Place, entry: Entry, story: int | None) -> int:
    key = f"words:{place.workspace}:{place.target}:{entry.id}"
    meant = retry.meant_at(entry, place.now)
    made = _put(place, "words", key, place.now + _gather(place), meant_at=meant)
    place.add(entry, story, made.id)
    return _rewrite(place, made.id)


def _gather(place: _Place) -> timedelta:
    return min(stories.GATHER, place.services.settings.gather)


def _sum_up(place: _Place, entry: Entry, story: int | None, due: datetime) -> int:
    key = f"words-summary:{place.workspace}:{place.target}:{due:%Y%m%dT%H%M}"
    waiting = keywords.message(place.db, key)
    if waiting is None or waiting.state != "pending" or waiting.attempts:
        key = key if waiting is None else f"{key}:{entry.id}"  # it went before its hour, by hand
        waiting = _put(place, "words_rollup", key, due)
    place.add(entry, story, waiting.id)
    return _rewrite(place, waiting.id)


def _put(place: _Place, kind: str, key: str, due: datetime, *, meant_at: datetime | None = None) -> Message:
    """Add a message that has no words yet: they are written when its news stands beside it."""
    outbox.put(
        place.db,
        workspace=place.workspace,
        dedup_key=key,
        kind=kind,
        channel=place.target,
        payload={"text": ""},
        now=place.now,
        subscription_id=place.wanted[0].id,
        not_before=due,
        meant_at=meant_at,
    )
    made = keywords.message(place.db, key)
    assert made is not None  # noqa: S101 - it was just put there
    return made


def _rewrite(place: _Place, message_id: int) -> int:
    """Let a message tell of all that stands beside it. A summary that has gone out is left as it is."""
    db = place.db
    root = outbox.get(db, message_id)
    if root is None or root.state == "dropped" or (root.kind == "words_rollup" and root.attempts):
        return 0
    hits = keywords.in_message(db, message_id)
    asked = {h.subscription_id for h in hits}
    kept = [s for s in (subscriptions.get(db, place.workspace, i, ended=True) for i in sorted(asked)) if s]
    payload = (
        story_message([h.telling for h in hits], kept)
        if root.kind == "words"
        else stories_message(_by_story(hits), kept)
    )
    outbox.put_edit(
        db,
        root,
        payload,
        revision=len(hits),
        now=place.now,
        not_before=alert.edit_at(root.sent_at, outbox.last_edit_at(db, root.id), place.now),
    )
    return 1


def _by_story(hits: Sequence[Hit]) -> list[list[Telling]]:
    found: dict[int, list[Telling]] = {}
    for hit in hits:
        found.setdefault(hit.story, []).append(hit.telling)
    return list(found.values())
