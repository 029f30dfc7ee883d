"""What needs a person: each trouble has a name, a sentence when it begins and one when it is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model.feed import Feed
from bot.policy.health import ago, why
from bot.text import plural

DEAD = timedelta(hours=24)  # a feed that fails this long does not mend itself
GAP_TOLD = timedelta(days=2)  # an older gap is no news
_DEAD = "dead:"  # begins the name of its trouble
ONE_BY_ONE = 3  # more feeds than this are told of together
LITTLE_DISK = 0.10
FAILED_OFTEN = 3  # ticks in a row
OLD_BACKUP = timedelta(days=7)
LOST_MODEL = "The model that was trained here is missing: the shipped one reads instead."
MODEL = "+model-"  # in a classifier's version, where the trained model is part of it


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that needs a person.

    Args:
        key: its name; the same trouble has the same name while it lasts.
        begins: one sentence, told when it is first seen; "" where somebody else told it.
        over: one sentence, told when it is seen no more; None: it happened, and is not over ever.
    """

    key: str
    begins: str
    over: str | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """What is looked at.

    Args:
        feeds: all that are watched, samples left out.
        free: the free share of the disk, 0..1.
        failing: jobs whose last ticks failed: how many in a row, and why.
        classifier: the version in use; None: nothing is known of it yet.
        lost_model: the model that was trained here is gone, and the shipped one reads.
        backup: when the last backup was made; None: none are used.
        blocked: channels to which Slack refuses messages; the sender told that already, message by message.
    """

    feeds: tuple[Feed, ...] = ()
    free: float = 1.0
    failing: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    classifier: str | None = None
    lost_model: bool = False
    backup: datetime | None = None
    blocked: frozenset[str] = frozenset()


def troubles(sight: Sight, now: datetime) -> list[Trouble]:
    """Return what needs a person now."""
    found = [*_feeds(sight.feeds, now)]
    if sight.free < LITTLE_DISK:
        begins = f"The disk is {1 - sight.free:.0%} full. When it is full, nothing new is kept until there is space."
        found.append(Trouble("disk", begins, "The disk has space again."))
    for name, (times, reason) in sorted(sight.failing.items()):
        if times >= FAILED_OFTEN:
            begins = f"The job {name} has failed {plural(times, 'time')} in a row: {reason.rstrip('.')}."
            found.append(Trouble(f"job:{name}", begins, f"The job {name} works again."))
    if sight.classifier is not None and MODEL not in sight.classifier:
        begins = "The trained model could not be loaded: items are read by rules alone, and less well. kp doctor says why."
        found.append(Trouble("model", begins, "The trained model is in use again."))
    if sight.lost_model:
        begins = f"{LOST_MODEL} kp train makes a new one, kp train --rollback goes back."
        found.append(Trouble("lost model", begins, "The model that was trained here is in use again."))
    if sight.backup is not None and now - sight.backup > OLD_BACKUP:
        begins = f"The last backup was made {ago(now - sight.backup)}. Is what calls kp backup still there?"
        found.append(Trouble("backup", begins, "There is a new backup."))
    found += [
        Trouble(f"blocked:{channel}", "", f"Nothing that goes to {channel} is refused any more.")
        for channel in sorted(sight.blocked)
    ]
    return found


def sentences(begun: Sequence[Trouble], ended: Mapping[str, str]) -> list[str]:
    """Return what the operator is told: each trouble in its sentence, feeds that are many in one.

    Args:
        begun: what is seen for the first time.
        ended: what is seen no more: its key, and what was to be said then.
    """
    silent, heard = _too_many(each.key for each in begun), _too_many(ended)
    said: list[str] = []
    if silent:
        said.append(
            f"{plural(len(silent), 'feed')} have not been read for a day: kp feeds says which, and why."
            " Where it is all of them, it is the network here."
        )
    said += [each.begins for each in begun if each.begins and each.key not in silent]
    if heard:
        said.append(f"Over: {plural(len(heard), 'feed')} are read again.")
    return said + [f"Over: {over}" for key, over in ended.items() if key not in heard]


def _too_many(keys: Iterable[str]) -> frozenset[str]:
    """Return the troubles that are a feed's silence, where they are too many to be told of one by one."""
    dead = frozenset(key for key in keys if key.startswith(_DEAD))
    return dead if len(dead) > ONE_BY_ONE else frozenset()


def _feeds(feeds: Iterable[Feed], now: datetime) -> Iterator[Trouble]:
    for feed in feeds:
        if feed.state == "gone":
            begins = f"{feed.title} is gone for good, says its server. Remove it, or add its new address."
            yield Trouble(f"gone:{feed.id}", begins, f"{feed.title} is not watched as a lost feed any more.")
        elif feed.state == "active" and feed.failing_since and now - feed.failing_since >= DEAD:
            reason = why(feed.last_reason, feed.last_error)
            begins = f"{feed.title} has not been read for {ago(now - feed.failing_since).removesuffix(' ago')}: {reason}."
            yield Trouble(f"{_DEAD}{feed.id}", begins, f"{feed.title} is read again.")
        if feed.gap_at and now - feed.gap_at < GAP_TOLD:
            begins = f"{feed.title} may have told of more than was seen, {ago(now - feed.gap_at)}: its list had moved on."
            yield Trouble(f"gap:{feed.id}:{feed.gap_at:%Y%m%dT%H%M%S}", begins)
