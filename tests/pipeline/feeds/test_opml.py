"""OPML in and out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.errors import InputError
from bot.pipeline.feeds import admin as feedadmin
from bot.pipeline.feeds.opml import MAX_FEEDS, import_feeds, read_opml, write_opml
from tests.feeds import PollingBot, feed_row

NESTED = b"""<?xml version="1.0"?><opml version="1.0"><body><outline text="Asia"><outline text="A &amp; B"
xmlUrl="https://a.example/f?x=1&amp;y=2"/><outline title="B" xmlurl="http://b.example/f"/></outline>
<outline text="no feed" htmlUrl="https://c.example/"/><outline xmlUrl="file:///etc/passwd"/></body></opml>"""


def test_feeds_survive_the_way_out_and_in() -> None:
    """With publisher, language and zone."""
    feed = feed_row(title='A "B" & <C>', lang="ko", zone="Asia/Seoul", publisher="Yonhap")
    (back,) = read_opml(write_opml([feed]).encode())
    assert (back.url, back.title, back.publisher) == (feed.url, feed.title, feed.publisher)
    assert (back.lang, back.zone) == ("ko", "Asia/Seoul")


def test_an_import_adds_what_is_new(tmp_path: Path) -> None:
    """Folders opened, bad addresses told, a second time nothing."""
    bot = PollingBot(tmp_path)
    done = import_feeds(bot.services, NESTED, by="U1")
    assert done.added == ("https://a.example/f?x=1&y=2", "http://b.example/f")
    assert len(done.refused) == 1
    assert done.sentence == "2 feeds added, 0 known already, 1 refused."
    assert import_feeds(bot.services, NESTED, by="U1").known == 2
    assert [feed.title for feed, _ in feedadmin.list_feeds(bot.services)] == ["A & B", "B"]


def test_an_import_adds_so_many_and_says_what_it_left_out(tmp_path: Path) -> None:
    """A list of everything there is does not stop the bot; asked again, it goes on."""
    bot = PollingBot(tmp_path)
    many = "".join(f'<outline xmlUrl="https://h{n}.example/f"/>' for n in range(MAX_FEEDS + 7))
    data = f"<opml><body>{many}</body></opml>".encode()
    assert import_feeds(bot.services, data, by="U1").sentence.endswith(
        "7 left out: one import adds 2,000 at most."
    )
    assert import_feeds(bot.services, data, by="U1").sentence == "7 feeds added, 2000 known already."


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<opml><body/></opml>",
        b"<?xml version='1.0' encoding='nonsense'?><opml/>",
        '<!DOCTYPE o [<!ENTITY x "y">]><opml><body><outline xmlUrl="https://a.example/&x;"/></body></opml>'.encode(
            "utf-16"
        ),
        b'<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline xmlUrl="&x;"/></body></opml>',
    ],
)
def test_what_is_no_opml_is_refused(data: bytes) -> None:
    """And no entity is read."""
    with pytest.raises(InputError):
        read_opml(data)


@given(st.text(max_size=50))
def test_any_title_can_be_written(title: str) -> None:
    """Control characters and all: what comes out is XML."""
    assert read_opml(write_opml([feed_row(title=title)]).encode("utf-8", "replace"))
