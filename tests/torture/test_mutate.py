"""Documents damaged at random: what escapes, and how long it takes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.model.errors import ParseError
from tests.torture import mutate
from tests.torture.documents import ALL

DOCUMENTS = list(ALL.values())


def test_nothing_escapes_but_a_parse_error() -> None:
    """Some damages of our own documents; `python -m tests.torture.mutate FOLDER --count N` does more."""
    outcome = mutate.run(DOCUMENTS, range(150), seed=2)
    assert outcome.read + outcome.refused == 150
    assert not outcome.escaped, outcome
    assert not outcome.too_slow, outcome
    assert outcome.read > 75


def test_a_damage_can_be_made_again() -> None:
    """By its seed and number."""
    assert mutate.damaged(DOCUMENTS, 1, 7) == mutate.damaged(DOCUMENTS, 1, 7)
    assert len({mutate.damaged(DOCUMENTS, 1, n) for n in range(50)}) > 45


@pytest.mark.parametrize("damage", mutate.DAMAGES)
def test_every_damage_bears_every_document(damage: mutate.Damage) -> None:
    """The empty one, too."""
    for body in (b"", b"x", *DOCUMENTS):
        assert isinstance(damage(body, random.Random(3)), bytes)


def test_what_breaks_the_rules_is_counted_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An escape by its place; a refusal is none."""
    faults: list[Exception] = [ParseError("no", reason="not_a_feed"), ValueError("chr() arg")]

    def read(*_: object, **__: object) -> None:
        raise faults.pop(0)

    monkeypatch.setattr(mutate, "read", read)
    outcome = mutate.run(DOCUMENTS, range(2), seed=1, keep=tmp_path)
    assert (outcome.refused, sum(outcome.escaped.values()), outcome.good) == (1, 1, False)
    assert [path.name for path in tmp_path.iterdir()] == ["1-1"]


def test_the_command_prints_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object; exit 0 where all held."""
    assert mutate.main(["--count", "5"]) == 0
    assert '"escaped": {}' in capsys.readouterr().out
