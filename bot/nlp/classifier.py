"""The classifier: items in, verdicts out. Gate, spaCy pipeline, decision, facts, status, severity.

A trained model enters by `build_classifier(model=…)`; without one the rules decide alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.resources.abc import Traversable

from spacy.language import Language

import seeds
from bot.gazetteer import shipped_gazetteer
from bot.model.verdict import Evidence, Facts, Item, TypeScore, Verdict
from bot.nlp.combine import Decision, Model, Reading, combine
from bot.nlp.denied import asserted
from bot.nlp.entities import find_entities
from bot.nlp.extensions import pieces_of
from bot.nlp.facts import extract_facts
from bot.nlp.gate import Gate, Opening, shipped_gate
from bot.nlp.pipeline import read_items, rule_finder, shipped_pipeline
from bot.nlp.relation import opens_new, relation_of
from bot.nlp.severity import read_severity
from bot.nlp.status import WORDS_ONLY, read_status
from bot.policy.denial import denies
from bot.taxonomy import Taxonomy, shipped_taxonomy

TITLE_LIMIT, SUMMARY_LIMIT = 1000, 10_000  # characters that are looked at: no news is told further down
SURE = 0.85  # from which a headline that denies something is an event all the same
_HYPHENS = str.maketrans("\u2010\u2011", "--")  # one letter for one: what is quoted stands where it stood
CODE = "4"  # raised when the code of recognition changes what it says of the same text


class RuleClassifier:
    """Recognises events in items; safe to use from one thread at a time.

    Attributes:
        version: names the code, the rules, the names and the model that verdicts come from.
    """

    def __init__(
        self,
        *,
        nlp: Language,
        gate: Gate,
        taxonomy: Taxonomy,
        version: str,
        model: Model | None = None,
    ) -> None:
        self._nlp = nlp
        self._gate = gate
        self._taxonomy = taxonomy
        self._rules = {r.id: r for r in rule_finder(nlp).rules}
        self._weapons = {id_: name.group for id_, name in shipped_gazetteer().weapons.items()}
        self._model = model
        self.version = f"{version}+{model.version}" if model else version

    def classify(self, items: Sequence[Item]) -> list[Verdict]:
        """Return one verdict an item, in order."""
        items = [_legible(item) for item in items]
        openings = [self._gate.check(item) for item in items]
        wanted = [item for item, opening in zip(items, openings, strict=True) if opening.open]
        decisions = self._decide(wanted, [o for o in openings if o.open])
        verdicts = [
            self._verdict(item, opening, next(decisions)) if opening.open else self._refusal(item, opening)
            for item, opening in zip(items, openings, strict=True)
        ]
        return self._with_denied(items, openings, verdicts)

    def _with_denied(
        self, items: Sequence[Item], openings: Sequence[Opening], verdicts: list[Verdict]
    ) -> list[Verdict]:
        """Return the verdicts; those of items that deny and report nothing for sure with what is denied, and no more."""
        denying = [
            at
            for at, (opening, verdict) in enumerate(zip(openings, verdicts, strict=True))
            if opening.open and not _is_sure(verdict) and denies(items[at].title)
        ]
        turned = [replace(items[at], title=asserted(items[at].title), summary="") for at in denying]
        decisions = self._decide(turned, [openings[at] for at in denying])
        for at, item, decision in zip(denying, turned, decisions, strict=True):
            said = before = verdicts[at]
            if decision.types and decision.types[0].id not in WORDS_ONLY:
                said = self._verdict(item, openings[at], decision)
            verdicts[at] = self._denial(items[at], openings[at], before, said)
        return verdicts

    def _denial(self, item: Item, opening: Opening, before: Verdict, said: Verdict) -> Verdict:
        """Return the verdict on an item that denies: it reports nothing; what it denies is kept beside."""
        nothing = before if not before.types else self._refusal(item, opening)
        if not said.types or said.types[0].id in WORDS_ONLY:
            return nothing
        denial = Evidence(said.types[0].id, item.title, "denial", said.types[0].score)
        return replace(
            nothing,
            denied=said.types,
            facts=_undated(said.facts),
            status="denied",
            relation="denial",
            evidence=(denial, *nothing.evidence),
        )

    def _decide(self, items: Sequence[Item], openings: Sequence[Opening]) -> Iterator[Decision]:
        if not items:
            return
        with ThreadPoolExecutor(1) as beside:  # the network needs no Python: it runs while rules are read
            answer = beside.submit(self._model.read, items) if self._model else None
            found = [(doc._.kp_hits, pieces_of(doc).text) for doc in read_items(self._nlp, items)]
            readings: Sequence[Reading | None] = answer.result() if answer else [None] * len(items)
        for (hits, text), opening, reading in zip(found, openings, readings, strict=True):
            yield combine(hits, self._rules, text, factor=opening.factor, model=reading)

    def _refusal(self, item: Item, opening: Opening) -> Verdict:
        evidence = (Evidence("gate", opening.text, opening.why),)
        return Verdict(item.id, evidence=evidence, classifier=self.version)

    def _verdict(self, item: Item, opening: Opening, decision: Decision) -> Verdict:
        if not decision.types:
            refusal = self._refusal(item, opening)
            return replace(refusal, evidence=(*refusal.evidence, *decision.evidence))
        text = f"{item.title}\n{item.summary}"
        facts, told = extract_facts(item, find_entities(text, korea=True), decision.types)
        types = tuple(self._named(t, facts) for t in decision.types)
        status, why = read_status(item, types, decision.statuses)
        main = types[0]
        severity, grave = read_severity(self._taxonomy[main.id], main.subtype, text)
        return Verdict(
            id=item.id,
            types=types,
            status=status,
            severity=severity,
            facts=facts,
            relation=relation_of(item, types, decision.background),
            opens_new=opens_new(item),
            review=decision.review,
            evidence=(*decision.evidence, *_doubt(opening), *((why,) if why else ()), *told, grave),
            classifier=self.version,
        )

    def _named(self, found: TypeScore, facts: Facts) -> TypeScore:
        """Return a type with the subtype its weapon belongs to, where the words tell none."""
        if found.subtype is not None or not facts.weapons:
            return found
        weapon = self._weapons.get(facts.weapons[0])
        return replace(found, subtype=weapon) if weapon in self._taxonomy[found.id].subtypes else found


def _is_sure(verdict: Verdict) -> bool:
    """Tell whether an item reports something for sure: a denial may be a statement worth an event of its own."""
    return bool(verdict.types) and verdict.types[0].score >= SURE


def _undated(facts: Facts) -> Facts:
    """Return the facts of what is denied: the day of the denial is not its day."""
    if facts.date_precision != "published":
        return facts
    return replace(facts, event_date=None, date_precision=None)


def _legible(item: Item) -> Item:
    """Return an item of a length that can be read at once, with hyphens that are hyphens.

    Junk in one piece takes its length squared.
    """
    title, summary = item.title[:TITLE_LIMIT], item.summary[:SUMMARY_LIMIT]
    if not (title.isascii() and summary.isascii()):
        title, summary = title.translate(_HYPHENS), summary.translate(_HYPHENS)
    if title == item.title and summary == item.summary:
        return item
    return replace(item, title=title, summary=summary)


def _doubt(opening: Opening) -> tuple[Evidence, ...]:
    """Return why the gate believes an item less, where it does."""
    if opening.factor >= 1.0:
        return ()
    return (Evidence("gate", opening.text, opening.why, round(opening.factor, 3)),)


def build_classifier(model: Model | None = None) -> RuleClassifier:
    """Return the classifier over the shipped types, words and names.

    Args:
        model: a trained model (see `bot.nlp.learned.trained`), or None: rules decide alone.
    """
    return RuleClassifier(
        nlp=shipped_pipeline(),
        gate=shipped_gate(),
        taxonomy=shipped_taxonomy(),
        version=f"rules-{CODE}:{rules_digest()}",
        model=model,
    )


def rules_digest() -> str:
    """Return eight letters that change when any file of types, words, names or status weights changes."""
    digest = hashlib.sha256(CODE.encode())
    for part in ("types", "nlp", "gazetteer"):
        for path in sorted(_data_files(seeds.folder(part)), key=lambda p: p.name):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def _data_files(root: Traversable) -> Iterator[Traversable]:
    return (path for path in root.iterdir() if path.name.endswith((".toml", ".json")))
