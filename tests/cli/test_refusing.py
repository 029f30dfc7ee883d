"""What commands refuse to do, each in one sentence and with an exit code that says whose matter it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.adapters.lock import InstanceLock
from bot.config import load_settings
from tests.cli.test_commands import run

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("own_data")


def test_deliver_without_a_token_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, exit 1."""
    code, _, err = run(capsys, "deliver")
    assert code == 1
    assert "SLACK_BOT_TOKEN" in err


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        (
            "KP_ZONE",
            "Mars/Base",
            "KP_ZONE cannot be used: 'Mars/Base' is no time zone; Asia/Seoul would be one.",
        ),
        ("KP_DIGEST_AT", "25:00", "KP_DIGEST_AT cannot be 25:00; 08:00 would do."),
        ("KP_POLL_MINUTES", "often", "KP_POLL_MINUTES cannot be often; 10 would do."),
        ("KP_PUBLIC_URL", "here", "KP_PUBLIC_URL cannot be here; https://events.example.org would do."),
        ("KP_PORT", "90000", "KP_PORT cannot be 90000; 8038 would do."),
        ("KP_ALERT_CHANNEL", "#alerts", "KP_ALERT_CHANNEL cannot be #alerts; C0123456789 would do."),
        (
            "KP_HEARTBEAT_URL",
            "hc-ping.com/secret",
            "KP_HEARTBEAT_URL cannot be used: it is no web address; https://hc-ping.com/your-id would be one.",
        ),
        (
            "KP_CONTACT",
            "한 desk@example.org",
            "KP_CONTACT cannot be used: it goes into each request, in plain ASCII; desk@example.org would do.",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    """Which variable, and what would do; exit 2, so that a supervisor does not start it again and again."""
    monkeypatch.setenv(name, value)
    assert run(capsys, "status") == (2, "", f"kp: {says}\n")


@pytest.mark.parametrize(
    "tokens", [["SLACK_BOT_TOKEN"], ["SLACK_APP_TOKEN"], ["SLACK_CLIENT_ID", "SLACK_SIGNING_SECRET"]]
)
def test_a_bot_with_half_of_its_tokens_does_not_start(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tokens: list[str]
) -> None:
    """It would be a workspace of its own, and nobody in Slack would hear a word."""
    for name in tokens:
        monkeypatch.setenv(name, "x")
    code, _, err = run(capsys, "run")
    assert code == 2
    assert all(name in err for name in tokens)
    assert "too little to meet Slack" in err


@pytest.mark.parametrize("command", ["deliver", "digest"])
def test_a_step_by_hand_leaves_a_running_bot_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Two senders on one database would send twice; a preview disturbs nobody."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-test")
    with InstanceLock(load_settings().database):
        code, _, err = run(capsys, command)
        assert code == 1
        assert "already runs on this database" in err
        assert run(capsys, "digest", "--preview")[0] == 0


def test_a_file_that_cannot_be_written_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Its name, and what the machine says of it."""
    code, _, err = run(capsys, "feeds", "export", str(tmp_path / "no folder" / "feeds.opml"))
    assert code == 1
    assert err.endswith("no folder/feeds.opml cannot be used: No such file or directory.\n")
    assert err.count("\n") == 1


def test_an_output_that_takes_nothing_more_is_one_sentence() -> None:
    """As on a full disk, which /dev/full is."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli.main", "export"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd=ROOT,
        )
    assert done.returncode == 1
    assert done.stderr == "kp: What there is to say cannot be written: No space left on device.\n"


@pytest.mark.parametrize("where", ["file", "file/below"])
def test_a_data_folder_that_cannot_be_used_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str
) -> None:
    """A file of that name, or a folder that cannot be made."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("KP_DATA", str(tmp_path / where))
    code, _, err = run(capsys, "run")
    assert code == 1
    assert err.startswith("kp: The data folder")
    assert err.count("\n") == 1


def test_a_folder_that_may_not_be_written_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock is the first thing that is written."""

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("bot.adapters.lock.os.open", refuse)
    code, _, err = run(capsys, "run")
    assert code == 1
    assert "cannot be used: Permission denied." in err
