"""The list of feeds: the shipped one is sound, and a broken one is said to be, in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

import seeds
from bot.feedlist import QUIRKS, load_feeds
from bot.model.errors import SeedError


def listed(tmp_path: Path, text: str) -> Path:
    """Write a list of feeds."""
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_list_is_whole() -> None:
    """Wires, outlets and official bodies are there, in English, Korean and Japanese."""
    feeds = load_feeds()
    assert len(feeds) >= 30
    assert {feed.lang for feed in feeds} == {"en", "ko", "ja"}
    assert {feed.tier for feed in feeds} == {1, 2, 3}
    assert {"Yonhap", "KCNA", "38 North", "Daily NK", "Reuters", "IAEA"} <= {feed.publisher for feed in feeds}


def test_two_feeds_of_one_outlet_count_as_one_publisher() -> None:
    """Yonhap's feeds in two languages are one source."""
    assert sum(feed.publisher == "Yonhap" for feed in load_feeds()) == 4


def test_every_quirk_is_explained_at_the_head_of_the_file() -> None:
    """The words that the code knows are those that the file's reader finds."""
    head = seeds.folder("feeds.toml").read_text("utf-8").split("[[feed]]\nurl")[0]
    told = {line.split()[1] for line in head.split("# quirks\n")[1].splitlines() if line.startswith("#   ")}
    assert told == QUIRKS


def test_a_feed_needs_only_its_address(tmp_path: Path) -> None:
    """What a list does not say has the defaults of a feed that is added by hand."""
    (feed,) = load_feeds(listed(tmp_path, '[[feed]]\nurl = "https://www.outlet.example/rss"\n'))
    assert (feed.title, feed.publisher) == ("www.outlet.example", "outlet.example")
    assert (feed.lang, feed.zone, feed.tier, feed.quirks, feed.enabled) == ("en", "UTC", 2, (), True)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "names no feeds"),
        ("[[feed]\n", "cannot be read"),
        ('[[feed]]\ntitle = "x"\n', "no url"),
        ('feed = ["x"]\n', "no url"),
        ('[[feed]]\nurl = "file:///etc/passwd"\n', "no http or https"),
        ('[[feed]]\nurl = "https://a.example/"\nzone = "Seoul/Asia"\n', "no time zone"),
        ('[[feed]]\nurl = "https://a.example/"\nzone = "../etc"\n', "no time zone"),
        ('[[feed]]\nurl = "https://a.example/"\ntier = 9\n', "tiers are"),
        ('[[feed]]\nurl = "https://a.example/"\ntitle = 3\n', "must be words"),
        ('[[feed]]\nurl = "https://a.example/"\nenabled = "yes"\n', "true or false"),
        ('[[feed]]\nurl = "https://a.example/"\nquirks = ["odd"]\n', "no quirk"),
        ('[[feed]]\nurl = "https://a.example/"\nlanguage = "en"\n', "nobody reads"),
        ('[[feed]]\nurl = "https://a.example/"\n' * 2, "twice"),
    ],
)
def test_a_broken_list_is_said_to_be_in_a_sentence(tmp_path: Path, text: str, word: str) -> None:
    """The error names the file and what is wrong with it."""
    with pytest.raises(SeedError, match=word) as caught:
        load_feeds(listed(tmp_path, text))
    assert "mine.toml" in str(caught.value)


def test_a_missing_list_is_an_error_too(tmp_path: Path) -> None:
    """A path that leads nowhere is said to."""
    with pytest.raises(SeedError, match="cannot be read"):
        load_feeds(tmp_path / "none.toml")
