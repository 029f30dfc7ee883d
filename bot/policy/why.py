"""A verdict in plain words: what was read from which words, what counted against it, how sure it is.

`kp classify --explain` and the Details button say the same, from the evidence that is kept with the
verdict, so that events of long ago can still be explained.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.gazetteer import Gazetteer
from bot.model.verdict import Evidence, Verdict
from bot.taxonomy import Taxonomy
from bot.text import short_date, shorten, squash

QUOTED = 60  # characters of a quotation that are shown
AGREES = 0.5  # chance from which the network holds a type to be right
_GATE = {
    "unrelated": "it does not speak of Korea",
    "passing": "it names Korea only in passing",
    "once": "it names Korea only once",
    "unnamed": "it does not name Korea, its outlet is Korean",
    "list": "it lists several states",
    "opinion": "it is an opinion",
    "explainer": "it explains and reports nothing new",
    "digest": "it is a digest of other news",
    "anniversary": "it remembers something old",
    "listicle": "it is a list",
    "review": "it is a review",
    "sport": "it is sport",
    "culture": "it is culture",
    "other_name": "something else has that name",
    "satire": "it is satire",
    "praise": "it is praise, no news",
    "elsewhere": "it happens elsewhere",
    "question": "its title only asks",
    "hedge": "its title is unsure",
}
_DAY = re.compile(r"\d{4}(?:-\d\d){0,2}")
_OUTCOME = {"success": "succeeded", "failure": "failed"}
_UNITS = {"distance": "km far", "apogee": "km high", "casualties": "hurt or dead"}
_ROLE = {"source": "who does it", "target": "to whom", "named": "named"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of an explanation: what it is about, and what is said of it."""

    about: str
    said: str

    def __str__(self) -> str:
        """Return it as a line."""
        return f"{self.about}: {self.said}"


def reasons(
    verdict: Verdict, taxonomy: Taxonomy, gazetteer: Gazetteer, *, title: str = "", figures: bool = True
) -> tuple[Reason, ...]:
    """Return why a verdict is what it is, the most telling first.

    Args:
        verdict: with its evidence; what an earlier version of the classifier wrote is read as well.
        taxonomy: what types are called.
        gazetteer: what names are called.
        title: the headline it was read from, to say what stands in it.
        figures: with scores, and what read it; else in plain words, for who only reads the news.
    """
    said = _Words(verdict.evidence, taxonomy, gazetteer, title, figures)
    lines = [
        *said.types(verdict),
        said.against(verdict),
        said.status(verdict),
        said.date(),
        said.figures(),
        said.names(),
        said.severity(),
    ]
    return tuple(line for line in lines if line is not None)


class _Words:
    """The evidence of one verdict, as words."""

    def __init__(
        self,
        evidence: Sequence[Evidence],
        taxonomy: Taxonomy,
        gazetteer: Gazetteer,
        title: str,
        figures: bool,
    ) -> None:
        self._evidence = evidence
        self._taxonomy = taxonomy
        self._gazetteer = gazetteer
        self._title = title
        self._figures = figures

    def types(self, verdict: Verdict) -> Iterator[Reason]:
        """Yield a line for each type, or the one that says why there is none."""
        for found in verdict.types:
            name = self._name(found.id, found.subtype)
            about = f"{name}, {number(found.score)}" if self._figures else name
            yield Reason(about, self._why_type(found.id))
        if not verdict.types:
            yield Reason("No event", self._why_none())

    def _why_type(self, type_id: str) -> str:
        mine = [e for e in self._evidence if e.type == type_id]
        words = _unique(quoted(e.text) + self._where(e.text) for e in mine if _of(e, "rule") and e.text)
        model = next((_value(e) for e in mine if _of(e, "model")), None)
        if not self._figures:
            return _plainly(words, None if model is None else float(model))
        said = " and ".join(words[:2]) or ("no rule fires" if model is not None else "the rules say so")
        if model is None:
            return f"{said}; rules alone, without the model"
        sure = float(model)
        if not words and sure < AGREES:
            return f"{said} and the network doubts it ({number(sure)}); single words speak for it"
        if not words:
            return f"{said}, the model says so ({number(sure)})"
        return f"{said}; the model {'agrees' if sure >= AGREES else 'doubts it'} ({number(sure)})"

    def _where(self, words: str) -> str:
        if not self._title:
            return ""
        return " in the title" if words in self._title else " in the text below the title"

    def _why_none(self) -> str:
        denied = next((e for e in self._evidence if e.why == "denial"), None)
        if denied is not None:
            return f"it denies one ({self._name(denied.type)})"
        gate = next((e for e in self._evidence if e.type == "gate" and _of(e, "gate")), None)
        kind = gate.why.partition(":")[2] if gate is not None else "open"
        if gate is not None and kind != "open" and not any(_of(e, "below") for e in self._evidence):
            words = f" ({quoted(gate.text)})" if gate.text else ""
            return f"{_GATE.get(kind, kind.replace('_', ' '))}{words}"
        near = next((e for e in self._evidence if _of(e, "below")), None)
        if near is None:
            return "nothing in it tells of one"
        if not self._figures:
            return f"nearest is {self._name(near.type)}, but not near enough"
        return f"nearest is {self._name(near.type)} with {number(near.weight)}; {number(float(_value(near)))} is needed"

    def against(self, verdict: Verdict) -> Reason | None:
        """Return what counted against it: background, doubts of the gate, the next type, too little certainty."""
        found: list[str] = []
        for evidence in self._evidence:
            if _of(evidence, "background"):
                found.append(f"{quoted(evidence.text)} is background ({self._name(evidence.type)})")
            elif _of(evidence, "rival"):
                score = f" ({number(evidence.weight)})" if self._figures else ""
                found.append(f"{self._name(evidence.type)} comes next{score}")
            elif _of(evidence, "doubt") or (verdict.types and _of(evidence, "gate") and evidence.text):
                words = f" ({quoted(evidence.text)})" if evidence.text else ""
                found.append(
                    f"{_GATE.get(evidence.why.partition(':')[2], 'the text is of a doubtful kind')}{words}"
                )
        needed = next((e for e in self._evidence if _of(e, "review")), None)
        if needed is not None and self._figures:
            found.append(
                f"{number(needed.weight)} is under {number(float(_value(needed)))}, so a person should look"
            )
        elif needed is not None or verdict.review:
            found.append("it is not sure enough, so a person should look")
        return Reason("Against", "; ".join(_unique(found))) if found else None

    def status(self, verdict: Verdict) -> Reason | None:
        """Return what the status was read from, where it is not what most are."""
        if not verdict.types or verdict.status == "occurred":
            return None
        words = next((e.text for e in self._evidence if e.type == "status" and e.text), "")
        return Reason("Status", f"{verdict.status}{f', from {quoted(words)}' if words else ''}")

    def date(self) -> Reason | None:
        """Return what the date was read from."""
        evidence = next((e for e in self._evidence if e.type == "date"), None)
        if evidence is None:
            return None
        how, _, rest = evidence.why.removeprefix("date:").removeprefix("rule:").partition("=")
        day, _, hour = rest.partition("; time=")
        if how == "unknown" or not _DAY.fullmatch(day):
            return Reason("Date", "the text does not tell it")
        when = f"{short_date(day)} (Seoul){f', {hour}' if hour else ''}"
        if how == "published":
            return Reason("Date", f"the text does not tell it; published {when}")
        if how == "day_before":
            return Reason("Date", f"the text does not tell it; such news is told the day after, so {when}")
        return Reason("Date", f"{quoted(evidence.text)} → {when}" if evidence.text else when)

    def figures(self) -> Reason | None:
        """Return what numbers and the outcome were read from."""
        found: list[str] = []
        for evidence in self._evidence:
            value = _value(evidence)
            if evidence.type == "count":
                found.append(f"{quoted(evidence.text)}{f' → {value}' if value else ''}")
            elif evidence.type in _UNITS and value:
                found.append(f"{quoted(evidence.text)} → {value} {_UNITS[evidence.type]}")
            elif evidence.type == "outcome":
                said = evidence.why.partition(":")[2].rpartition("=")[2]
                found.append(f"{quoted(evidence.text)} → {_OUTCOME.get(said, said)}")
        return Reason("Figures", "; ".join(found)) if found else None

    def names(self) -> Reason | None:
        """Return who, where and with what, with the words where they are others than the name."""
        things = {
            "actor": self._gazetteer.actors,
            "place": self._gazetteer.places,
            "weapon": self._gazetteer.weapons,
            "exercise": self._gazetteer.exercises,
        }
        found: list[str] = []
        for evidence in self._evidence:
            id_ = _value(evidence)
            if evidence.type not in things or not id_:
                continue
            known = things[evidence.type].get(id_)
            name = known.name if known is not None else id_.replace("_", " ")
            role = _ROLE.get(_how(evidence), "") if evidence.type == "actor" else ""
            words = (
                quoted(evidence.text) if evidence.text and evidence.text.casefold() != name.casefold() else ""
            )
            beside = ", ".join(part for part in (words, role if role != "named" else "") if part)
            found.append(f"{name} ({beside})" if beside else name)
        return Reason("Names", "; ".join(_unique(found)[:6])) if found else None

    def severity(self) -> Reason | None:
        """Return what moved the severity from what is usual for the type."""
        moved = next((e for e in self._evidence if e.type == "severity" and e.text), None)
        return Reason("Severity", f"{_value(moved)} of 5, from {quoted(moved.text)}") if moved else None

    def _name(self, type_id: str, subtype: str | None = None) -> str:
        if type_id in self._taxonomy:
            return self._taxonomy[type_id].name(subtype)
        return type_id.replace("_", " ").capitalize()


def _plainly(words: Sequence[str], sure: float | None) -> str:
    """Return what a type was read from, without the parts that read it and their figures."""
    said = " and ".join(words[:2])
    if sure is None:
        return said or "its words say so"
    if not said:
        doubt = "single words say so; the wording as a whole doubts it"
        return "the wording as a whole says so" if sure >= AGREES else doubt
    return f"{said}; the wording as a whole {'agrees' if sure >= AGREES else 'doubts it'}"


def number(score: float) -> str:
    """Return a score of 0 to 1 as people write it: .97."""
    said = f"{score:.2f}"
    return said.removeprefix("0") if score < 1 else said


def quoted(words: str) -> str:
    """Return words of a text as a short quotation on one line."""
    return f"“{shorten(squash(words), QUOTED)}”"


def _of(evidence: Evidence, kind: str) -> bool:
    return evidence.why.startswith(f"{kind}:")


def _how(evidence: Evidence) -> str:
    return evidence.why.partition(":")[2].partition("=")[0]


def _value(evidence: Evidence) -> str:
    return evidence.why.rpartition("=")[2] if "=" in evidence.why else ""


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
