"""`kp bench chaos` at a tiny size: what it counts is counted where the messages came."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli.bench import chaos, faultyslack
from tests.cli.test_commands import run
from tests.fakes import new_store


def test_messages_through_a_failing_slack_and_a_killed_sender_come_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """None lost with or without the history; none twice where the history may be read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KP_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PYTHONPATH", str(Path(chaos.__file__).parents[3]))  # as the launcher sets it
    code, out, err = run(capsys, "bench", "chaos", "--size", "12", "--json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    assert found["messages decided"] == 12
    for words in ("with history scopes", "without history scopes"):
        assert found[f"{words}: lost"] == found[f"{words}: edits lost"] == 0
        assert found[f"{words}: kill -9"] >= 2
        assert found[f"{words}: posts tried"] >= 12
        assert {f"{words}: fault {name}" for name in faultyslack.ALL_FAULTS} <= found.keys()
    assert found["with history scopes: came twice"] == 0


def test_every_fourth_message_is_a_reply_in_the_channel_of_the_one_before(tmp_path: Path) -> None:
    """So that order within a thread is tried, too."""
    store = new_store(tmp_path)
    texts = chaos._decide(store, 9)
    assert texts == [f"message {n}" for n in range(9)]
    with store.read() as db:
        rows = db.execute("SELECT id, kind, channel, root_id FROM outbox ORDER BY id").fetchall()
    replies = [row for row in rows if row[1] == "thread"]
    assert [row[3] for row in replies] == [row[0] - 1 for row in replies]
    assert all(rows[row[0] - 2][2] == row[2] for row in replies)
