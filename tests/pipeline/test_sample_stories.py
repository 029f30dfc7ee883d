"""The sample's ten days of news go through recognition and merging, whichever outlet answers first."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import seeds
from bot.model.event import Event
from bot.model.verdict import Item, Verdict
from bot.nlp.classifier import build_classifier
from bot.pipeline.classify import classify_new
from bot.sample import render_sample, sample_feeds
from bot.store import reports
from tests.fakes import FakeClock
from tests.pipeline.flow import Flow

OUTLETS = tuple(feed.slug for feed in sample_feeds())
ATOM = "{http://www.w3.org/2005/Atom}"
NO_EVENT = frozenset(
    item["slug"]
    for item in tomllib.loads(seeds.folder("sample", "stories.toml").read_text("utf-8"))["item"]
    if "no event" in item["about"]
)

Told = dict[str, tuple[Item, Verdict]]  # by the slug of the item
Found = dict[frozenset[str], Event]  # by the slugs of the items that tell of it


@pytest.fixture(scope="module")
def told() -> Told:
    """Every item of the outlets' feeds with what the real classifier says of it."""
    items = [item for outlet in OUTLETS for item in items_of(outlet, FakeClock().now())]
    said = build_classifier().classify(items)
    return {item.id: (item, verdict) for item, verdict in zip(items, said, strict=True)}


def items_of(outlet: str, now: datetime) -> Iterator[Item]:
    """The items of an outlet's feed document."""
    root = ET.fromstring(render_sample(outlet, now))  # noqa: S314 - our own bytes
    for node in [*root.iter("item"), *root.iter(f"{ATOM}entry")]:
        text = {child.tag.removeprefix(ATOM): child.text or child.get("href") or "" for child in node}
        when = text.get("pubDate")
        published = parsedate_to_datetime(when) if when else datetime.fromisoformat(text["published"])
        summary = text.get("description") or text.get("summary", "")
        yield Item(
            id=text["link"].rsplit("/", 1)[-1],
            title=text["title"],
            summary=html.unescape(re.sub(r"<[^>]+>", "", summary)),
            published=published,
            source=outlet,
            lang="ko" if re.search("[가-힣]", text["title"]) else "en",
        )


def record(flow: Flow, told: Told, order: tuple[str, ...]) -> Found:
    """Let the outlets answer one after the other, and return the events."""
    flow.subscribe()
    slug_of: dict[int, str] = {}
    for outlet in order:
        for item, verdict in told.values():
            if item.source == outlet:
                flow.classifier.known[item.title] = verdict
                entry = flow.entry(
                    item.title,
                    publisher=outlet,
                    published=item.published,
                    summary=item.summary,
                    lang=item.lang,
                )
                slug_of[entry] = item.id
        classify_new(flow.services)
    with flow.store.read() as db:
        return {
            frozenset(slug_of[r.entry_id] for r in reports.of_event(db, e.id) if r.entry_id is not None): e
            for e in flow.events()
        }


def event_of(found: Found, slug: str) -> Event:
    """The event that an item tells of."""
    return next(event for slugs, event in found.items() if slug in slugs)


EVENTS = 27  # in all; a telling that names neither day nor count may stand alone in one order

# an item of each headline story: type, day in Seoul (None: "next week" tells none), sources, count
HEADLINES = {
    "launch-flash": ("missile_test", "2026-11-20", 4, 3),
    "second-launch-flash": ("missile_test", "2026-11-21", 3, 1),
    "mdl-warning-shots": ("border_incident", "2026-11-18", 3, 10),
    "balloons-wave-two": ("propaganda_campaign", "2026-11-14", 3, 120),
    "treasury-sanctions": ("sanctions", "2026-11-18", 2, 2),
    "exchange-theft": ("cyber_operation", "2026-11-20", 2, None),
    "kadiz-entry": ("air_activity", "2026-11-17", 2, 4),
    "satellite-notice": ("satellite_launch", "2026-11-21", 2, 1),
    "freedom-flag-begins": ("allied_exercise", "2026-11-19", 2, None),
    "security-council-to-meet": ("diplomatic_talks", None, 1, None),
    "munitions-ship": ("arms_transfer", "2026-11-16", 1, None),
    "destroyer-fitting-out": ("weapons_development", "2026-11-15", 1, None),
    "river-flood": ("humanitarian", "2026-11-12", 1, None),
}


@pytest.mark.parametrize("order", [OUTLETS, OUTLETS[::-1], OUTLETS[2:] + OUTLETS[:2]])
def test_the_events_are_the_same_whichever_outlet_answers_first(
    tmp_path: Path, told: Told, order: tuple[str, ...]
) -> None:
    """Type, day, sources and revised counts hold; what is no event makes none; a denial denies."""
    flow = Flow(tmp_path)
    found = record(flow, told, order)
    seen = {
        slug: (e.type, e.event_date, e.sources, e.count)
        for slug in HEADLINES
        for e in [event_of(found, slug)]
    }
    assert seen == HEADLINES
    assert not NO_EVENT & frozenset().union(*found)
    titles = [event_of(found, slug).title for slug in ("launch-flash", "second-launch-flash")]
    assert len(set(titles)) == 2
    assert event_of(found, "military-denies-shelling") == event_of(found, "shelling-report")
    assert event_of(found, "shelling-report").status == "denied"
    assert event_of(found, "loudspeakers-resume").subtype == "loudspeaker"
    assert {"gps-first-day", "gps-second-day", "gps-third-day"} <= next(
        s for s in found if "gps-third-day" in s
    )
    assert 0 <= len(found) - EVENTS <= 1
