"""What answers a query comes as a file in a direct message."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.handlers.desk import Desk


@pytest.fixture
def sent(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The files that were uploaded."""
    kept: list[dict[str, Any]] = []
    monkeypatch.setattr(desk.slack, "files_upload_v2", lambda **given: kept.append(given))
    return kept


def test_a_query_is_exported_as_a_file_to_who_asked(desk: Desk, sent: list[dict[str, Any]]) -> None:
    """In the form that was asked for; CSV where none was."""
    desk.add(title="Two missiles, short range")
    desk.add(type="artillery_fire", subtype=None, title="Shells")
    said = desk.type("export artillery fire jsonl")
    assert said == "A file with 1 event is in your direct messages."
    (file,) = sent
    assert (file["channel"], file["filename"]) == ("D1", "kp-events.jsonl")
    assert [json.loads(line)["title"] for line in file["content"].splitlines()] == ["Shells"]
    assert file["initial_comment"].startswith("1 event: ")
    desk.type("export")
    assert sent[1]["filename"] == "kp-events.csv"
    assert '"Two missiles, short range"' in sent[1]["content"]
    assert "2 events: everything" in sent[1]["initial_comment"]


def test_nothing_to_export_is_said(desk: Desk, sent: list[dict[str, Any]]) -> None:
    """No empty file comes."""
    assert desk.type("export balloons csv").startswith(
        "No events match “Balloons and leaflets”, so there is no file."
    )
    assert sent == []


def test_results_are_sent_as_a_file_by_button(desk: Desk, sent: list[dict[str, Any]]) -> None:
    """All of them, not only the page that is shown."""
    for n in range(12):
        desk.add(title=f"Missiles {n}")
    desk.type("missiles")
    assert desk.press("export_jsonl") == "A file with 12 events is in your direct messages."
    assert len(sent[0]["content"].splitlines()) == 12
    desk.type("")
    desk.press("export_csv")
    assert sent[1]["initial_comment"] == "12 events: since 14 Nov 2026"


def test_the_last_five_are_five_in_the_file(desk: Desk, sent: list[dict[str, Any]]) -> None:
    """As many as were asked for, the newest."""
    for n in range(12):
        desk.add(title=f"Missiles {n}", event_date=f"2026-11-{n + 1:02}")
    desk.type("export last 5 missile tests jsonl")
    assert [json.loads(line)["event_date"][-2:] for line in sent[0]["content"].splitlines()] == [
        "08",
        "09",
        "10",
        "11",
        "12",
    ]


def test_a_workspace_without_the_permission_is_told_of_the_other_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence names what an admin can do."""
    desk.add()

    def refused(**_: Any) -> None:
        raise SlackApiError("no", {"ok": False, "error": "missing_scope"})  # type: ignore[no-untyped-call]

    monkeypatch.setattr(desk.slack, "files_upload_v2", refused)
    assert "kp export" in desk.type("export csv")
