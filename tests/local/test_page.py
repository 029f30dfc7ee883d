"""What the page is served, and what it hears."""

from __future__ import annotations

import json
import re
import urllib.request
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.gazetteer import shipped_gazetteer
from bot.local.completions import completions
from bot.local.page import WEB
from bot.local.state import feed_state
from bot.query.fields import Known, read_field
from bot.store import feeds
from bot.store.db import Store
from bot.taxonomy import shipped_taxonomy
from tests.fakes import FakeClock
from tests.local.conftest import Page, Served


def test_the_page_asks_nobody_else(page: Page) -> None:
    """No address of another host in what it loads."""
    foreign = re.compile(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//")
    for path in WEB.iterdir():
        assert not foreign.search(path.read_text()), path.name
    assert page.http.get("/").status_code == 200


def test_every_module_of_the_page_is_served(page: Page) -> None:
    """Each import leads to a file with a script's type."""
    for path in WEB.glob("*.js"):
        for name in re.findall(r'from "\./([\w.]+)"', path.read_text()):
            answer = page.http.get(f"/static/{name}")
            assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (
                200,
                "text/javascript",
            )


def test_the_scripts_are_short() -> None:
    """One sitting each, as all files here."""
    assert {p.name: n for p in WEB.glob("*.*") if (n := len(p.read_text().splitlines())) > 350} == {}


def test_text_never_becomes_markup() -> None:
    """What feeds say reaches the page as text nodes."""
    for path in WEB.glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", path.read_text()
        ), path.name


def test_the_page_knows_the_emoji_of_every_type() -> None:
    """A type whose emoji is not in the list would show its code."""
    words = (WEB / "emoji.js").read_text().split("`")[1].split()
    known = set(words[::2])
    assert {kind.emoji.strip(":") for kind in shipped_taxonomy()} - known == set()


def test_a_page_begins_with_channels_and_what_can_be_asked(page: Page) -> None:
    """One request brings all it needs."""
    page.workspace.talk.post("C0ALERTS", {"text": "one"})
    boot = page.get("/ui/boot")
    assert [c["name"] for c in boot["channels"]] == ["kp-alerts", "kp-digest", "kp-events"]
    assert len(boot["channels"][0]["recent"]) == 1
    assert (boot["command"], boot["home"]) == ("/kp-events", None)
    assert "help" in boot["tries"]


def test_the_composer_offers_the_commands_and_words_there_are() -> None:
    """Usage without the name itself; only what the grammar reads."""
    offered = completions(
        [("show", "show N", "One event.")], shipped_taxonomy(), shipped_gazetteer()
    ).to_page()
    assert offered["commands"] == [{"name": "show", "follows": "N", "help": "One event."}]
    assert {"missile_test", "icbm"} <= set(offered["words"]["type"])
    known = Known(shipped_taxonomy(), shipped_gazetteer(), date(2026, 11, 21), date(2026, 11, 21))
    for name, values in offered["words"].items():
        for value in values:
            op, plain = (">=", value[2:]) if value.startswith(">=") else ("=", value)
            read_field(name, op, plain, known)


def test_a_channel_is_read_in_pages(page: Page) -> None:
    """The newest first to come, in the order they were said."""
    for number in range(45):
        page.workspace.talk.post("C0ALERTS", {"text": str(number)})
    first = page.get("/ui/history", channel="C0ALERTS")
    second = page.get("/ui/history", channel="C0ALERTS", before=first["messages"][0]["ts"])
    assert [m["text"] for m in second["messages"] + first["messages"]] == [str(n) for n in range(45)]
    assert (first["more"], second["more"]) == (True, False)


@pytest.mark.parametrize(
    "path", ["/ui/history?channel=C404", "/ui/thread?channel=C0ALERTS&ts=1.0", "/files/F404"]
)
def test_what_is_not_there_is_said(page: Page, path: str) -> None:
    """With Slack's word for it."""
    answer = page.http.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"].endswith("_not_found")


@pytest.mark.parametrize("body", [b"{", b"[]", b"", b'{"channel": 3, "text": "x"}'])
def test_a_broken_request_is_refused(page: Page, body: bytes) -> None:
    """In words, and nothing happens."""
    answer = page.http.post("/ui/say", content=body, headers={"x-kp-token": page.workspace.page_token})
    assert not answer.json()["ok"]


def test_the_readers_zone_is_remembered(page: Page) -> None:
    """users.info tells it, as Slack does; what is no zone is refused."""
    assert page.workspace.zone() == "Asia/Seoul"
    assert page.do("zone", zone="Europe/Berlin")["ok"]
    assert not page.do("zone", zone="../../etc/passwd")["ok"]
    assert page.workspace.zone() == "Europe/Berlin"


@pytest.mark.loopback
def test_what_happens_reaches_an_open_page(served: Served) -> None:
    """New messages, changes and deletions, without asking again."""
    with urllib.request.urlopen(f"{served.workspace.url}/ui/events", timeout=10) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")

        def heard() -> dict[str, object]:
            for line in stream:
                if line.startswith(b"data: "):
                    found: dict[str, object] = json.loads(line[6:])
                    return found
            raise AssertionError("the stream ended")

        assert heard()["kind"] == "hello"
        ts = served.client.chat_postMessage(channel="C0ALERTS", text="one")["ts"]
        assert heard()["message"]["text"] == "one"  # type: ignore[index]
        served.client.chat_update(channel="C0ALERTS", ts=ts, text="two")
        assert heard()["kind"] == "changed"
        served.client.chat_delete(channel="C0ALERTS", ts=ts)
        assert heard() == {"kind": "deleted", "channel": "C0ALERTS", "ts": ts, "thread_ts": None}
        served.workspace.close()
        assert stream.read().strip() == b""


def test_a_page_that_no_longer_listens_is_cut_off(page: Page) -> None:
    """Publishing to nobody costs nothing and never fails."""
    page.workspace.hub.publish({"kind": "message"})
    page.workspace.hub.close()


@pytest.fixture
def watched(store: Store, clock: FakeClock) -> Store:
    """A store with a sample feed and two live ones that were never asked."""
    with store.write() as db:
        for name, sample in (("sample", True), ("a", False), ("b", False)):
            feeds.add(
                db,
                url=f"https://{name}.example/rss",
                title=name,
                publisher=name,
                sample=sample,
                now=clock.now(),
            )
    return store


def _polled(store: Store, clock: FakeClock, **said: Any) -> None:
    with store.write() as db:
        for feed in feeds.all_feeds(db):
            if not feed.sample:
                feeds.save_poll(db, replace(feed, last_poll_at=clock.now(), **said))


def test_samples_are_called_samples_until_a_live_feed_answers(watched: Store, clock: FakeClock) -> None:
    """With the reason in words."""
    before = feed_state(watched, clock.now())
    _polled(watched, clock, last_reason="dns")
    after = feed_state(watched, clock.now())
    assert (before["samples"], before["feeds"]) == (True, {"ok": 0, "total": 2})
    assert "2 asked" in after["why"]
    assert "names cannot be looked up" in after["why"]


def test_a_feed_that_answered_today_counts_as_well(watched: Store, clock: FakeClock) -> None:
    """One that last answered two days ago does not."""
    fresh, stale = clock.now() - timedelta(hours=1), clock.now() - timedelta(days=2)
    with watched.write() as db:
        for feed in feeds.all_feeds(db):
            feeds.save_poll(db, replace(feed, last_success_at=fresh if feed.title == "a" else stale))
    assert feed_state(watched, clock.now())["feeds"] == {"ok": 1, "total": 2}


def test_no_file_of_the_page_is_missing_from_the_package() -> None:
    """A wheel carries scripts, styles, the template and the icon."""
    kinds = {path.suffix for path in Path(WEB).iterdir() if path.is_file()}
    assert kinds == {".js", ".css", ".html", ".svg"}
