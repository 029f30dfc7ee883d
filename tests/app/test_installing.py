"""Several workspaces on one record: installing in a browser, each with its token, none seeing another's."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from starlette.testclient import TestClient

from bot.cli import checkup_slack
from bot.model.errors import ConfigError
from bot.model.message import Choices
from bot.pipeline.deliver import Sender
from bot.store import installations, outbox, subscriptions
from bot.store.db import Store
from tests.app.many import Many, Server, Slack
from tests.fakes import new_store

KEY = Fernet.generate_key().decode()


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Slack:
    """Slack, for whoever asks."""
    return Slack.for_everybody(monkeypatch)


@pytest.fixture
def bot(tmp_path: Path, slack: Slack) -> Many:
    """The bot, with its tokens sealed."""
    return Many(tmp_path, KP_TOKEN_KEY=KEY)


def rows(store: Store) -> list[tuple[Any, ...]]:
    """What the database holds of installations."""
    with store.read() as db:
        return list(
            db.execute("SELECT workspace, token, encrypted, parked_why FROM installations").fetchall()
        )


def test_a_workspace_installs_the_app_in_a_browser_once_a_state(bot: Many) -> None:
    """The page asks for the manifest's scopes; a state that was used, or another browser, gets no further."""
    page = bot.web.get("/slack/install")
    assert "chat%3Awrite" in page.text or "chat:write" in page.text
    state = re.search(r"state=([\w-]+)", page.text)
    assert state is not None
    back = f"/slack/oauth_redirect?{urlencode({'code': 'T1', 'state': state[1]})}"
    stranger = TestClient(Server.app, base_url="https://kp.example")
    assert stranger.get(back).status_code == 400
    assert bot.web.get(back).status_code == 200
    assert bot.web.get(back).status_code == 400
    assert bot.install("bad") == 401
    bot.clock.advance(minutes=1)
    assert [row[0] for row in rows(bot.store)] == ["T1"]


def test_a_state_is_good_for_ten_minutes(bot: Many) -> None:
    """A page left open over lunch begins again."""
    state = re.search(r"state=([\w-]+)", bot.web.get("/slack/install").text)
    assert state is not None
    bot.clock.advance(minutes=11)
    answer = bot.web.get(f"/slack/oauth_redirect?{urlencode({'code': 'T1', 'state': state[1]})}")
    assert answer.status_code == 401


def test_tokens_are_sealed_with_a_key_that_is_not_in_the_database(tmp_path: Path, slack: Slack) -> None:
    """Those kept open before there was a key are sealed at the next start; without it nothing opens."""
    Many(tmp_path).install("T1")
    assert rows(new_store(tmp_path))[0][1] == "xoxb-T1"
    bot = Many(tmp_path, KP_TOKEN_KEY=KEY)
    bot.install("T2")
    kept = rows(bot.store)
    assert all(sealed and "xoxb" not in token for _, token, sealed, _ in kept)
    assert bot.edge.workspace == "T1"
    with pytest.raises(ConfigError, match="KP_TOKEN_KEY is not set"):
        Many(tmp_path)
    with pytest.raises(ConfigError, match="does not open"):
        Many(tmp_path, KP_TOKEN_KEY=Fernet.generate_key().decode())
    with pytest.raises(ConfigError, match="is no key"):
        Many(tmp_path, KP_TOKEN_KEY="secret")


def test_each_workspace_has_its_own_wishes_and_is_spoken_to_with_its_token(bot: Many, slack: Slack) -> None:
    """The same person id in two workspaces is two people."""
    bot.install("T1")
    bot.install("T2")
    now = bot.clock.now()
    with bot.store.write() as db:
        for team, query in (("T1", "icbm"), ("T2", "balloons")):
            subscriptions.save(db, Choices(query, "U1"), workspace=team, created_by="U1", now=now)
    slack.calls.clear()
    bot.type("T1", "subscriptions")
    bot.type("T2", "subscriptions")
    said = {token: str(args) for method, token, args in wait_for(slack, "chat.postMessage", 2)}
    assert ("icbm" in said["xoxb-T1"], "balloons" in said["xoxb-T1"]) == (True, False)
    assert ("icbm" in said["xoxb-T2"], "balloons" in said["xoxb-T2"]) == (False, True)


def wait_for(slack: Slack, method: str, many: int) -> list[tuple[str, str, dict[str, Any]]]:
    """Return calls of a method once there are so many: listeners answer in their own threads."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        found = [call for call in list(slack.calls) if call[0] == method]
        if len(found) >= many:
            return found
        time.sleep(0.01)
    raise AssertionError(slack.calls)


def test_a_workspace_that_has_not_installed_the_app_is_told_how(bot: Many) -> None:
    """In a sentence with the address."""
    assert "https://kp.example/slack/install" in bot.type("T9", "help")


def send_to(bot: Many, *teams: str) -> None:
    """Let a message be decided for each workspace, and send what can be."""
    now = bot.clock.now()
    with bot.store.write() as db:
        for team in teams:
            outbox.put(
                db,
                workspace=team,
                dedup_key=f"{team}:{now}",
                kind="direct",
                channel="C1",
                payload={"text": f"to {team}"},
                now=now,
            )
    messenger = bot.services.messenger
    assert messenger is not None
    for _ in range(3):
        bot.clock.advance(seconds=5)
        Sender(bot.services, messenger).round()


def test_messages_go_to_each_workspace_with_its_token(bot: Many, slack: Slack) -> None:
    """Also where the channels' ids are the same."""
    bot.install("T1")
    bot.install("T2")
    send_to(bot, "T1", "T2")
    posted = {(token, args["text"]) for method, token, args in slack.calls if method == "chat.postMessage"}
    assert posted == {("xoxb-T1", "to T1"), ("xoxb-T2", "to T2")}


def test_a_workspace_that_withdrew_its_token_is_parked_and_the_operator_told_once(
    bot: Many, slack: Slack
) -> None:
    """Its wishes hold no longer, are kept, and hold again when it installs the app again."""
    bot.install("T1")
    bot.clock.advance(seconds=1)
    bot.install("T2")
    with bot.store.write() as db:
        subscriptions.save(db, Choices("icbm", "C1"), workspace="T2", created_by="U1", now=bot.clock.now())
    slack.revoked.add("xoxb-T2")
    send_to(bot, "T2", "T1")
    send_to(bot, "T2")
    told = [
        args for method, _, args in slack.calls if method == "chat.postMessage" and args["channel"] == "COPS"
    ]
    removed = [args for args in told if "has removed the app" in args["text"]]
    assert len(removed) == 1
    assert "Team T2 has removed the app" in removed[0]["text"]
    assert [row[3] for row in rows(bot.store)] == [None, "token_revoked"]
    with bot.store.read() as db:
        assert [s.query for s in subscriptions.active(db)] == []
    slack.revoked.clear()
    assert bot.install("T2") == 200
    with bot.store.read() as db:
        assert [s.query for s in subscriptions.active(db)] == ["icbm"]


@pytest.mark.parametrize(
    ("event", "parked"),
    [
        ({"type": "app_uninstalled"}, True),
        ({"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}}, True),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}}, False),
    ],
)
def test_slack_tells_when_the_app_was_removed(bot: Many, event: dict[str, Any], parked: bool) -> None:
    """A person's own token is no matter of ours."""
    bot.install("T1")
    bot.event("T1", event)
    end = time.monotonic() + 5
    while time.monotonic() < end and parked and rows(bot.store)[0][3] is None:
        time.sleep(0.01)
    with bot.store.read() as db:
        found = installations.get(db, "T1")
    assert found is not None and (found.parked_at is not None) is parked


def test_only_the_workspace_that_runs_the_bot_changes_feeds(bot: Many, slack: Slack) -> None:
    """All share the same feeds; an admin elsewhere may look."""
    bot.install("T1")
    bot.clock.advance(seconds=1)
    bot.install("T2")
    slack.calls.clear()
    bot.type("T2", "feeds pause 1")
    (said,) = wait_for(slack, "chat.postMessage", 1)
    assert "Only the workspace that runs me" in said[2]["text"]


def test_the_doctor_names_each_workspace_and_what_is_wrong(bot: Many) -> None:
    """One that has left is a warning; a key that opens nothing is a failure."""
    assert [f.level for f in checkup_slack.slack(bot.services)] == ["warn"]
    bot.install("T1")
    bot.event("T1", {"type": "app_uninstalled"})
    end = time.monotonic() + 10
    while time.monotonic() < end and rows(bot.store)[0][3] is None:
        time.sleep(0.01)
    (found,) = checkup_slack.slack(bot.services)
    assert (found.check, found.level) == ("workspace Team T1", "warn")
    other: Any = {"token_key": SecretStr(Fernet.generate_key().decode())}
    wrong = replace(bot.services, settings=bot.services.settings.model_copy(update=other))
    assert "fail" in [f.level for f in checkup_slack.slack(wrong)]
