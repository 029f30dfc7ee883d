"""Checks training examples: can each be read, are there enough of each kind, and is none copied.

Examples are the project's own words. A run of eight words that stands in somebody else's text as well is
taken for a copy: by chance it hardly happens, and what is told anew does not have it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from bot.model.verdict import STATUSES
from bot.taxonomy import Taxonomy

RUN = 8  # words
EACH_TYPE, ENGLISH, KOREAN = 120, 4_000, 800
NO_EVENT = (0.40, 0.65)  # the share of items that are no event: about half, as in life
FIELDS = ("title", "summary", "source", "lang", "types", "status", "published", "event_date", "register")
LANGUAGES = ("en", "ko")
_WORD = re.compile(r"\w+")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


@dataclass(slots=True)
class Checked:
    """What was found.

    Attributes:
        items: how many examples there are.
        types: how many of each type; of no type under "".
        langs: how many of each language.
        problems: one sentence each.
    """

    items: int = 0
    types: Counter[str] = field(default_factory=Counter)
    langs: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def check_examples(
    files: Mapping[str, str],
    taxonomy: Taxonomy,
    *,
    fields: Sequence[str] = FIELDS,
    against: Mapping[str, str] | None = None,
    enough: bool = True,
) -> Checked:
    """Check example files.

    Args:
        files: name -> JSON Lines.
        taxonomy: the types.
        fields: what each line must have.
        against: name -> text of others, of which nothing may be copied: JSON Lines, CSV or anything else.
        enough: whether there must be so many of each type, language and of no event.
    """
    found = Checked()
    runs = _runs_of(against or {})
    seen: dict[str, str] = {}
    for name, text in files.items():
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                where = f"{name}, line {number}"
                found.problems += [
                    f"{where}: {said}" for said in _line(line, where, taxonomy, fields, found, seen, runs)
                ]
    if enough:
        found.problems += _too_few(found, taxonomy)
    return found


def example_files(root: Traversable | Path) -> dict[str, str]:
    """Return the example files of a folder, by name."""
    paths = sorted((p for p in root.iterdir() if p.name.endswith(".jsonl")), key=lambda p: p.name)
    return {path.name: path.read_text("utf-8") for path in paths}


def runs_of_words(text: str) -> Iterator[str]:
    """Yield every run of eight words of a text, folded."""
    words = _WORD.findall(text.casefold())
    for start in range(len(words) - RUN + 1):
        yield " ".join(words[start : start + RUN])


def texts_in(name: str, text: str) -> Iterator[str]:
    """Yield the texts of a file: each string of JSON Lines, each cell of a CSV, else the whole."""
    if name.endswith((".jsonl", ".json")):
        yield from _strings_of_lines(text)
    elif name.endswith(".csv"):
        yield from (cell for row in csv.reader(io.StringIO(text)) for cell in row)
    else:
        yield text


def _strings_of_lines(text: str) -> Iterator[str]:
    for line in [text] if text.lstrip().startswith("[") else text.splitlines():
        try:
            yield from _strings(json.loads(line) if line.strip() else None)
        except json.JSONDecodeError:
            yield line


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def _runs_of(files: Mapping[str, str]) -> dict[int, str]:
    """Return the runs of others' texts, each with the file it stands in; as hashes, for they are many."""
    found: dict[int, str] = {}
    for name, text in files.items():
        for part in texts_in(name, text):
            for run in runs_of_words(part):
                found.setdefault(hash(run), name)
    return found


def _line(
    line: str,
    where: str,
    taxonomy: Taxonomy,
    fields: Sequence[str],
    found: Checked,
    seen: dict[str, str],
    runs: Mapping[int, str],
) -> Iterator[str]:
    try:
        raw = json.loads(line)
    except json.JSONDecodeError as error:
        yield f"this is not JSON: {error.msg}."
        return
    missing = [name for name in fields if name not in raw] if isinstance(raw, dict) else list(fields)
    if missing:
        yield f"{', '.join(missing)} is missing."
        return
    found.items += 1
    found.langs[str(raw["lang"])] += 1
    yield from _labels(raw, taxonomy, found)
    for name in ("published", "event_date"):
        if raw[name] and not _is_date(raw[name]):
            yield f'{name} "{raw[name]}" is no date like 2026-01-31, 2026-01 or 2026.'
    text = " ".join(_WORD.findall(f"{raw['title']} {raw['summary']}".casefold()))
    if not _WORD.search(str(raw["title"])):
        yield "the title is empty."
    elif seen.setdefault(text, where) != where:
        yield f"the same text stands in {seen[text]} too."
    yield from _copies((raw["title"], raw["summary"]), runs)


def _labels(raw: Mapping[str, Any], taxonomy: Taxonomy, found: Checked) -> Iterator[str]:
    types = raw["types"]
    if not isinstance(types, list) or not all(isinstance(each, str) for each in types):
        yield "types must be a list of type ids."
        return
    found.types.update({each.partition(".")[0] for each in types} or {""})
    for each in types:
        head, _, tail = each.partition(".")
        if head not in taxonomy or (tail and tail not in taxonomy[head].subtypes):
            yield f'"{each}" is no type.'
    if raw["status"] not in (*STATUSES, "none"):
        yield f'"{raw["status"]}" is no status.'
    elif (raw["status"] == "none") == bool(types):
        yield f'the status "{raw["status"]}" does not go with {len(types)} types.'
    if raw["lang"] not in LANGUAGES:
        yield f'lang "{raw["lang"]}" is none of {", ".join(LANGUAGES)}.'


def _is_date(value: object) -> bool:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat((value + "-01-01" if len(value) == 4 else value + "-01")[:10])
    except ValueError:
        return False
    return True


def _copies(parts: Iterable[object], runs: Mapping[int, str]) -> Iterator[str]:
    for part in parts if runs else ():
        for run in runs_of_words(str(part)):
            if hash(run) in runs:
                yield f'"{run}" stands in {runs[hash(run)]} too.'
                break


def _too_few(found: Checked, taxonomy: Taxonomy) -> Iterator[str]:
    for kind in taxonomy:
        if found.types[kind.id] < EACH_TYPE:
            yield f"{kind.id} has {found.types[kind.id]} examples; {EACH_TYPE} are wanted."
    for lang, wanted in (("en", ENGLISH), ("ko", KOREAN)):
        if found.langs[lang] < wanted:
            yield f'There are {found.langs[lang]:,} examples in "{lang}"; {wanted:,} are wanted.'
    share = found.types[""] / found.items if found.items else 0.0
    low, high = NO_EVENT
    if not low <= share <= high:
        yield f"{share:.0%} of the examples are no event; about half are wanted ({low:.0%} to {high:.0%})."
