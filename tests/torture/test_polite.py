"""Nobody is asked more often than told: docs/feed-politeness.md."""

from __future__ import annotations

from pathlib import Path

from tests.torture.polite import audit, servers

PAGE = Path(__file__).parents[2] / "docs/feed-politeness.md"


def test_no_server_is_asked_against_its_rule(tmp_path: Path) -> None:
    """In five days with a weekend, from the first question on; and all are asked as often as they allow."""
    audited = {server.name: server for server in audit(tmp_path, days=5)}
    assert {name: server.wrong for name, server in audited.items() if server.wrong} == {}
    counts = {name: len(server.asked) for name, server in audited.items()}
    assert counts["gone"] == 1
    assert counts["a day whole"] in {4, 5}
    assert 20 <= counts["a day with etag"] <= 24
    assert 52 <= counts["two hours"] <= 60
    assert counts["patience"] <= 20
    assert counts["says nothing"] > 100
    for name in ("etag only", "two hours", "sixteen years"):  # who can say "not modified" is asked so
        assert sum(not conditional for _, conditional in audited[name].asked) == 1, name


def test_the_page_has_every_server_and_no_rule_is_broken() -> None:
    """It was written from thirty days."""
    rows = [line.split(" | ") for line in PAGE.read_text("utf-8").splitlines() if line.endswith(" |")][1:]
    assert [row[0].removeprefix("| ") for row in rows] == [server.says for server in servers()]
    assert {row[-1] for row in rows} == {"0 |"}
