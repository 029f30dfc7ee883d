"""`kp examples check`: are the training examples whole, enough, and nobody else's words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

import seeds
from bot.model.errors import InputError, KpError
from bot.nlp.training.check import FIELDS, Checked, check_examples, example_files
from bot.taxonomy import shipped_taxonomy
from bot.text import plural

HARD_CASES = "hard_cases.jsonl"


@click.group("examples")
def examples() -> None:
    """Training examples: what recognition learns from.

    \b
    Example:  kp examples check --against labelled.jsonl
    """


@examples.command("check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--against",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A file of others, or a folder of them: no run of 8 words may be shared.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def check(files: Sequence[Path], against: Sequence[Path], as_json: bool) -> None:
    """Check the shipped examples, or FILES of your own (JSON Lines): exit 1 when there is a problem.

    Each line is checked for its fields, types, status and dates, for a text that stands twice, and for any run
    of 8 words that it shares with a hard case or a file of --against. Of the shipped ones there must be enough of
    each type and language.

    \b
    Example:  kp examples check --against labelled.jsonl
              kp examples check mine.jsonl
    """
    own = {path.name: _text(path) for path in files} or example_files(seeds.folder("examples"))
    others = {HARD_CASES: seeds.folder(HARD_CASES).read_text("utf-8")}
    for path in (p for given in against for p in _within(given)):
        others[str(path)] = _text(path)
    fields = FIELDS if not files else [name for name in FIELDS if name != "register"]
    others = {name: text for name, text in others.items() if text not in own.values()}
    found = check_examples(own, shipped_taxonomy(), fields=fields, against=others, enough=not files)
    if as_json:
        click.echo(json.dumps(_as_dict(found), ensure_ascii=False))
    else:
        _print(found)
    if found.problems:
        raise KpError(f"{plural(len(found.problems), 'problem')} in {plural(found.items, 'example')}.")


def _within(given: Path) -> list[Path]:
    return sorted(p for p in given.rglob("*") if p.is_file()) if given.is_dir() else [given]


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error


def _as_dict(found: Checked) -> dict[str, object]:
    types = {name or "none": n for name, n in sorted(found.types.items())}
    return {"items": found.items, "types": types, "langs": dict(found.langs), "problems": found.problems}


def _print(found: Checked) -> None:
    for problem in found.problems:
        click.echo(problem)
    langs = ", ".join(f"{lang} {n:,}" for lang, n in found.langs.most_common())
    share = found.types[""] / found.items if found.items else 0.0
    click.echo(f"{plural(found.items, 'example')} ({langs}), {share:.0%} of them no event; by type:")
    for name, n in sorted(found.types.items(), key=lambda pair: -pair[1]):
        click.echo(f"  {name or 'no event':20} {n}")
