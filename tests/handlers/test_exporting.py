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
    assert desk.type("export balloons csv").startswith("No events match, so there is no file.")
    assert sent == []


def test_a_workspace_without_the_permission_is_told_of_the_other_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence names what an admin can do."""
    desk.add()

    def refused(**_: Any) -> None:
        raise SlackApiError("no", {"ok": False, "error": "missing_scope"})  # type: ignore[no-untyped-call]

    monkeypatch.setattr(desk.slack, "files_upload_v2", refused)
    assert "kp export" in desk.type("export csv")


def test_a_report_by_hand_is_not_taken_for_a_search(desk: Desk) -> None:
    """It is not there yet, and the answer says so."""
    assert "cannot be reported by hand yet" in desk.type("report https://news.example/a")
