"""The commands as a person calls them, and what they print."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from bot.cli.main import COMMANDS, main
from bot.config import load_settings
from bot.store import outbox
from bot.store.db import Store
from tests.fakes import FakeClock

LAUNCH = '{"id": "a", "title": "North Korea fires two ballistic missiles toward the East Sea", "published": "2026-11-20"}'
pytestmark = pytest.mark.usefixtures("own_data")


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    """Call `kp` and return its exit code, output and errors."""
    with pytest.raises(SystemExit) as ended:
        main(list(args))
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def store() -> Store:
    """The database that the commands of this test use."""
    return Store(load_settings().database)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(capsys: pytest.CaptureFixture[str], command: str) -> None:
    """--help tells what it is for and shows one way to call it."""
    code, out, _ = run(capsys, command, "--help")
    assert code == 0
    assert "Example" in out


def test_a_command_that_is_not_there_is_met_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    """A typo is no riddle."""
    code, _, err = run(capsys, "serach")
    assert code == 2
    assert "search" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["classify", "/nope.jsonl"], "'/nope.jsonl': No such file or directory. See kp classify --help."),
        (["show", "abc"], "'abc' is not a valid integer. See kp show --help."),
        (["show"], "Missing argument 'EVENT_ID'. See kp show --help."),
        (["digest", "--at", "25:00"], "No such option '--at'. See kp digest --help."),
        (["feeds", "paint"], "See kp feeds --help."),
        (["nonsense"], "No command 'nonsense'. See kp --help."),
    ],
)
def test_wrong_usage_is_one_line_that_says_where_help_is(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    """And exit code 2."""
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.startswith("kp: ")
    assert said in err


def test_a_new_machine_answers_from_the_shipped_record(capsys: pytest.CaptureFixture[str]) -> None:
    """No step comes before the first question."""
    code, out, _ = run(capsys, "search", "last", "nuclear", "test")
    assert code == 0
    assert "Punggye-ri" in out


def test_search_as_json_keeps_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    """One event a line, with the fields that programs rely on."""
    _, out, _ = run(capsys, "search", "--json", "--limit", "3", "icbm", "since", "2022")
    rows = [json.loads(line) for line in out.splitlines()]
    assert len(rows) == 3
    assert set(rows[0]) >= {
        "id", "type", "subtype", "title", "status", "severity", "event_date", "date_precision", "places", "actors",
        "weapons", "count", "sources", "reports", "plover", "cameo", "revision", "origin",
    }  # fmt: skip
    assert {row["subtype"] for row in rows} == {"icbm"}
    assert set(rows[0]["reports"][0]) == {"source", "url", "title", "published", "relation"}


def test_a_query_that_cannot_be_read_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, and one sentence that says which word."""
    code, out, err = run(capsys, "search", "place:Sunnan")
    assert (code, out) == (2, "")
    assert "Sunnan" in err
    assert "Traceback" not in err


def test_show_and_stats_answer_about_the_same_record(capsys: pytest.CaptureFixture[str]) -> None:
    """The id that a search gives opens its card; counts add up."""
    _, out, _ = run(capsys, "search", "--json", "last", "nuclear", "test")
    event = json.loads(out)
    _, card, _ = run(capsys, "show", str(event["id"]))
    assert event["title"] in card
    _, out, _ = run(capsys, "stats", "nuclear", "test", "by", "year", "--json")
    counts = json.loads(out)
    assert counts["total"] == sum(counts["counts"].values()) == 6


def test_an_event_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1 and a sentence."""
    code, _, err = run(capsys, "show", "999999")
    assert code == 1
    assert "999999" in err


def test_export_writes_every_form(capsys: pytest.CaptureFixture[str]) -> None:
    """The same events as lines, as a table and as points."""
    _, lines, _ = run(capsys, "export", "icbm")
    _, table, _ = run(capsys, "export", "icbm", "--format", "csv")
    _, points, _ = run(capsys, "export", "icbm", "--format", "geojson")
    ids = [json.loads(line)["id"] for line in lines.splitlines()]
    rows = list(csv.DictReader(io.StringIO(table)))
    features = json.loads(points)["features"]
    assert [int(row["id"]) for row in rows] == [f["id"] for f in features] == ids
    assert all(f["geometry"] is None or f["geometry"]["type"] == "Point" for f in features)


def test_classify_reports_a_malformed_line_by_number_and_does_the_rest(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Exit 1, as something was left out."""
    path = tmp_path / "items.jsonl"
    second = LAUNCH.replace('"a"', '"b"')
    path.write_text(f"{LAUNCH}\nnot json\n{second}\n", encoding="utf-8")
    code, out, err = run(capsys, "classify", str(path))
    verdicts = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert "Line 2" in err
    assert [v["id"] for v in verdicts] == ["a", "b"]
    assert verdicts[0]["types"][0]["id"] == "missile_test"
    assert set(verdicts[0]) >= {
        "id", "types", "status", "severity", "event_date", "date_precision", "actors", "places", "weapons", "count",
        "review", "evidence", "classifier",
    }  # fmt: skip


def test_classify_reads_an_item_whose_date_it_cannot_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """With a warning that names the line; the line was read, so exit 0."""
    path = tmp_path / "items.jsonl"
    path.write_text(
        '{"id": "a", "title": "North Korea fires missile", "published": "soon"}\n', encoding="utf-8"
    )
    code, out, err = run(capsys, "classify", str(path))
    assert (code, json.loads(out)["id"]) == (0, "a")
    assert "Line 1" in err


def test_seed_reads_what_it_can_and_names_the_rest(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A picture and a bad line are each told in a sentence; exit 1."""
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x00\x00")
    good = json.dumps({"text": "Soldiers drilled in the snow of the far north for a week."})
    (tmp_path / "corpus.jsonl").write_text(f"{good}\nnot json\n", encoding="utf-8")
    code, out, err = run(capsys, "seed", str(tmp_path))
    assert code == 1
    assert "corpus.jsonl: 1 sentence" in out
    assert "picture.txt is no text file" in err
    assert "corpus.jsonl, line 2 is no JSON" in err
    assert "1 document and 1 line could not be read" in err


def test_classify_explains_itself_in_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Which words made it a launch."""
    path = tmp_path / "items.jsonl"
    path.write_text(LAUNCH + "\n", encoding="utf-8")
    _, out, _ = run(capsys, "classify", "--explain", str(path))
    assert "Missile launch" in out
    assert "“" in out


def test_merge_names_the_event_that_items_share(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Two tellings of one launch have one key, another matter has none or its own."""
    path = tmp_path / "items.jsonl"
    path.write_text(
        LAUNCH
        + '\n{"id": "b", "title": "N. Korea fires 2 ballistic missiles into East Sea: JCS", "published": "2026-11-20"}'
        + '\n{"id": "c", "title": "Seoul stocks close higher", "published": "2026-11-20"}\n',
        encoding="utf-8",
    )
    code, out, _ = run(capsys, "merge", str(path))
    merged = {row["id"]: row for row in map(json.loads, out.splitlines())}
    assert code == 0
    assert merged["a"]["event"] == merged["b"]["event"] is not None
    assert merged["c"]["event"] is None
    assert set(merged["a"]) == {"id", "event", "events", "relation", "types"}


def test_evaluate_fails_below_the_score_that_was_asked_for(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A gate for scripts."""
    path = tmp_path / "gold.jsonl"
    path.write_text(
        '{"id": "1", "title": "Seoul stocks close higher", "types": ["missile_test.icbm"], "status": "occurred"}\n',
        encoding="utf-8",
    )
    code, out, err = run(capsys, "evaluate", str(path), "--min-f1", "0.5")
    assert code == 1
    assert "micro-F1" in out
    assert "below 0.5" in err


def test_the_outbox_is_read_retried_and_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    """A refused message is explained, and a person decides."""
    run(capsys, "outbox")
    now = FakeClock().now()
    with store().write() as db:
        message_id = outbox.put(
            db,
            workspace="T1",
            dedup_key="k",
            kind="alert",
            channel="C1",
            payload={"text": "A launch"},
            now=now,
        )
        outbox.claim(db, now, blocked={})
        outbox.settle_blocked(db, message_id or 0, error="is_archived")
    _, listed, _ = run(capsys, "outbox", "list", "--state", "blocked")
    assert "A launch" in listed
    assert "is_archived" in listed
    _, said, _ = run(capsys, "outbox", "explain", str(message_id))
    assert "was refused" in said
    assert run(capsys, "outbox", "retry", str(message_id))[0] == 0
    assert run(capsys, "outbox", "drop", str(message_id))[0] == 0
    code, _, err = run(capsys, "outbox", "retry", "77")
    assert code == 1
    assert "No message 77" in err


def test_a_backup_is_made_and_old_ones_are_let_go(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The newest N stay."""
    folder = tmp_path / "copies"
    folder.mkdir()
    for name in ("kp-events-20200101T000000Z.db", "kp-events-20200102T000000Z.db"):
        (folder / name).touch()
    code, out, _ = run(capsys, "backup", str(folder), "--keep", "2")
    assert code == 0
    assert len(list(folder.iterdir())) == 2
    assert not (folder / "kp-events-20200101T000000Z.db").exists()
    assert out.split(" (")[0].endswith(".db")


def test_doctor_finds_half_a_set_of_tokens(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says which one is there, and exits 1."""
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    code, out, err = run(capsys, "doctor")
    assert code == 1
    assert "only SLACK_APP_TOKEN set: too little to meet Slack" in out
    assert "a copy opens and is whole" in out
    assert "failed" in err
