"""What one text tells of: its sentences as recognition reads them, grouped into events. Nothing is written."""

from __future__ import annotations

import re
from calendar import day_name, month_name
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from functools import cached_property

from bot.gazetteer import Gazetteer
from bot.model.verdict import Facts, Item, TypeScore, Verdict
from bot.pipeline.apply import SEOUL
from bot.pipeline.documents.files import RawDocument
from bot.pipeline.record import language
from bot.policy.documents import document as policy
from bot.policy.documents.past import past_facts
from bot.policy.documents.prose import Piece, Sentence, by_agent, core, pieces, refers_back, sentences_of
from bot.policy.documents.written_days import has_year, only_year, yearless
from bot.policy.merging.grouping import TITLE, Told, filled, grouped
from bot.services import Services

SURE = 0.75  # score from which a sentence is believed to tell of an event
MENTIONED = 0.6  # score from which a noun is believed to mention one that is known
LISTED = 0.5  # score from which an entry of a chronicle is; below SURE it waits for a look
LEAD = 3  # sentences in which the document's news stands
OPENING = 6  # and those in which a deed without a day of its own is believed to be of the document's time
LEAD_CHARACTERS = 600
AFTER = 2  # sentences after one that tells of an event in which its figures and day may stand
MOST_EVENTS = 200
WORDS = frozenset({"statement_threat", "diplomatic_talks", "leadership_activity", "domestic_politics"})
BROAD = frozenset({"country", "area", "sea"})  # places that tell nothing of which event it was
NO_KIND = (
    *("gate:open", "gate:once", "gate:unnamed", "gate:unrelated"),
    *("gate:passing", "gate:elsewhere", "gate:other_name"),
)
TOLD = ("occurred", "announced", "assessed")
_FIGURES = frozenset({"count", "distance", "apogee", "casualties", "outcome"})
_PERIOD = re.compile(
    r"\b(?:between|from)\b[^.;]*\b(?:and|to|until|through)\b[^.;]*\b(?:19|20)\d\d\b", re.IGNORECASE
)
_NAME = re.compile(r"(?<=[\w,;:] )[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*")
_LATELY = re.compile(
    r"\b(?:recent(?:ly)?|this (?:week|month)|last (?:week|month)|earlier|today|yesterday)\b", re.IGNORECASE
)


class Reading:
    """One text of a file, cleaned and classified.

    Attributes:
        cleaned: its own text.
        sentences: what was read of it; `cut` where there were more.
        found: what it tells of, each event once.
    """

    def __init__(self, services: Services, raw: RawDocument, name: str) -> None:
        self.cleaned = policy.clean(raw.text, raw.title)
        year = only_year(self.cleaned.title or "")
        told = sentences_of(self.cleaned.paragraphs, policy.MOST_SENTENCES + 1, year)
        self.cut = len(told) > policy.MOST_SENTENCES
        self.sentences = told[: policy.MOST_SENTENCES]
        self.day = raw.published or self.cleaned.published
        self.url = raw.url
        self.title = self.cleaned.title
        self.lang = raw.lang or language(" ".join(s.text for s in self.sentences[:20]), None) or "en"
        self.name = raw.site or name
        self._site = raw.site
        self._services = services
        gathered = self._completed(grouped(self._told(), services.gazetteer))[:MOST_EVENTS]
        self.found = [*gathered, *self._remembered(gathered)]

    @property
    def published(self) -> datetime | None:
        """The day it is from, at midnight in Seoul."""
        day = date.fromisoformat(self.day) if self.day else None
        return datetime.combine(day, datetime.min.time(), SEOUL) if day else None

    @property
    def _is_chronicle(self) -> bool:
        """Whether it is a list of dated entries: then its title tells of none of them."""
        return any(p.dated for p in self.cleaned.paragraphs[:2])

    @cached_property
    def _is_commentary(self) -> bool:
        """Whether its title is that of an opinion, an explainer, a list: what it tells without a day is no news."""
        if not self.title:
            return False
        (verdict,) = self._classify([self._item(self.title)])
        kinds = [e.why for e in verdict.evidence if e.type == "gate"]
        return not verdict.types and any(why not in NO_KIND for why in kinds)

    def _told(self) -> Iterator[Told]:
        """Yield what the sentences tell, the title with the lead first."""
        if self.title and not self._is_chronicle:
            lead = " ".join(s.text for s in self.sentences if s.paragraph == 0)[:LEAD_CHARACTERS]
            piece = Piece(self.title, "", TITLE)
            verdict = self._classify([self._item(self.title, lead)])[0]
            told = self._believed(piece, verdict, lead)
            if told is not None:
                yield replace(told, quote=self._quote(verdict))
        said = pieces(self.sentences, _people(self._services))
        parts = list({piece.text: piece for piece in reversed(list(said))}.values())[::-1]
        for piece, verdict in zip(parts, self._in_context(parts), strict=True):
            told = self._believed(piece, verdict, piece.quote)
            if told is not None:
                yield told

    def _in_context(self, parts: Sequence[Piece]) -> list[Verdict]:
        """Return the verdicts on pieces; one that names nobody is read as being about who the title names.

        Nothing else of the title is lent, so that its facts stay its own; and a sentence that names
        others' affairs is lent nothing.
        """
        said = self._classify([self._item(p.text) for p in parts])
        about = self.title or (self.sentences[0].text if self.sentences else "")
        own = " ".join((about, *(s.text for s in self.sentences[:LEAD])))
        actors = named_in(about, self._services.gazetteer)
        lost = [
            n for n, v in enumerate(said)
            if actors and parts[n].opens and self._is_lost(v, parts[n].text) and self._names_only(parts[n].text, own)
        ]  # fmt: skip
        items = [self._item(by_agent(parts[n].text, actors[0]), ", ".join(actors) + ".") for n in lost]
        for n, verdict in zip(lost, self._classify(items), strict=True):
            said[n] = max(said[n], verdict, key=_score)
        return said

    def _is_lost(self, verdict: Verdict, text: str) -> bool:
        """Tell whether recognition could not know who a sentence speaks of."""
        unrelated = any(e.type == "gate" and e.why == "gate:unrelated" for e in verdict.evidence)
        doubted = not verdict.types or verdict.review
        return unrelated or (doubted and not named_in(text, self._services.gazetteer))

    @cached_property
    def _known_words(self) -> frozenset[str]:
        """The words of places, weapons and exercises of the gazetteer."""
        things = self._services.gazetteer
        return frozenset(
            word
            for thing in (*things.places.values(), *things.weapons.values(), *things.exercises.values())
            for name in (thing.name, *thing.aliases)
            for word in name.split()
        )

    def _names_only(self, text: str, own: str) -> bool:
        """Tell whether all names of a sentence stand in the title or lead, or are the record's own."""
        words = [word for name in _NAME.findall(text) for word in name.split()]
        return all(word in own or word in self._known_words or _is_calendar(word) for word in words)

    def _believed(self, piece: Piece, verdict: Verdict, quote: str) -> Told | None:
        """Return what a piece tells, None where it is not sure enough."""
        if not verdict.types or verdict.status not in TOLD:
            return None
        score = verdict.types[0]
        if not self._is_sure(piece, verdict):
            return None
        verdict = self._dated(piece, verdict, self._is_news(piece, score))
        day = yearless(piece.text) or (yearless(quote) if piece.opens else None)
        opens = piece.opens and (self._is_news(piece, score) or self._is_particular(score, verdict.facts))
        return Told(verdict, score, piece.text, quote, piece.number, opens, day[1] if day else None)

    def _is_sure(self, piece: Piece, verdict: Verdict) -> bool:
        """Tell whether a verdict is believed; an entry of a chronicle, which must tell of something, for less."""
        score = verdict.types[0].score
        if piece.number >= 0 and self.cleaned.paragraphs[self.sentences[piece.number].paragraph].dated:
            return score >= LISTED
        return score >= (SURE if piece.opens else MENTIONED) and not (verdict.review and piece.opens)

    def _is_particular(self, score: TypeScore, facts: Facts) -> bool:
        """Tell whether a sentence says of its event what makes it one: its day, or how many, where or with what."""
        if facts.event_date is not None or self._is_commentary:
            return facts.event_date is not None
        things = self._services.gazetteer.places
        sites = [p for p in facts.places if p in things and things[p].group not in BROAD]
        return score.id not in WORDS and bool(facts.count or facts.weapons or sites)

    def _is_news(self, piece: Piece, score: TypeScore) -> bool:
        """Tell whether a sentence stands where a document tells its news."""
        if self._is_commentary:
            return False
        first = OPENING if self.day and score.id not in WORDS else LEAD
        return piece.number < first or bool(_LATELY.search(piece.text))

    def _dated(self, piece: Piece, verdict: Verdict, news: bool) -> Verdict:
        """Return a verdict whose date is its own: the day of publication counts as a month, in the news only."""
        facts = verdict.facts
        if facts.date_precision != "published" or not facts.event_date:
            return verdict
        when = (facts.event_date[:7], "month") if news else (None, None)
        return replace(verdict, facts=replace(facts, event_date=when[0], date_precision=when[1]))

    def _quote(self, verdict: Verdict) -> str:
        """Return the sentence that a title's event was read from: the one with its date, else the first."""
        for evidence in verdict.evidence:
            if evidence.type in ("date", "count") and evidence.text:
                for sentence in self.sentences:
                    if evidence.text in sentence.text:
                        return sentence.text
        return self.sentences[0].text if self.sentences else self.title or ""

    def _completed(self, found: Sequence[Told]) -> list[Told]:
        """Return the events with the figures and days that the sentences after theirs tell of them."""
        taken = {told.number for told in found}
        wanted = [
            (n, after) for n, told in enumerate(found) if told.opens for after in self._after(told, taken)
        ]
        texts = [core(found[n].text) for n, _ in wanted]
        said = self._classify(
            [self._item(t, after.text) for t, (_, after) in zip(texts, wanted, strict=True)]
        )
        whole = list(found)
        for (n, after), verdict in zip(wanted, said, strict=True):
            if not verdict.types or verdict.types[0].id != whole[n].score.id:
                continue
            more = _added(verdict, whole[n], after.text)
            facts = filled(whole[n].verdict.facts, more)
            quote = after.text if facts.event_date != whole[n].when else whole[n].quote
            whole[n] = replace(
                whole[n],
                verdict=replace(whole[n].verdict, facts=facts),
                quote=quote,
                beside=f"{whole[n].beside} {after.text}".strip(),
            )
        return whole

    def _after(self, told: Told, taken: set[int]) -> Iterator[Sentence]:
        start = max(told.number, -1) + 1
        here = self.sentences[told.number].paragraph if told.number >= 0 else None
        for sentence in self.sentences[start : start + AFTER]:
            if sentence.number in taken or (here is not None and sentence.paragraph > here + AFTER):
                return
            yield sentence

    def _remembered(self, gathered: Sequence[Told]) -> Iterator[Told]:
        """Yield past events that are named with their years."""
        taxonomy = self._services.taxonomy
        texts = [s.text for s in self.sentences]
        if self._services.gazetteer.actors["DPRK"].name not in " ".join((self.title or "", *texts)):
            return
        seen: set[tuple[str, str]] = set()
        for past in past_facts(texts):
            if self.day and past.year >= self.day[:4]:
                continue
            known = next((k for k in map(taxonomy.find, past.kinds) if k is not None), None)
            if known is None or (known[0], past.year) in seen or _tells(gathered, known[0], past.year):
                continue
            seen.add((known[0], past.year))
            facts = Facts(event_date=past.year, date_precision="year", actors=("DPRK",))
            severity = taxonomy[known[0]].base_severity(known[1])
            score = TypeScore(known[0], known[1], 1.0)
            verdict = Verdict("", (score,), "historical", severity, facts)
            yield Told(verdict, score, f"{taxonomy[known[0]].name(known[1])} of {past.year}", past.quote, 0)

    def _classify(self, items: Sequence[Item]) -> list[Verdict]:
        return list(self._services.classifier.classify(items)) if items else []

    def _item(self, title: str, summary: str = "") -> Item:
        """Return a piece as recognition reads it; what names its year is not measured by the document's day."""
        when = None if has_year(title) else self.published
        return Item("0", title, summary, when, self._site, self.url, self.lang, published_precision="day")


def _people(services: Services) -> dict[str, str]:
    """Return every name of a person, and family names that only one leader has, with the full name."""
    found: dict[str, str] = {}
    for thing in services.gazetteer.actors.values():
        if thing.group == "person":
            found |= dict.fromkeys((thing.name, *thing.aliases), thing.name)
    leader = services.gazetteer.actors.get("kim_jong_un")
    return {"Kim": leader.name, **found} if leader else found


def named_in(text: str, gazetteer: Gazetteer) -> list[str]:
    """Return the states that a text names, in its order."""
    found: dict[int, str] = {}
    for thing in gazetteer.actors.values():
        if thing.parent is None and thing.group == "state":
            at = [text.find(name) for name in (thing.name, *thing.aliases) if len(name) > 3 and name in text]
            if at:
                found[min(at)] = thing.name
    return [found[at] for at in sorted(found)]


def _added(verdict: Verdict, told: Told, sentence: str) -> Facts:
    """Return what the sentence after an event's says of it: figures of its kind, and then also its day."""
    here = {e.type: e for e in verdict.evidence if e.text and e.text in sentence and e.text not in told.text}
    facts, said = verdict.facts, here.keys()
    dated = "date" in said and (
        refers_back(sentence) or bool(_PERIOD.search(sentence)) or not said.isdisjoint(_FIGURES)
    )
    taken = {f.name for f in fields(Facts) if f.name.partition("_")[0] in said & _FIGURES}
    taken |= {"event_date", "date_precision"} if dated else set()
    return replace(Facts(), **{name: getattr(facts, name) for name in taken})


def _score(verdict: Verdict) -> float:
    return verdict.types[0].score if verdict.types else 0.0


def _tells(gathered: Sequence[Told], type_id: str, year: str) -> bool:
    """Tell whether an event of a kind and year was read from a sentence that says more of it."""
    return any(t.score.id == type_id and (t.when or "").startswith(year) for t in gathered)


def _is_calendar(word: str) -> bool:
    return word in month_name or word in day_name
