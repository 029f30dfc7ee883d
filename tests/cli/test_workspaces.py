"""Commands on the database of a bot for several workspaces, and of one that speaks for Slack's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.cli.main import main
from bot.model.message import Choices, DigestSetting
from bot.store import digest_settings, meta, outbox, subscriptions
from tests.app.many import Many, Slack
from tests.fakes import FakeClock, new_store

KEY = Fernet.generate_key().decode()
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command on a database of the test's own; return exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KP_DATA", str(tmp_path))
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.delenv(name, raising=False)

    def call(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(args))
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Slack:
    """Slack, for whoever asks."""
    return Slack.for_everybody(monkeypatch)


@pytest.fixture
def bot(
    kp: Call,
    tmp_path: Path,
    slack: Slack,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Many:
    """A bot that two workspaces have installed, with a message and a wish of each."""
    made = Many(tmp_path, KP_TOKEN_KEY=KEY)
    for name, value in (("CLIENT_ID", "1.2"), ("CLIENT_SECRET", "c"), ("SIGNING_SECRET", "s")):
        monkeypatch.setenv(f"SLACK_{name}", value)
    monkeypatch.setenv("KP_TOKEN_KEY", KEY)
    for team in ("T1", "T2"):
        made.install(team)
        made.clock.advance(seconds=1)
    with made.store.write() as db:
        for team in ("T1", "T2"):
            outbox.put(
                db,
                workspace=team,
                dedup_key=f"to {team}",
                kind="alert",
                channel=f"C{team}",
                payload={"text": f"to {team}"},
                now=made.clock.now(),
            )
            subscriptions.save(db, Choices("", "C1"), workspace=team, created_by="U1", now=made.clock.now())
    slack.calls.clear()
    capsys.readouterr()
    return made


def test_deliver_sends_to_each_workspace_with_its_token(kp: Call, bot: Many, slack: Slack) -> None:
    """As the running bot does."""
    code, out, _ = kp("deliver")
    assert (code, out) == (0, "2 messages sent, 0 refused.\n")
    posted = {(token, args["text"]) for method, token, args in slack.calls if method == "chat.postMessage"}
    assert {(token, text[:5]) for token, text in posted} == {("xoxb-T1", "to T1"), ("xoxb-T2", "to T2")}


@pytest.mark.usefixtures("bot")
def test_deliver_with_another_key_sends_nothing_and_says_so(
    kp: Call, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a message is claimed."""
    monkeypatch.setenv("KP_TOKEN_KEY", Fernet.generate_key().decode())
    code, _, err = kp("deliver")
    assert code == 2
    assert err.startswith("kp: ") and "KP_TOKEN_KEY" in err and err.count("\n") == 1
    assert slack.calls == []


@pytest.mark.usefixtures("bot")
def test_status_speaks_for_the_workspace_that_runs_the_bot(kp: Call) -> None:
    """One wish of two."""
    assert "1 subscription\n" in kp("status")[1]


def test_status_and_preview_speak_for_the_workspace_of_the_token(kp: Call, tmp_path: Path) -> None:
    """The one that the running bot was told by Slack, also where a shell has no tokens."""
    store, now = new_store(tmp_path), FakeClock().now()
    with store.write() as db:
        meta.set_to(db, "workspace", "T7", now)
        subscriptions.save(db, Choices("", "C1"), workspace="T7", created_by="U1", now=now)
        digest_settings.put(db, DigestSetting("T7", "C0NEWS", "07:30"), now)
    out = kp("status")[1]
    assert "1 subscription\n" in out
    assert "C0NEWS" in out and "07:30" in out
    assert kp("digest", "--preview")[0] == 0
