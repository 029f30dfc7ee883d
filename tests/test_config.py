"""Settings as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import load_settings, misspelt
from bot.model.errors import SettingError


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, and the .env in it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / ".env"


def test_a_file_from_any_editor_is_read(file: Path) -> None:
    """Some put a mark before the first letter: the first setting counts all the same."""
    file.write_text("KP_ZONE=Europe/Vienna\r\nKP_CONTACT=desk@example.org\r\n", encoding="utf-8-sig")
    settings = load_settings()
    assert (settings.zone, settings.contact) == ("Europe/Vienna", "desk@example.org")


def test_a_file_that_is_no_text_is_one_sentence(file: Path) -> None:
    """As some editors save it when asked for Unicode."""
    file.write_text("KP_ZONE=Asia/Seoul\n", encoding="utf-16")
    with pytest.raises(SettingError, match=r"\.env cannot be read: .* It should be a text file in UTF-8\."):
        load_settings()


def test_a_folder_at_home_is_at_home(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No shell has read the file."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    file.write_text("KP_DATA=~/kp\nKP_FEEDS=~/feeds.toml\n")
    settings = load_settings()
    assert settings.data == tmp_path / "home/kp"
    assert settings.feeds_file == tmp_path / "home/feeds.toml"


def test_a_name_that_is_nearly_right_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be ignored, and nobody would get an alert; what belongs to others is left alone."""
    file.write_text("KP_ALERT_CHANEL=C1\nkp_zone=Asia/Seoul\nKP_BACKUP_BUCKET=b\nOTHER=1\n")
    monkeypatch.setenv("SLACK_BOT_TOKN", "xoxb-1")
    assert misspelt() == [
        "KP_ALERT_CHANEL is no setting; KP_ALERT_CHANNEL is one.",
        "SLACK_BOT_TOKN is no setting; SLACK_BOT_TOKEN is one.",
    ]


def test_another_slack_has_an_address(file: Path) -> None:
    """Before anything is asked of it."""
    file.write_text("KP_SLACK_API_URL=nonsense\n")
    with pytest.raises(SettingError, match=r"KP_SLACK_API_URL cannot be nonsense; https:.*would do"):
        load_settings()
