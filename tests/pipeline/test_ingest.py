"""Polling: what is kept, what is told apart, and what a fault costs."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.feed import FetchRequest, FetchResult
from bot.pipeline import ingest
from bot.pipeline.ingest import Poller, poll_due
from bot.store import feeds
from tests.feeds import NOW, PollingBot, item, rss

URL = "https://news.example/feed.xml"
OTHER = "https://other.example/feed.xml"


@pytest.fixture
def bot(tmp_path: Path) -> PollingBot:
    """A bot on an empty database."""
    return PollingBot(tmp_path)


def launch(n: int = 1, **changes: object) -> str:
    """An item of its own number, an hour old."""
    fields = {
        "link": f"https://news.example/a/{n}",
        "guid": f"n{n}",
        "date": NOW - timedelta(hours=1),
    } | changes
    return item(str(fields.pop("title", f"North Korea fires missile number {n}")), **fields)  # type: ignore[arg-type]


def poll_again(bot: PollingBot, *items: str, minutes: float = 60, url: str = URL) -> ingest.PollReport:
    """Let time pass, serve a document, and poll."""
    bot.clock.advance(minutes=minutes)
    bot.web.serve(url, rss(items))
    return poll_due(bot.services)


def test_new_items_become_entries_once(bot: PollingBot) -> None:
    """Whatever else changes in the document."""
    bot.watch()
    assert poll_again(bot, launch(1)).new_entries == 1
    assert poll_again(bot, launch(2), launch(1)).new_entries == 1
    assert poll_again(bot, launch(2)).new_entries == 0
    assert [e.title[-1] for e in bot.entries()] == ["1", "2"]


def test_first_sight_of_a_feed_does_not_flood(bot: PollingBot) -> None:
    """What is older than 48 hours, or undated, is recorded only; and ids grow with time."""
    bot.watch()
    old = launch(1, date=NOW - timedelta(hours=60))
    poll_again(bot, launch(3), old, launch(2, date=NOW - timedelta(hours=40)))
    assert [(e.guid, e.backlog) for e in bot.entries()] == [("n1", True), ("n2", False), ("n3", False)]


def test_undated_items_are_backlog_at_first_sight_and_news_later(bot: PollingBot) -> None:
    """Their date stays unknown."""
    bot.watch()
    poll_again(bot, launch(1, date=None))
    poll_again(bot, launch(2, date=None), launch(1, date=None))
    assert [(e.published, e.backlog) for e in bot.entries()] == [(None, True), (None, False)]


def test_an_old_item_that_resurfaces_is_no_news(bot: PollingBot) -> None:
    """It shows up when others leave the window."""
    bot.watch()
    poll_again(bot, launch(1))
    poll_again(bot, launch(1), launch(9, date=NOW - timedelta(days=9)))
    assert [e.backlog for e in bot.entries()] == [False, True]


def test_what_came_while_the_bot_was_off_is_news(bot: PollingBot) -> None:
    """However long it was off."""
    bot.watch()
    poll_again(bot, launch(1))
    poll_again(bot, launch(2, date=NOW + timedelta(hours=30)), launch(1), minutes=5 * 1440)
    assert [e.backlog for e in bot.entries()] == [False, False]


@pytest.mark.parametrize(
    "changed",
    [
        {"guid": "https://news.example/a/1#new"},
        {"guid": None},
        {"link": "http://www.news.example/a/1/?utm_source=rss"},
        {"link": "https://news.example/moved/1", "guid": "other"},
        {"date": NOW + timedelta(minutes=30)},
    ],
)
def test_an_item_whose_names_change_is_not_doubled(bot: PollingBot, changed: dict[str, object]) -> None:
    """By id, address or content it is the one we have."""
    bot.watch()
    poll_again(bot, launch(1))
    assert poll_again(bot, launch(1, **changed)).new_entries == 0
    assert len(bot.entries()) == 1


def test_two_feeds_of_one_outlet_bring_a_page_once(bot: PollingBot) -> None:
    """Known by its address across feeds; the second feed's teaser is no edit."""
    bot.watch()
    bot.watch(OTHER)
    bot.web.serve(OTHER, rss([launch(1, guid="x", summary="Another teaser.")]))
    poll_again(bot, launch(1))
    bot.clock.advance(minutes=60)
    poll_due(bot.services)
    assert [e.edits for e in bot.entries()] == [0]


def test_an_edit_changes_the_entry_and_has_it_classified_again(bot: PollingBot) -> None:
    """The id stays, the first date stays, and commas are no edit."""
    bot.watch()
    poll_again(bot, launch(1, title="North Korea fires 8 missiles", summary="South Korea says."))
    poll_again(bot, launch(1, title="North Korea fires 8 missiles!", summary="South Korea says"))
    report = poll_again(
        bot, launch(1, title="North Korea fires 10 missiles", date=NOW + timedelta(minutes=20))
    )
    (entry,) = bot.entries()
    assert (entry.title, entry.edits, entry.published) == (
        "North Korea fires 10 missiles",
        1,
        NOW - timedelta(hours=1),
    )
    assert report.edited_entries == 1


def test_content_that_changes_at_every_fetch_stops_being_an_edit(bot: PollingBot) -> None:
    """After 24 times without a newer date of change."""
    bot.watch()
    for n in range(30):
        poll_again(bot, launch(1, summary=f"Read {n} times"), minutes=61)
    assert bot.entries()[0].edits == 24


def test_items_numbered_anew_each_day_are_all_kept(bot: PollingBot) -> None:
    """An id that comes back for another page is another item."""
    bot.watch()
    poll_again(bot, launch(1, guid="1"))
    poll_again(bot, item("Parliament passes the budget", link="https://news.example/b/7", guid="1", date=NOW))
    assert len(bot.entries()) == 2


def test_items_without_id_and_link_are_told_apart_by_their_words(bot: PollingBot) -> None:
    """They are kept, once."""
    bot.watch()
    bare = [item("First story of the day", date=NOW), item("Second story of the day", date=NOW)]
    poll_again(bot, *bare)
    poll_again(bot, *bare, item("Third story of the day", date=NOW))
    assert len(bot.entries()) == 3


def test_an_aggregators_ids_do_not_pile_up(bot: PollingBot) -> None:
    """Ids that change at every fetch are not kept as names."""
    bot.watch(quirks=("unstable_guids",))
    for n in range(3):
        poll_again(bot, launch(1, guid=f"CB{n}", link=f"https://news.google.com/rss/articles/CB{n}"))
    with bot.store.read() as db:
        assert db.execute("SELECT count(*) FROM entry_keys").fetchone()[0] == 1


def test_dates_ahead_of_time_are_unknown(bot: PollingBot) -> None:
    """More than a day ahead is an error of the feed; the first sight of it is kept apart."""
    bot.watch()
    poll_again(bot, launch(1, date=NOW + timedelta(days=40)))
    (entry,) = bot.entries()
    assert (entry.published, entry.first_seen) == (None, bot.clock.now())


def test_validators_come_back_with_the_next_question(bot: PollingBot) -> None:
    """And a 304 counts as an answer."""
    feed_id = bot.watch()
    bot.web.serve(URL, rss([launch(1)]), etag='"v1"', last_modified="Fri, 20 Nov 2026 09:00:00 GMT")
    poll_due(bot.services)
    bot.web.not_modified(URL)
    bot.clock.advance(minutes=60)
    report = poll_due(bot.services)
    assert bot.web.asked[-1] == FetchRequest(URL, etag='"v1"', last_modified="Fri, 20 Nov 2026 09:00:00 GMT")
    assert (report.unchanged, report.failed) == (1, 0)
    assert bot.feed(feed_id).last_success_at == bot.clock.now()


def test_the_same_bytes_are_not_read_again(bot: PollingBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many servers know no 304."""
    bot.watch()
    poll_again(bot, launch(1))
    monkeypatch.setattr(type(bot.services.feed_reader), "parse", None)
    assert poll_again(bot, launch(1)).unchanged == 1


def test_a_304_that_nobody_asked_for_is_a_failure(bot: PollingBot) -> None:
    """It would hide a feed for ever."""
    feed_id = bot.watch()
    bot.web.not_modified(URL)
    poll_due(bot.services)
    assert bot.feed(feed_id).last_reason == "unasked_304"


def test_a_feed_without_entries_is_a_failure(bot: PollingBot) -> None:
    """200 with nothing in it is no quiet day, unless that is known of the feed."""
    feed_id = bot.watch()
    quiet = bot.watch(OTHER, quirks=("may_be_empty",))
    bot.web.serve(OTHER, rss([]))
    poll_again(bot)
    assert (bot.feed(feed_id).last_reason, bot.feed(feed_id).failures) == ("empty", 1)
    assert bot.feed(quiet).failures == 0


def test_one_feeds_fault_does_not_stop_the_others(bot: PollingBot) -> None:
    """Not even a fault of ours."""
    broken = bot.watch("https://broken.example/f")
    bot.watch("https://dead.example/f")
    bot.watch("https://garbage.example/f")
    bot.watch()
    bot.web.answers["https://broken.example/f"] = RuntimeError("a bug")
    bot.web.serve("https://garbage.example/f", b"\x00\xff not a feed")
    report = poll_again(bot, launch(1))
    assert (report.polled, report.failed, report.new_entries) == (4, 3, 1)
    assert bot.feed(broken).last_reason == "internal"


def test_a_feed_that_recovers_is_well_again(bot: PollingBot) -> None:
    """And what failed is told no more."""
    feed_id = bot.watch()
    bot.web.fail(URL, "http_500")
    poll_due(bot.services)
    assert bot.feed(feed_id).failing_since == NOW
    poll_again(bot, launch(1))
    feed = bot.feed(feed_id)
    assert (feed.failures, feed.last_reason, feed.failing_since) == (0, None, None)


def test_a_feed_that_is_gone_is_asked_no_more(bot: PollingBot) -> None:
    """410 ends it; the rest goes on."""
    feed_id = bot.watch()
    bot.web.fail(URL, "http_410", gone=True)
    poll_due(bot.services)
    bot.clock.advance(days=9)
    assert poll_due(bot.services).polled == 0
    assert bot.feed(feed_id).state == "gone"


def test_a_host_that_asks_for_patience_gets_it_for_all_its_feeds(bot: PollingBot) -> None:
    """For an hour at most: the others may be healthy."""
    bot.watch("https://news.example/1")
    second = bot.watch("https://news.example/2")
    bot.web.fail("https://news.example/1", "http_429", retry_at=NOW + timedelta(hours=5))
    assert poll_due(bot.services).polled == 1
    assert bot.feed(second).next_poll_at == NOW + timedelta(hours=1)
    assert bot.feed(second).failures == 0


def test_when_nothing_can_be_reached_no_feed_is_blamed(bot: PollingBot) -> None:
    """The network is down: all are asked again soon, and at once when one of them answers."""
    ids = [bot.watch(f"https://h{n}.example/f") for n in range(4)]
    poller = Poller(bot.services)
    for _ in range(6):
        bot.clock.advance(minutes=12)
        assert poller.start_due() == 4
        assert poller.collect(wait=True).offline
    bot.clock.advance(minutes=12)
    bot.web.serve("https://h0.example/f", rss([launch(1)]))
    poller.start([bot.feed(ids[0])])
    assert not poller.collect(wait=True).offline
    assert [bot.feed(i).next_poll_at <= bot.clock.now() for i in ids] == [False, True, True, True]  # type: ignore[operator]
    poller.close()


def test_a_move_is_followed_and_the_old_address_does_not_come_back(bot: PollingBot) -> None:
    """After a week of saying so."""
    feed_id = bot.watch()
    target = "https://new.example/feed.xml"
    for _ in range(9):
        bot.web.serve(URL, rss([launch(1)]), permanent=target)
        bot.web.serve(target, rss([launch(1)]))
        poll_due(bot.services)
        bot.clock.advance(days=1)
    assert bot.feed(feed_id).url == target
    with bot.store.read() as db:
        old = feeds.by_url(db, URL)
    assert old is not None
    assert old.state == "removed"


def test_a_window_that_rolled_on_is_noticed(bot: PollingBot) -> None:
    """Items between the last poll and the oldest that is left may be missing."""
    feed_id = bot.watch()
    poll_again(bot, launch(1))
    poll_again(bot, launch(5, date=NOW + timedelta(hours=4)), minutes=300)
    assert bot.feed(feed_id).gap_at == bot.clock.now()


def test_a_feed_removed_while_it_was_asked_brings_nothing(bot: PollingBot) -> None:
    """What a person decided holds."""
    feed_id = bot.watch()
    with bot.store.read() as db:
        due = feeds.due(db, NOW, 9)
    with bot.store.write() as db:
        feeds.set_state(db, feed_id, "removed", NOW)
    bot.web.serve(URL, rss([launch(1)]))
    ingest.poll_feeds(bot.services, due)
    assert bot.entries() == []


def test_a_slow_host_holds_up_nobody(bot: PollingBot) -> None:
    """Its feeds are being asked; the others' news come in; and it is not asked twice at once."""
    bot.watch("https://slow.example/f")
    bot.watch()
    bot.web.serve(URL, rss([launch(1)]))
    bot.web.serve("https://slow.example/f", rss([launch(2, link=None)]))
    released, arrived = threading.Event(), threading.Event()
    answer = bot.web.fetch

    def fetch(request: FetchRequest) -> FetchResult:
        if "slow" in request.url:
            arrived.set()
            released.wait(20)
        return answer(request)

    bot.web.fetch = fetch  # type: ignore[method-assign]
    poller = Poller(bot.services)
    assert poller.start_due() == 2
    assert arrived.wait(20)
    while not bot.entries():
        pass
    bot.clock.advance(minutes=60)
    assert poller.start_due() <= 1
    released.set()
    assert poller.collect(wait=True).failed == 0
    poller.close()
    assert len(bot.entries()) == 2


def test_polling_stops_when_it_is_told(bot: PollingBot) -> None:
    """What was not asked is still due."""
    bot.watch()
    assert poll_due(bot.services, stop=lambda: True).polled == 0
    assert poll_again(bot, launch(1)).polled == 1
