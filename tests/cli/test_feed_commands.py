"""`kp parse`, `kp poll` and `kp feeds` as a person calls them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.main import main
from tests.feeds import NOW, item, rss

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """Run a command on a database of the test's own; return exit code, output and errors."""
    monkeypatch.setenv("KP_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("KP_FEEDS", str(tmp_path / "feeds.toml"))
    (tmp_path / "feeds.toml").write_text('[[feed]]\nurl = "http://127.0.0.1/feed.xml"\ntitle = "Ours"\n')

    def call(*args: str) -> tuple[int, str, str]:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(args))
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return call


def test_parse_prints_the_contract(kp: Call, tmp_path: Path) -> None:
    """One JSON object a line, with the fields of the first release."""
    path = tmp_path / "feed.xml"
    path.write_bytes(rss([item("북한 A", guid="1", link="https://n.example/1", date=NOW), item("B")]))
    code, out, _ = kp("parse", str(path))
    first, second = map(json.loads, out.splitlines())
    assert code == 0
    assert list(first) == ["guid", "url", "title", "summary", "published", "updated", "lang"]
    assert (first["title"], first["published"]) == ("북한 A", "2026-11-21T03:00:00Z")
    assert (second["guid"], second["published"]) == (None, None)


def test_parse_reads_dates_in_the_zone_it_is_given(kp: Call, tmp_path: Path) -> None:
    """For feeds that name none."""
    path = tmp_path / "feed.xml"
    path.write_bytes(rss(["<item><title>A</title><pubDate>2025.11.20 09:00</pubDate></item>"]))
    assert (
        json.loads(kp("parse", "--zone", "Asia/Seoul", str(path))[1])["published"] == "2025-11-20T00:00:00Z"
    )
    assert kp("parse", "--zone", "Mars/Olympus", str(path))[0] == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read"), (b"<html></html>", "web page"), (b"", "nothing"), (b"x" * 6_000_000, "5 MB")],
)
def test_parse_fails_in_one_sentence(kp: Call, tmp_path: Path, content: bytes | None, said: str) -> None:
    """Exit 1, no traceback."""
    path = tmp_path / "feed.xml"
    if content is not None:
        path.write_bytes(content)
    code, out, err = kp("parse", str(path))
    assert (code, out) == (1, "")
    assert said in err
    assert len(err.splitlines()) == 1


@pytest.mark.loopback
def test_a_feed_that_cannot_be_reached_is_told(kp: Call) -> None:
    """By poll, by the list and by the test; the guard refuses this machine before anything is asked."""
    code, out, _ = kp("poll")
    assert code == 0
    assert "1 feed asked: 0 new entries, 0 unchanged, 1 failed." in out
    assert json.loads(kp("poll", "--all", "--json")[1])["errors"][0]["reason"] == "blocked_address"
    (row,) = map(json.loads, kp("feeds", "list", "--json")[1].splitlines())
    assert (row["health"], row["failures"]) == ("failing", 2)
    assert "0 of 1 feed fresh" in kp("feeds")[1]
    code, out, _ = kp("feeds", "test", "1")
    assert code == 1
    assert "cannot be watched" in out


def test_feeds_are_changed_by_number(kp: Call) -> None:
    """And a number that is none is told."""
    kp("feeds")
    assert "paused" in kp("feeds", "pause", "1")[1]
    assert "watched again" in kp("feeds", "resume", "1")[1]
    assert "not watched any more" in kp("feeds", "remove", "1")[1]
    code, _, err = kp("feeds", "remove", "1")
    assert code == 1
    assert "There is no feed 1." in err


def test_feeds_go_out_and_come_in_as_opml(kp: Call, tmp_path: Path) -> None:
    """To a file or to standard output."""
    path = tmp_path / "feeds.opml"
    assert "1 feed written" in kp("feeds", "export", str(path))[1]
    assert kp("feeds", "export")[1] == path.read_text("utf-8")
    assert "0 feeds added, 1 known already." in kp("feeds", "import", str(path))[1]
