"""The files for deployment name what the bot really has."""

from __future__ import annotations

import configparser
import json
import re
import tomllib
from pathlib import Path

import pytest

from bot.app.installing import SCOPES
from bot.config import Settings
from handlers.reporting import SHORTCUT, SHORTCUT_NAME

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / "deploy"


def text(name: str) -> str:
    """A file of the deployment folder."""
    return (DEPLOY / name).read_text(encoding="utf-8")


def known_settings() -> set[str]:
    """The variables that the bot reads."""
    return {str(field.validation_alias) for field in Settings.model_fields.values()}


def test_the_example_of_settings_is_complete() -> None:
    """Each setting is in it once, as a comment, and nothing that the bot does not know."""
    named = re.findall(r"^#?([A-Z_]+)=", text("env.example"), re.MULTILINE)
    assert sorted(named) == sorted(known_settings())


def test_the_readme_lists_each_setting() -> None:
    """In its table, and beside them only what the launcher reads."""
    readme = (DEPLOY.parent / "README.md").read_text(encoding="utf-8")
    table = readme.split("## Configuration", 1)[1].split("\n## ", 1)[0]
    named = [
        name
        for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
        for name in re.findall("`(.*?)`", row)
    ]
    assert sorted(named) == sorted({*known_settings(), "KP_HOME"})


def test_copying_the_example_changes_nothing() -> None:
    """All of it is commented out, so that a copy can be filled in line by line."""
    assert not [line for line in text("env.example").splitlines() if line and not line.startswith("#")]


def test_the_manifest_is_what_the_bot_answers_to() -> None:
    """The command, with mentions parsed by Slack; buttons; the App Home; Socket Mode."""
    manifest = json.loads(text("manifest.json"))
    command = manifest["features"]["slash_commands"][0]
    assert (command["command"], command["should_escape"]) == ("/kp-events", True)
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    assert "app_home_opened" in manifest["settings"]["event_subscriptions"]["bot_events"]
    assert manifest["features"]["app_home"]["home_tab_enabled"] is True
    assert len(manifest["display_information"]["description"]) <= 140


def test_the_manifest_tells_of_what_the_bot_listens_for() -> None:
    """The message shortcut by its id; and when a workspace removes the app."""
    manifest = json.loads(text("manifest.json"))
    (shortcut,) = manifest["features"]["shortcuts"]
    assert (shortcut["type"], shortcut["callback_id"]) == ("message", SHORTCUT)
    assert shortcut["name"] == SHORTCUT_NAME
    assert len(shortcut["name"]) <= 24
    assert len(shortcut["description"]) <= 150
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert {"app_uninstalled", "tokens_revoked"} <= set(events)


def test_a_workspace_that_installs_the_app_is_asked_for_the_manifest_s_scopes() -> None:
    """Both ways of installing it give the bot the same rights."""
    assert list(SCOPES) == json.loads(text("manifest.json"))["oauth_config"]["scopes"]["bot"]


def test_each_scope_of_the_manifest_has_its_reason() -> None:
    """The runbook says what each is for; a workspace's owner will ask."""
    asked = set(json.loads(text("manifest.json"))["oauth_config"]["scopes"]["bot"])
    assert asked == set(
        re.findall(r"^\| `([\w:.]+)` \|", text("RUNBOOK.md").partition("| scope |")[2], re.MULTILINE)
    )


@pytest.mark.parametrize("name", ["compose.yaml", "Dockerfile", "kp-events.service", "litestream.yml"])
def test_variables_in_deployment_files_exist(name: str) -> None:
    """A setting that was renamed is not left behind in a file that nothing runs."""
    own = {"KP_HOME", "KP_BACKUP_BUCKET", "KP_BACKUP_REGION"}
    assert set(re.findall(r"\b(?:KP|SLACK)_[A-Z_]+\b", text(name))) <= known_settings() | own


def test_the_service_is_confined() -> None:
    """The unit cannot write but to its state folder, nor gain rights."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(text("kp-events.service"))
    service = unit["Service"]
    assert (service["ProtectSystem"], service["NoNewPrivileges"], service["DynamicUser"]) == (
        "strict",
        "yes",
        "yes",
    )
    assert service["SystemCallFilter"] == "@system-service"
    assert "MemoryMax" in service


def test_the_container_has_what_the_bot_imports() -> None:
    """Every package of the bot is copied into the image, and nothing unhashed is installed."""
    dockerfile = text("Dockerfile")
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "root_packages"
    ]
    assert all(f"COPY {package} /app/{package}" in dockerfile for package in packages)
    assert "--require-hashes" in dockerfile
    assert re.search(r"^USER (?!root)", dockerfile, re.MULTILINE)


@pytest.mark.parametrize("name", ["requirements.lock", "check.lock"])
def test_every_locked_library_has_a_hash(name: str) -> None:
    """What is installed is what was locked, byte for byte."""
    entries = re.split(r"^(?=[\w.-]+==)", text(name), flags=re.MULTILINE)[1:]
    assert len(entries) > 50
    assert not [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]


def test_the_checks_run_on_what_users_get() -> None:
    """Both locks name the same versions."""

    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[\w.-]+==\S+(?: ;[^\\\n]+)?", text(name), re.MULTILINE))

    assert pins("requirements.lock") <= pins("check.lock")


def test_the_lock_has_what_the_project_asks_for() -> None:
    """A dependency that was added to pyproject.toml is in the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    names = {re.split(r"[<>=;\s\[]", line, maxsplit=1)[0].lower() for line in wanted}
    assert names <= {
        name.lower() for name in re.findall(r"^([\w.-]+)==", text("requirements.lock"), re.MULTILINE)
    }


def test_the_container_is_confined_as_the_unit_is() -> None:
    """No rights, no writing but to its volume, no growing without end."""
    compose = text("compose.yaml")
    for line in (
        "read_only: true",
        "cap_drop: [ALL]",
        'security_opt: ["no-new-privileges:true"]',
        "mem_limit:",
        "pids_limit:",
    ):
        assert line in compose
    assert not re.search(r"^\s*(privileged|network_mode|pid|user):", compose, re.MULTILINE)
    user = re.search(r"^USER (\S+)", text("Dockerfile"), re.MULTILINE)
    assert user is not None and re.search(rf"useradd .*--uid [1-9]\d+ .*{user[1]}", text("Dockerfile"))


def test_the_container_s_base_cannot_be_exchanged() -> None:
    """Both stages begin with one base, which is named by its digest."""
    dockerfile = text("Dockerfile")
    assert re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE) == ["${BASE}", "${BASE}"]
    assert re.search(r"^ARG BASE=\S+@sha256:[0-9a-f]{64}$", dockerfile, re.MULTILINE)


def test_the_copy_elsewhere_is_of_the_bot_s_own_database() -> None:
    """Litestream is told of the file that the bot writes, with secrets from the environment only."""
    config = text("litestream.yml")
    path = re.search(r"^\s*- path: (\S+)", config, re.MULTILINE)
    assert path is not None and path[1] == "${KP_DATA}/" + Settings(_env_file=None).database.name
    assert not re.search(r"secret-access-key|access-key-id", config)
    assert set(re.findall(r"\$\{(\w+)\}", config)) == {"KP_DATA", "KP_BACKUP_BUCKET", "KP_BACKUP_REGION"}


def test_no_scope_is_asked_for_that_no_call_needs() -> None:
    """The manifest and the installation in a browser ask for the same, and for nothing that reads or writes more."""
    asked = set(json.loads(text("manifest.json"))["oauth_config"]["scopes"]["bot"])
    assert asked == set(SCOPES)
    wide = {
        "chat:write.customize",
        "users:read.email",
        "files:read",
        "admin",
        "channels:manage",
        "channels:join",
        "groups:write",
        "im:read",
    }
    assert not asked & wide
    assert "user" not in json.loads(text("manifest.json"))["oauth_config"]["scopes"]


def test_each_bad_day_has_its_place_in_the_runbook() -> None:
    """Whoever is woken finds a heading for what they see."""
    headings = re.findall(r"^## (.+)$", text("RUNBOOK.md"), re.MULTILINE)
    assert set(headings) >= {
        "The disk is full", "The database is locked", "The database is damaged", "The clock jumps", "The network is lost",
        "What the operator channel says", "Backups",
    }  # fmt: skip
