"""Which items are the same item."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.feed import Entry
from bot.policy import identity
from tests.feeds import NOW, parsed


def stored(title: str = "Missiles fired toward the East Sea", **changes: object) -> Entry:
    """An entry as it was stored."""
    fields = {
        "id": 1,
        "feed_id": 7,
        "guid": "g1",
        "url": "https://news.example/a/1",
        "canonical_url": "https://news.example/a/1",
        "title": title,
        "summary": "",
        "publisher": "Example News",
        "published": NOW,
        "updated": None,
        "first_seen": NOW,
    }
    return Entry(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://www.News.example/a/1/?utm_source=x&fbclid=y#top", "https://news.example/a/1"),
        ("https://m.news.example/a/1", "https://news.example/a/1"),
        ("https://news.example:443/a//1", "https://news.example/a/1"),
        ("https://news.example/view?b=2&a=1&ref=rss", "https://news.example/view?a=1&b=2"),
        ("https://news.example/%EB%B6%81", "https://news.example/%EB%B6%81"),
        ("https://news.example/북", "https://news.example/%EB%B6%81"),
        ("https://news.example/", None),
        ("https://news.google.com/rss/articles/CBMi", None),
        ("javascript:alert(1)", None),
        ("http://[::1", None),
        ("", None),
        (None, None),
    ],
)
def test_links_to_one_page_have_one_form(url: str | None, expected: str | None) -> None:
    """Tracking, scheme, `www.` and order make no difference; a front page identifies nothing."""
    assert identity.canonical_url(url) == expected


@given(st.text(max_size=80))
def test_canonical_addresses_are_stable(text: str) -> None:
    """The form of a form is itself, and no text raises."""
    once = identity.canonical_url(f"https://news.example/{text}")
    assert once is None or identity.canonical_url(once) == once


def test_content_is_blind_to_case_and_punctuation() -> None:
    """A comma is no edit."""
    one = identity.content_hash("N. Korea fires missiles", "It said so.")
    assert one == identity.content_hash("N KOREA fires, missiles", "it said so")
    assert one != identity.content_hash("N. Korea fires 2 missiles", "It said so.")


def test_names_that_different_items_of_a_document_share_identify_nothing() -> None:
    """Some feeds give every item the section's link, or the same id."""
    items = [
        parsed("One", guid="x", url="https://n.example/s"),
        parsed("Two", guid="y", url="https://n.example/s"),
    ]
    first, second = identity.document_keys(items, feed_id=7, publisher="N")
    assert first.url is None
    assert second.url is None
    assert first.guid == "g:7:x"


def test_a_repeated_item_keeps_its_names() -> None:
    """A pinned story that stands twice in a document is one story."""
    one, two = identity.document_keys([parsed(), parsed()], feed_id=7, publisher="N")
    assert one == two
    assert one.url is not None


def test_an_id_used_again_for_another_page_and_title_is_another_item() -> None:
    """Feeds that number their items 1 to 10 each day lose nothing."""
    other = parsed("Parliament passes the budget", url="https://news.example/a/2")
    assert not identity.same_item(stored(), other, "guid")
    edited = parsed("Three missiles fired toward the East Sea", url="https://news.example/a/2")
    assert identity.same_item(stored(), edited, "guid")


def test_the_same_words_days_later_are_a_new_item() -> None:
    """“Photo news” is news each day; a changed id within the day is not."""
    later = parsed(guid="g2", published=NOW + timedelta(days=4))
    assert not identity.same_item(stored(), later, "content")
    assert identity.same_item(stored(), parsed(guid="g2", published=NOW + timedelta(hours=1)), "content")


@pytest.mark.parametrize(
    ("moment", "believed"),
    [
        (NOW + timedelta(hours=23), True),
        (NOW + timedelta(hours=25), False),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
        (None, False),
    ],
)
def test_dates_far_ahead_or_of_1970_are_unknown(moment: datetime | None, believed: bool) -> None:
    """And never the present instead."""
    assert identity.believable(moment, NOW) == (moment if believed else None)
