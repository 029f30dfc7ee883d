"""What stands after a field's colon, and the nearest thing that would work when it cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.gazetteer import Gazetteer, Name
from bot.model.errors import QueryError
from bot.model.event import ORIGINS
from bot.model.verdict import STATUSES
from bot.query.near import nearest
from bot.query.nodes import NUMBERS, Field, Node, Or, Span
from bot.query.when import TO, Days, read_days, read_stretch
from bot.taxonomy import Taxonomy, fold

ALIASES = {
    "t": "type", "kind": "type", "category": "type", "who": "actor", "country": "actor", "by": "actor",
    "where": "place", "site": "place", "at": "place", "in": "place", "near": "place", "missile": "weapon",
    "drill": "exercise", "sev": "severity", "from": "since", "after": "since", "before": "until", "to": "until",
    "date": "on", "day": "on", "during": "on", "year": "on", "month": "on", "when": "on",
    "types": "type", "places": "place", "actors": "actor", "weapons": "weapon", "outlet": "source", "feed": "source", "range": "distance",
    "altitude": "apogee", "reports": "sources",
}  # fmt: skip
NAMES = ("type", "actor", "place", "weapon", "exercise", "status", "severity", "source", "since", "until", "on",
         "count", "distance", "apogee", "sources", "origin", "is", "outcome")  # fmt: skip
DATES = ("since", "until", "on")
OUTCOMES = ("success", "failure")
FLAGS = ("confirmed", "unconfirmed", "review", "sure", "sample")
_LEVELS = {"low": (1, 2), "medium": (3, 3), "high": (4, 5), "critical": (5, 5)}


@dataclass(frozen=True)
class Known:
    """What the reader of a query knows: the names, and today where the asker is and in Korea."""

    taxonomy: Taxonomy
    gazetteer: Gazetteer
    today: date
    korea: date

    def days(self, words: list[str]) -> tuple[Days, int] | None:
        """Read a stretch of days as `read_days` does; one that reaches the present holds Korea's too."""
        return self._to_the_present(lambda today: read_days(words, today))

    def stretch(self, words: list[str], to: tuple[str, ...] = TO) -> tuple[Days, int] | None:
        """Read two dates as `read_stretch` does; one that reaches the present holds Korea's too."""
        return self._to_the_present(lambda today: read_stretch(words, today, to))

    def _to_the_present(self, read: Callable[[date], tuple[Days, int] | None]) -> tuple[Days, int] | None:
        """Events have Korean days: what happens there after midnight happens today for who asks in Berlin."""
        found = read(self.today)
        if found is None or self.korea == self.today or self.today not in found[0]:
            return found
        there = read(self.korea)
        if there is None or there[1] != found[1]:
            return found
        (first, last), used = found
        return (min(first, there[0][0]), max(last, there[0][1])), used


def read_field(name: str, op: str, value: str, known: Known) -> Node:
    """Return the condition that `name op value` states.

    Args:
        name: as typed; see NAMES and ALIASES.
        op: `=`, `>`, `<`, `>=` or `<=`.
        value: as typed, without quotes; commas separate alternatives.

    Raises:
        QueryError: the name or the value is not known; the hint says what would do.
    """
    field = ALIASES.get(name.lower(), name.lower())
    if value.startswith("//"):
        raise QueryError(
            "An address is no search.", word=name, hint="To put in a report: /kp-events report https://…"
        )
    if field not in NAMES:
        raise _unknown(f"“{name}:” is no field.", name, NAMES, "Fields are: " + ", ".join(NAMES) + ".")
    if not value.strip():
        raise QueryError(f"“{name}:” needs a value.", word=name, hint=f"{field}:{_SAMPLE.get(field, '…')}")
    if field in NUMBERS:
        return _number(field, op, value)
    if field in DATES:
        return _spans(field, value, known)
    values: list[str] = []
    labels: list[str] = []
    for part in filter(None, (p.strip() for p in re.split(r"[,|]", value))):
        part = re.sub(rf"^{re.escape(name)}[:=]\s*", "", part, flags=re.IGNORECASE)  # noqa: PLW2901
        ids, label = _READERS[field](part, known)
        values.extend(ids)
        labels.append(label)
    if not values:
        raise QueryError(f"“{name}:” needs a value.", word=name, hint=f"{field}:{_SAMPLE.get(field, '…')}")
    return Field(field, tuple(values), label=" or ".join(labels))


_SAMPLE = {
    "type": "icbm", "place": "Sunan", "actor": "Russia", "weapon": "KN-23", "status": "occurred", "severity": ">=4",
    "since": "2024-05", "until": "2025", "on": "2025-10-31", "source": "Yonhap", "is": "confirmed",
}  # fmt: skip


def _number(field: str, op: str, value: str) -> Field:
    if field == "severity" and value.lower() in _LEVELS:
        least, most = _LEVELS[value.lower()]
        return Field(field, low=least, high=5 if op in (">", ">=") else most)
    if match := re.fullmatch(r"([\d.,]+)\s*(?:-|–|\.\.)\s*([\d.,]+)", value):
        low_text, high_text, op = match[1], match[2], "range"
    elif match := re.fullmatch(r"([\d.,]+)(\+|km|)", value):
        low_text = high_text = match[1]
        op = ">=" if match[2] == "+" else op
    else:
        raise QueryError(f"“{value}” is no number.", word=value, hint=f"Try {field}:>=3 or {field}:2-4.")
    try:
        low, high = float(low_text.replace(",", "")), float(high_text.replace(",", ""))
    except ValueError as error:
        raise QueryError(f"“{value}” is no number.", word=value, hint=f"Try {field}:>=3.") from error
    if field == "severity" and not (1 <= low <= 5 and 1 <= high <= 5):
        raise QueryError(f"Severity goes from 1 to 5, not {value}.", word=value, hint="Try severity:>=4.")
    whole = field not in {"distance", "apogee"}
    match op:
        case ">":
            return Field(field, low=low + 1 if whole else low + 1e-9)
        case ">=":
            return Field(field, low=low)
        case "<":
            return Field(field, high=high - 1 if whole else high - 1e-9)
        case "<=":
            return Field(field, high=high)
        case _:
            return Field(field, low=min(low, high), high=max(low, high))


def _spans(field: str, value: str, known: Known) -> Node:
    """Return the stretch of days that a value states; for `on:`, any of several with commas between."""
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if field != "on" or len(parts) < 2 or any(re.fullmatch(r"\d{1,2}|(19|20)\d\d", part) for part in parts):
        return _span(field, value, known)
    return Or(tuple(_span(field, part, known) for part in parts))


def _span(field: str, value: str, known: Known) -> Span:
    words = value.lower().replace("_", " ").split()
    found = (known.stretch(words) or known.days(words)) if words else None
    if found is None or found[1] != len(words):
        raise QueryError(
            f"“{value}” is no date.",
            word=value,
            hint=f'Try {field}:2024-05, {field}:2024-05-28 or {field}:"last year".',
        )
    first, last = found[0]
    if field == "since":
        return Span(since=first.isoformat())
    return Span(until=last.isoformat()) if field == "until" else Span(first.isoformat(), last.isoformat())


Reader = Callable[[str, Known], tuple[tuple[str, ...], str]]


def _read_type(value: str, known: Known) -> tuple[tuple[str, ...], str]:
    found = known.taxonomy.find(value)
    if found is None:
        names = [alias for alias in known.taxonomy.aliases if "." not in alias]
        all_ = "All of them: /kp-events types"
        raise _unknown(
            f"No type “{value}”.", value, names, all_, folded=fold(value), meaning=known.taxonomy.aliases
        )
    kind, subtype = found
    return (f"{kind}.{subtype}" if subtype else kind,), known.taxonomy[kind].name(subtype)


def _read_name(kind: str) -> Reader:
    def read(value: str, known: Known) -> tuple[tuple[str, ...], str]:
        thing = find_name(known.gazetteer, kind, value)
        if thing is None:
            index = known.gazetteer.index[kind]
            usual = f"{kind.capitalize()} names are as in the news."
            raise _unknown(f"No {kind} “{value}”.", value, index, usual, folded=fold(value), meaning=index)
        return known.gazetteer.within(kind, thing.id), thing.name

    return read


def find_name(gazetteer: Gazetteer, kind: str, words: str) -> Name | None:
    """Return what a name means, also where it lacks the hyphen before its number: KN23."""
    found = gazetteer.find(kind, words)
    if found is None and (hyphened := re.sub(r"(?<=[A-Za-z])(?=\d)", "-", words)) != words:
        found = gazetteer.find(kind, hyphened)
    return found


def _read_choice(name: str, choices: tuple[str, ...]) -> Reader:
    def read(value: str, known: Known) -> tuple[tuple[str, ...], str]:
        if value.lower() not in choices:
            one_of = "One of: " + ", ".join(choices) + "."
            raise _unknown(f"No {name} “{value}”.", value, choices, one_of)
        return (value.lower(),), value.lower()

    return read


def _read_source(value: str, known: Known) -> tuple[tuple[str, ...], str]:
    plain = value.strip(" :=\"'")
    if not any(c.isalnum() for c in plain):
        raise QueryError(f"“{value}” names no outlet.", word=value, hint="Try source:Yonhap.")
    return (plain,), plain


_READERS: dict[str, Reader] = {
    "type": _read_type,
    "actor": _read_name("actor"),
    "place": _read_name("place"),
    "weapon": _read_name("weapon"),
    "exercise": _read_name("exercise"),
    "status": _read_choice("status", STATUSES),
    "origin": _read_choice("origin", ORIGINS),
    "is": _read_choice("mark", FLAGS),
    "outcome": _read_choice("outcome", OUTCOMES),
    "source": _read_source,
}


def _unknown(
    said: str,
    word: str,
    names: Iterable[str],
    otherwise: str,
    *,
    folded: str | None = None,
    meaning: Mapping[str, object] | None = None,
) -> QueryError:
    """Return the error that says what is not known, and the nearest names that are."""
    close = nearest(folded or word.lower(), names, meaning=meaning)
    hint = f"Did you mean {' or '.join(close)}?" if close else otherwise
    return QueryError(said, word=word, hint=hint, instead=close)
