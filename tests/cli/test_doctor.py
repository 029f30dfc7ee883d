"""`kp doctor` says what is wrong and fails then; `kp restore` goes on with a backup."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import cli
from bot.model.errors import KpError
from bot.store import feeds, meta, outbox
from bot.store.db import Store


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the bot, with the shipped record in it and one backup."""
    monkeypatch.setenv("KP_DATA", str(tmp_path))
    assert run("backup").exit_code == 0
    return tmp_path


def run(*args: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(cli, args)


def findings(result: Result) -> dict[str, tuple[str, str]]:
    """What was said of each check."""
    lines = [json.loads(line) for line in result.output.splitlines() if line.startswith('{"check"')]
    return {line["check"]: (line["level"], line["said"]) for line in lines}


def damage(data: Path, first: int = 0) -> None:
    """Overwrite a database from a byte on."""
    path = data / "kp-events.db"
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    whole = path.read_bytes()
    path.write_bytes(whole[:first] + b"\xa5" * (len(whole) - first))


def test_all_is_well_with_a_new_bot(data: Path) -> None:
    """Each check says so; the newest backup was opened and counted."""
    result = run("doctor", "--json")
    found = findings(result)
    assert result.exit_code == 0, result.output
    assert {
        "SQLite",
        "database",
        "writing",
        "test backup",
        "backups",
        "test restore",
        "copy elsewhere",
        "disk",
        "clock",
        "zones",
        "Slack",
        "classifier",
        "outbox",
    } <= set(found)
    assert {level for level, _ in found.values()} <= {"ok", "warn"}
    assert "513 events" in found["test restore"][1]


def test_a_damaged_database_is_told_and_restored(data: Path) -> None:
    """The doctor still says what is left; restoring keeps the damaged file."""
    damage(data)
    result = run("doctor", "--json")
    found = findings(result)
    assert isinstance(result.exception, KpError)
    assert found["database"][0] == "fail" and "kp restore" in found["database"][1]
    assert found["test restore"][0] == "ok"
    assert "is in place: 513 events" in run("restore").output
    assert run("doctor").exit_code == 0
    assert len(list(data.glob("kp-events.db.before-*"))) == 1


def test_a_damaged_backup_is_not_put_in_place(data: Path) -> None:
    """What is there stays."""
    (backup,) = (data / "backups").glob("*.db")
    backup.write_bytes(b"\xa5" * 9000)
    found = findings(run("doctor", "--json"))
    before = (data / "kp-events.db").read_bytes()
    assert found["test restore"][0] == "fail"
    assert isinstance(run("restore").exception, KpError)
    assert (data / "kp-events.db").read_bytes() == before
    assert not list(data.glob("restoring*"))


@pytest.mark.parametrize(
    ("content", "says"), [(b"no database", "is not a database"), (None, "belongs to another program")]
)
def test_what_is_no_copy_is_named_as_it_was_asked_for(
    data: Path, tmp_path: Path, content: bytes | None, says: str
) -> None:
    """Not the working copy's name; and what is there stays."""
    other = tmp_path / "other.db"
    if content is None:
        with closing(sqlite3.connect(other)) as db:
            db.execute("CREATE TABLE x (y)")
    else:
        other.write_bytes(content)
    before = (data / "kp-events.db").read_bytes()
    said = str(run("restore", str(other)).exception)
    assert f"{other} {says}" in said and said.endswith(
        "Nothing was changed; kp restore FILE takes another copy."
    )
    assert (data / "kp-events.db").read_bytes() == before


def test_what_hangs_or_is_old_is_found(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message half sent, a backup of last month, a copy elsewhere that is half set up."""
    long_ago = datetime.now(UTC) - timedelta(days=30)
    with Store(data / "kp-events.db").write() as db:
        outbox.put(
            db, workspace="T1", dedup_key="a", kind="alert", channel="C1", payload={"text": "x"}, now=long_ago
        )
        outbox.claim(db, long_ago, blocked={})
    (backup,) = (data / "backups").glob("*.db")
    os.utime(backup, (long_ago.timestamp(), long_ago.timestamp()))
    monkeypatch.setenv("KP_BACKUP_BUCKET", "somewhere")
    result = run("doctor", "--json")
    found = findings(result)
    assert isinstance(result.exception, KpError)
    assert found["outbox"][0] == "fail" and "half sent" in found["outbox"][1]
    assert found["backups"][0] == "warn"
    assert found["copy elsewhere"][0] == "fail" and "LITESTREAM_ACCESS_KEY_ID" in found["copy elsewhere"][1]


def test_a_bot_without_its_trained_model_says_so(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In words, and in `kp status` too, whatever read the last item."""
    monkeypatch.setattr("bot.nlp.learned.trained.has_model", lambda folder: False)
    level, said = findings(run("doctor", "--json"))["classifier"]
    assert level == "warn"
    assert "no trained model" in said and "rules alone" in said
    assert "no trained model" in run("status").output


def test_a_trained_model_that_is_gone_is_said(data: Path) -> None:
    """By the checks and the status, with what to do; the shipped one reads meanwhile."""
    (data / "model").mkdir()
    (data / "model" / "current").write_text("20261101T000000Z", "utf-8")
    found = findings(run("doctor", "--json"))
    assert found["model"][0] == "warn"
    assert "20261101T000000Z" in found["model"][1] and "kp train --rollback" in found["model"][1]
    assert "model" in found["classifier"][1]
    assert "is missing: the shipped one reads instead" in run("status").output
    assert "in use again" in run("train", "--rollback").output
    assert "model" not in findings(run("doctor", "--json"))


def test_what_a_running_bot_knows_of_its_model_is_in_the_status(data: Path) -> None:
    """Where Slack asks, too."""
    store = Store(data / "kp-events.db")
    for kept, said in (("yes", True), ("no", False)):
        with store.write() as db:
            meta.set_to(db, "lost_model", kept, datetime.now(UTC))
        assert ("The model that was trained here is missing" in run("status").output) == said


def test_what_root_restores_is_the_bot_s(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder's owner owns what is put into it, or the bot could not write its own database."""
    given: dict[str, tuple[int, int]] = {}
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", lambda path, *owner: given.update({Path(path).name: owner}))
    assert run("restore").exit_code == 0
    owner = (data.stat().st_uid, data.stat().st_gid)
    assert given == {"restoring-whole.db": owner, "kp-events.lock": owner}


def test_feeds_that_fail_for_one_reason_are_told_together(data: Path) -> None:
    """A lost network is one line, not one a feed; what ails a few is said of each."""
    now = datetime.now(UTC)
    with Store(data / "kp-events.db").write() as db:
        for number in range(6):
            reason = "dns" if number < 5 else "http_403"
            feed = feeds.add(
                db, url=f"https://n{number}.example/feed", title=f"Outlet {number}", publisher="x", now=now
            )
            db.execute(
                "UPDATE feeds SET failures = 3, last_reason = ?, last_poll_at = next_poll_at WHERE id = ?",
                [reason, feed],
            )
    result = run("doctor", "--json")
    found = findings(result)
    assert result.exit_code == 1
    level, told = found["feeds"]
    assert level == "fail"
    assert told.startswith(
        "5 feeds, the server's name cannot be found: Outlet 0 (1), Outlet 1 (2), Outlet 2 (3)"
    )
    assert told.endswith("kp feeds shows each.")
    assert "the server refuses us (403)" in found["feed Outlet 5"][1]
    said = run("status").output
    assert "5 feeds, the server's name cannot be found: Outlet 0 (1)" in said
    assert "Outlet 4" not in said
