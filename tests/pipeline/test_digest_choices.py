"""What a digest holds: what was chosen for it, what was held back, and what a refused one would have told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.message import DigestSetting
from bot.pipeline.digest import decide_digests, preview_digest
from bot.store import digest_settings, held, outbox, snoozes
from tests.pipeline.flow import Flow
from tests.pipeline.test_digest import event

LAUNCH = "North Korea fires missiles from Sunan"
QUAKE = "Artificial quake near Punggye-ri"


@pytest.fixture
def flow(tmp_path: Path) -> Flow:
    """A bot with a digest that had its first; it is noon in Seoul, the last was at 08:00."""
    flow = Flow(tmp_path)
    choose(flow)
    with flow.store.write() as db:
        at = flow.clock.now() - timedelta(hours=4)
        digest_settings.decided(db, "T1", "C1", "2026-11-21", at, since=at - timedelta(days=1))
    return flow


def choose(flow: Flow, **chosen: object) -> None:
    """Choose what the digest of the channel holds."""
    setting = replace(DigestSetting("T1", "C1", created_at=flow.clock.now() - timedelta(days=3)), **chosen)  # type: ignore[arg-type]
    with flow.store.write() as db:
        digest_settings.put(db, setting, flow.clock.now())


def titles(flow: Flow) -> list[str]:
    """The titles of the next digest's events."""
    model = preview_digest(flow.services, "C1", flow.clock.now())
    return [line.event.title for group in model.groups for line in group.lines]


def test_a_digest_holds_what_it_was_chosen_to_be_about(flow: Flow) -> None:
    """By query, by severity, or both; it says so."""
    event(flow, LAUNCH, severity=2)
    event(flow, QUAKE, "nuclear_test", None, severity=5)
    assert len(titles(flow)) == 2
    choose(flow, query="missiles")
    assert titles(flow) == [LAUNCH]
    choose(flow, min_severity=3)
    assert titles(flow) == [QUAKE]
    choose(flow, query="missiles", min_severity=3)
    assert titles(flow) == []
    assert (
        preview_digest(flow.services, "C1", flow.clock.now()).about == "about “missiles”, notable or graver"
    )


def test_a_digest_whose_about_cannot_be_read_any_more_keeps_its_severity_and_says_so(flow: Flow) -> None:
    """A type may leave the list: the digest tells all that is grave enough, beside what is subscribed to."""
    event(flow, LAUNCH, severity=2)
    event(flow, QUAKE, "nuclear_test", None, severity=5)
    choose(flow, query="type:gone", min_severity=3)
    assert titles(flow) == [QUAKE]
    choose(flow, query="type:gone")
    flow.subscribe("missiles", delivery="digest")
    assert titles(flow) == [QUAKE, LAUNCH]
    choose(flow, query="type:gone OR balloons", min_severity=4)
    assert titles(flow) == [QUAKE, LAUNCH]
    flow.clock.advance(hours=20)
    decide_digests(flow.services, flow.clock.now())
    text = flow.messages("digest")[0].payload["text"]
    assert "so it is about everything: No type “gone”. Choose anew: /kp-events digest about icbm" in text
    assert "Only what is serious or graver" in text


def test_subscriptions_with_the_digest_add_to_what_it_is_about(flow: Flow) -> None:
    """A person who asked for launches gets them, whatever else was chosen."""
    flow.subscribe("missiles", delivery="digest")
    event(flow, LAUNCH, severity=2)
    event(flow, QUAKE, "nuclear_test", None, severity=5)
    choose(flow, min_severity=4)
    assert titles(flow) == [QUAKE, LAUNCH]


def test_what_a_snooze_held_back_is_told_apart(flow: Flow) -> None:
    """By title, with the snooze; undone, it is among the news again."""
    with flow.store.write() as db:
        kept = snoozes.add(
            db, workspace="T1", target="C1", query="missiles", until=flow.clock.now() + timedelta(hours=5), created_by="U1", now=flow.clock.now()
        )  # fmt: skip
    flow.clock.advance(hours=1)
    event(flow, LAUNCH)
    flow.clock.advance(hours=6)
    event(flow, QUAKE, "nuclear_test", None, severity=5)
    model = preview_digest(flow.services, "C1", flow.clock.now())
    (snoozed,) = model.held
    assert (snoozed.why, snoozed.query, [e.title for e in snoozed.events]) == ("snooze", "missiles", [LAUNCH])
    assert titles(flow) == [QUAKE]
    flow.clock.advance(hours=13)
    decide_digests(flow.services, flow.clock.now())
    text = flow.messages("digest")[0].payload["text"]
    assert "1 event by the snooze of “missiles” until Sat 21 Nov 2026, 17:00 KST: " + LAUNCH in text
    with flow.store.write() as db:
        db.execute("UPDATE snoozes SET undone_at = until WHERE id = ?", [kept.id])
        digest_settings.decided(db, "T1", "C1", "2026-11-20", flow.clock.now() - timedelta(days=2))
    assert LAUNCH in titles(flow)


def test_what_quiet_hours_held_is_in_the_digest_in_any_case(flow: Flow) -> None:
    """Also where the digest is about something else."""
    flow.subscribe("missiles")
    event(flow, LAUNCH)
    with flow.store.write() as db:
        held.hold(db, flow.messages("alert")[0].id, held.QUIET)
    choose(flow, query="nuclear test")
    model = preview_digest(flow.services, "C1", flow.clock.advance(hours=1))
    assert titles(flow) == [LAUNCH]
    assert [(h.why, len(h.events)) for h in model.held] == [("quiet", 1)]


def test_a_digest_that_slack_refused_is_told_with_the_next(flow: Flow) -> None:
    """Nothing is lost with it, and it is not sent after that."""
    event(flow, LAUNCH)
    flow.clock.advance(hours=20)
    decide_digests(flow.services, flow.clock.now())
    (first,) = flow.messages("digest")
    with flow.store.write() as db:
        outbox.settle_blocked(db, first.id, error="not_in_channel")
    flow.clock.advance(hours=2)
    event(flow, QUAKE, "nuclear_test", None, severity=5)
    flow.clock.advance(hours=22)
    decide_digests(flow.services, flow.clock.now())
    second = max(flow.messages("digest"), key=lambda m: m.id)
    assert "2 new events" in second.payload["text"]
    assert "With the digest of 22 Nov 2026." in second.payload["text"]
    with flow.store.read() as db:
        dropped = outbox.get(db, first.id)
    assert dropped is not None
    assert dropped.state == "dropped"
