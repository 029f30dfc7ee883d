"""`kp outbox` tells a person why a message stands where it stands, and has a whole channel's sent again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.clock import SystemClock
from bot.config import load_settings
from bot.store import outbox
from bot.store.db import Database, Store
from tests.cli.test_commands import run

NOW = SystemClock().now()
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The database of the commands in this test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KP_DATA", str(tmp_path / "data"))
    made = Store(load_settings().database)
    made.migrate()
    return made


def put(db: Database, key: str = "a", *, channel: str = "C1", **more: Any) -> int:
    """Decide a message."""
    fields = {"kind": "alert", "payload": {"text": f"Message {key}"}} | more
    made = outbox.put(db, workspace="T1", dedup_key=key, channel=channel, now=NOW, **fields)
    assert made is not None
    return made


def claim(db: Database) -> None:
    """Let the next message be tried."""
    outbox.claim(db, LATER, blocked={})


def sent(db: Database, made: int) -> None:
    """Slack took it."""
    claim(db)
    outbox.settle_sent(db, made, ts="1.0", channel="C1", now=NOW)


def refused(code: str) -> Any:
    """Slack refused it, with a code."""

    def settle(db: Database, made: int) -> None:
        claim(db)
        outbox.settle_blocked(db, made, error=code)

    return settle


def unknown(db: Database, made: int) -> None:
    """Its answer was lost."""
    claim(db)
    outbox.settle_unknown(db, made, error="timeout")


def asked_to_wait(db: Database, made: int) -> None:
    """Slack asked to slow down."""
    claim(db)
    outbox.settle_later(db, made, not_before=LATER, error="ratelimited")


@pytest.mark.parametrize(
    ("happened", "sentences"),
    [
        (
            lambda *_: None,
            ("waits for its turn", "tried not yet", "Next: it is sent at the next round"),
        ),
        (sent, ("is in Slack", "tried 1 time.", "Slack took it at", "nothing more happens, but for edits")),
        (
            lambda db, _: claim(db),
            ("is being sent", "Next: Slack's answer", "looked for at the next start"),
        ),
        (
            unknown,
            (
                "may be in Slack",
                "Last trouble: Slack did not answer in time (timeout).",
                "the channel is searched for it (0 looks of 2 so far)",
            ),
        ),
        (
            asked_to_wait,
            ("waits for its turn", "Last trouble: Slack asked to wait (ratelimited).", "Next: it is sent at"),
        ),
        (
            refused("is_archived"),
            (
                "Last trouble: the channel is archived (is_archived).",
                "kp outbox retry --channel C1; or kp outbox drop 1.",
                "One message a day is tried there",
            ),
        ),
        (
            refused("msg_too_long"),
            ("Last trouble: the message is too long (msg_too_long).", "mended: kp outbox retry 1; or"),
        ),
        (refused("account_inactive"), ("Last trouble: the app was removed from the workspace",)),
        (refused("a_new_code"), ("Last trouble: a_new_code.",)),
        (
            lambda db, made: outbox.resolve(db, made, state="dropped", now=NOW),
            ("was given up", "Nothing more happens."),
        ),
    ],
    ids="waits sent sending unknown limited archived long removed strange dropped".split(),
)
def test_each_state_is_explained_with_its_cause_and_what_comes_next(
    store: Store, capsys: pytest.CaptureFixture[str], happened: Any, sentences: tuple[str, ...]
) -> None:
    """In sentences, with Slack's own word in brackets, and the command that mends it."""
    with store.write() as db:
        happened(db, put(db))
    code, out, _ = run(capsys, "outbox", "explain", "1")
    assert code == 0
    assert out.startswith("Message 1 (alert) to C1 ")
    assert out.endswith("Message a\n")
    for sentence in sentences:
        assert sentence in out


def test_a_reply_says_which_message_it_waits_for(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """It is not stuck: its alert is."""
    with store.write() as db:
        put(db, "b", kind="thread", root_id=put(db))
    _, out, _ = run(capsys, "outbox", "explain", "2")
    assert "Next: it is sent as soon as message 1, which it belongs to, is in Slack." in out


def test_all_that_a_channel_refused_is_sent_again_by_one_command(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing of another channel."""
    with store.write() as db:
        for key, channel in (("a", "C1"), ("b", "C1"), ("c", "C2")):
            outbox.settle_blocked(db, put(db, key, channel=channel), error="is_archived")
        put(db, "d")
    code, out, _ = run(capsys, "outbox", "retry", "--channel", "C1")
    assert (code, out) == (0, "2 messages to C1 will be sent.\n")
    with store.read() as db:
        states = [m.state for m in sorted(outbox.listing(db), key=lambda m: m.id)]
    assert states == ["pending", "pending", "blocked", "pending"]
    code, _, err = run(capsys, "outbox", "retry", "--channel", "C1")
    assert code == 1
    assert "Nothing is blocked for C1." in err
    assert "kp outbox list --state blocked" in err


@pytest.mark.parametrize("words", [(), ("1", "--channel", "C1")], ids=["neither", "both"])
def test_a_retry_names_a_message_or_a_channel(
    store: Store, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    """Not everything by mistake."""
    code, _, err = run(capsys, "outbox", "retry", *words)
    assert code == 2
    assert "Name a message, or a channel with --channel." in err
