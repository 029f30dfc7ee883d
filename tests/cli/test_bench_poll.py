"""`kp bench poll` at a tiny size: what it prints is measured, not assumed."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from bot.cli.bench import poll
from tests.cli.test_commands import run


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The measurement keeps nothing, and reads no settings of the developer's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KP_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PYTHONPATH", str(Path(poll.__file__).parents[3]))  # as the launcher sets it


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """One run over feeds of 3 kB that answer at once, without the library beside it, and no larger list."""
    for name, value in {"BYTES": 3000, "LATENCY": 0.0, "TIMES": 1, "MANY": poll.FEEDS, "WORKERS": 2}.items():
        monkeypatch.setattr(poll, name, value)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)


@pytest.mark.loopback
@pytest.mark.usefixtures("small")
def test_feeds_are_polled_in_three_rounds_and_items_counted_once(capsys: pytest.CaptureFixture[str]) -> None:
    """All feeds answer; what is sent again brings nothing new; without the peer it says how to get it."""
    code, out, err = run(capsys, "bench", "poll", "--size", "10", "--json")
    assert code == 0, err
    found = json.loads(out)
    assert (found["feeds"], found["runs"], found["bytes each"]) == (10, 1, 3000)
    for words in poll.ROUNDS.values():
        assert 0 < found[f"{words}, s"] < 60
        assert 0 < found[f"10 feeds, {words}, s"] < 60
    assert found["items, kp-events"] == found["10 feeds, items"] >= 10
    assert found["peak memory, MB, kp-events"] > 10
    assert "deploy/bench.lock" in found["reader"]
    assert found["machine"]


@pytest.mark.loopback
@pytest.mark.usefixtures("small")
def test_a_poller_that_does_not_get_through_is_said_in_one_line() -> None:
    """The last words of its process, and no traceback."""
    with (
        poll._farm(2) as port,
        pytest.raises(Exception, match="nobody did not get through: KeyError") as caught,
    ):
        poll._run("nobody", port, 2)
    assert "Traceback" not in str(caught.value)
