"""Which news is told for its words alone, when, and which tellings are one story."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from bot.model.errors import QueryError
from bot.model.event import Event
from bot.model.feed import Entry
from bot.model.message import Snooze, Subscription
from bot.model.story import Hit, Telling
from bot.policy.alert import LATE_REPORT, Wish
from bot.policy.merging.similarity import Background, Vector, cosine, overlap, vector, words
from bot.query import And, Node, Not, Or, Query, Words, parse_words
from bot.text import fold_title

ONE_STORY = timedelta(hours=48)  # after its last telling a story is over
# how alike tellings of one story are, 0..1. On 2,300 pairs of news of two days this joins half of the
# outlets' tellings of one thing and a tenth of the others; what is joined wrongly keeps its own headline.
ALIKE = 0.3
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_NEAR = 60  # tellings before one that it is compared with when they are counted
_READ = 400  # characters of a summary that are compared
GATHER = timedelta(seconds=60)  # how long a story waits for its second outlet


def is_unknown(known: Iterable[Event]) -> bool:
    """Tell whether an item is no known event: it told of none, or of none that is certain.

    Args:
        known: the events it told of.
    """
    return all(event.review for event in known)


def is_news(entry: Entry) -> bool:
    """Tell whether an item is news: not there already when its feed was first seen, and not old."""
    if entry.backlog:
        return False
    return entry.published is None or entry.first_seen - entry.published <= LATE_REPORT


def askers(entry: Entry, wishes: Sequence[Wish]) -> dict[tuple[str, str], tuple[Subscription, ...]]:
    """Return who asked for an item's words: (workspace, target) with the subscriptions that did.

    Those that want it soonest come first.

    Args:
        entry: the item.
        wishes: subscriptions, read; those to events are passed over.
    """
    order = {"now": 0, "hourly": 1, "digest": 2}
    found: dict[tuple[str, str], tuple[Subscription, ...]] = {}
    for wish in wishes:
        asked = wish.of
        if not isinstance(asked, Subscription) or not asked.words or asked.paused:
            continue
        if asked.created_at <= entry.first_seen and says(entry, wish):
            key = (asked.workspace, asked.target)
            both = (*found.get(key, ()), asked)
            found[key] = tuple(sorted(both, key=lambda s: (order[s.delivery], s.id)))
    return found


def says(entry: Entry, wish: Wish) -> bool:
    """Tell whether an item says what a query asks for; it has no type, place or date of an event."""
    return tells(telling_of(entry), wish.query)


def tells(telling: Telling, query: Query) -> bool:
    """Tell whether an item as it is shown says what a query asks for."""
    return query.matches(_bare(telling), f"{telling.title} {telling.summary}", (telling.source,))


def telling_of(entry: Entry) -> Telling:
    """Return an item as it is shown."""
    return Telling(
        entry.id, entry.title, entry.summary, entry.publisher, entry.url, entry.published, entry.sample
    )


def is_snoozed(entry: Entry, workspace: str, target: str, snoozes: Sequence[Wish]) -> bool:
    """Tell whether a channel or person has news like an item resting, by the words of a snooze or by all.

    Args:
        entry: the item.
        workspace: the Slack workspace.
        target: a channel id or a user id.
        snoozes: those that hold now, read.
    """
    return any(
        says(entry, wish) or _says_plainly(entry, wish.of)
        for wish in snoozes
        if isinstance(wish.of, Snooze) and (wish.of.workspace, wish.of.target) == (workspace, target)
    )


def _says_plainly(entry: Entry, snooze: Snooze) -> bool:
    """Read a snooze as plain words: “balloons” is a type elsewhere and a word here."""
    try:
        query = parse_words(snooze.query)
    except QueryError:
        return False  # it has fields, which news that is no event cannot answer
    return says(entry, Wish(snooze, query))


def story_of(
    telling: Telling, late: Sequence[Hit], asked: Sequence[Node], background: Background
) -> int | None:
    """Return the story that a telling belongs to, None for a new one.

    Args:
        telling: the item.
        late: the hits of its target within `ONE_STORY`.
        asked: the queries that brought it: their words are in every hit and tell nothing.
        background: how rare words are.
    """
    common = _common(asked)
    mine = _vectors(telling, common, background)
    best, story = 0.0, None
    for hit in late:
        if fold_title(hit.telling.title) == fold_title(telling.title):
            return hit.story
        alike = _alike(mine, _vectors(hit.telling, common, background))
        if alike >= ALIKE and alike > best:
            best, story = alike, hit.story
    return story


def count(found: Sequence[Telling], asked: Sequence[Node]) -> int:
    """Return how many stories some tellings are.

    Args:
        found: the tellings, in the order they came or the other way round.
        asked: the queries that brought them.
    """
    background = Background()
    for each in found:
        background.add("", f"{each.title} {each.summary[:_READ]}")
    common = _common(asked)
    seen: list[tuple[Telling, tuple[Vector, Vector]]] = []
    stories = 0
    for each in found:
        mine = _vectors(each, common, background)
        stories += not any(
            _together(each, other) and _alike(mine, theirs) >= ALIKE for other, theirs in seen[-_NEAR:]
        )
        seen.append((each, mine))
    return stories


def _together(a: Telling, b: Telling) -> bool:
    return a.published is None or b.published is None or abs(a.published - b.published) <= ONE_STORY


def _common(asked: Sequence[Node]) -> frozenset[str]:
    return frozenset(w for node in asked for word in _wanted(node) for w in words(word))


def _alike(a: tuple[Vector, Vector], b: tuple[Vector, Vector]) -> float:
    """Return how alike two tellings are by headline and by all, each as angle and as overlap."""
    return sum(how(x, y) for x, y in zip(a, b, strict=True) for how in (cosine, overlap)) / 4


def _vectors(telling: Telling, common: frozenset[str], background: Background) -> tuple[Vector, Vector]:
    whole = f"{telling.title} {telling.summary[:_READ]}"
    return _without(vector(telling.title, "", background), common), _without(
        vector(whole, "", background), common
    )


def _without(v: Vector, common: frozenset[str]) -> Vector:
    kept = {w: weight for w, weight in v.weights.items() if w not in common}
    return Vector(kept, sum(w * w for w in kept.values()) ** 0.5, sum(kept.values()))


def _wanted(node: Node) -> list[str]:
    match node:
        case Words(text):
            return [text]
        case And(nodes) | Or(nodes):
            return [word for part in nodes for word in _wanted(part)]
        case Not():
            return []
        case _:
            return []


def next_hour(now: datetime) -> datetime:
    """Return the next full hour."""
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _bare(telling: Telling) -> Event:
    """Return what a query is held against where there is no event: nothing but words."""
    at = telling.published or _LONG_AGO
    return Event(
        id=0, type="", subtype=None, title=telling.title, status="", severity=0, event_date=None,
        date_precision=None, event_time=None, places=(), actors=(), weapons=(), exercises=(), count=None,
        distance_km=None, apogee_km=None, outcome=None, casualties=None, sources=1, confirmed=False, review=True,
        origin="feed", revision=0, created_at=at, updated_at=at, sample=telling.sample,
    )  # fmt: skip
