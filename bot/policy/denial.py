"""Tells a headline that says something did not happen from one that says it did.

"North Korea has not fired a missile" names every word of a launch. It is told by its verb: a denial
joins the event it denies and takes it back, is never a confirmation, and alone makes no event that
happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.gazetteer import Gazetteer
from bot.model.event import Event
from bot.policy.merging.kinds import TOGETHER, above, states_of

_I = re.IGNORECASE
_DEED = (
    r"(?:been\s)?(?:fir(?:e|ed|ing)|launch(?:ed|ing)?|test(?:ed|ing)?|test-fir(?:e|ed)|conduct(?:ed)?|shell(?:ed)?|shot|shoot|"
    r"cross(?:ed)?|attack(?:ed)?|jam(?:med)?|hack(?:ed)?|sen[dt]|suppl(?:y|ied)|s(?:ell|old)|export(?:ed)?|deploy(?:ed)?|"
    r"sink|sunk|detected|carried out|happen(?:ed)?|occur(?:red)?|take(?:n)? place)\b(?!\sback)"
)
_VERBS = re.compile(
    r"\b(?:den(?:y|ies)|(?<!were )(?<!was )(?<!being )(?<!been )(?<!walk )denied(?=\s(?:that|it|having|any|reports?|claims?|"
    r"allegations?|accusations?|\w+ing\b)))\b"
    r"(?!\s(?:[\w.]+\s){0,3}(?:entry|visas?|access|permission|bail|leave|passage)\b)|"
    r"\brefut(?:es?|ed)\b|"
    r"\b(?:rejects?|rejected|dismiss(?:es|ed)?|retracts?|retracted|withdraws?|withdrew|takes? back|took back)\s(?:[\w'’]+\s){0,4}"
    r"(?:claims?|reports?|allegations?|accusations?|rumou?rs?|announcements?|alerts?)\b|"
    r"\b(?:was|were|as|sent|issued|made)\s(?:a\s|an\s|in\s)?(?:false alarm|error|mistake)\b|\b(?:mistakenly|erroneously) (?:announced|reported|sent|issued)\b|"
    r"발표\s?(?:철회|취소)|오보|오인\s?(?:발표|탐지)|아닌 것으로|"
    r"부인(?!과)|사실무근|사실이\s?아니|사실과\s?다르|(?:발사|사격|포격|침범)하지\s?않|(?:쏘|넘)지\s?않|발사\s?안\s?(?:했|해)",
    _I,
)
_TAKES_BACK = re.compile(
    r"\b(?:retract|withdr[ae]w|takes? back|took back)|\bfalse alarm\b|\b(?:mistakenly|erroneously)\b|철회|취소|오보|오인|아닌 것으로",
    _I,
)
_TOLD = r"(?:claims?|reports?|allegations?|accusations?|rumou?rs?|announcements?|charges?|stor(?:y|ies)|talk|suggestions?|media)"
_UNTRUE = (
    r"(?:untrue|not true|false|fake|fabricat(?:ed|ions?)|baseless|groundless|unfounded|nonsens(?:e|ical)|made[- ]up|invent(?:ed|ions?)|"
    r"without (?:any )?(?:basis|foundation)|lies?)"
)
_AND_DOES = r"(?:fir|launch|test|vow|threat|warn|shell|sen[dt]|conduct|stag|hold)\w*\b"  # which is the news
# What was told is called untrue: "calls report of a launch untrue", "claim that … is fabricated", "'Groundless': …"
_CALLED_UNTRUE = re.compile(
    rf"\b{_TOLD}\b(?!\s?:)[^;:]{{0,70}}?(?<!spreads )(?<!spreading )\b(?:(?:is|are|was|were|as)\s)?[\"'“‘]?"
    rf"(?:an?\s|sheer\s|pure\s|completely\s|entirely\s|totally\s|utterly\s|plain\s)*{_UNTRUE}\b[\"'”’]?"
    rf"(?=\s?(?:$|[,;:.(\u2013\u2014-]|says?\b|said\b|by\b))(?!,\s(?:and\s|but\s)?{_AND_DOES})|"
    rf"^[\"'“‘]?(?:\w+\s)?{_UNTRUE}[\"'”’]?[:,]\s|"
    rf"\b(?:calls?|called|brands?|branded|terms?|termed)\s(?:it\s|them\s|this\s|that\s|as\s)?[\"'“‘]?(?:an?\s|sheer\s)?{_UNTRUE}\s(?:the\s)?(?:\w+\s){{0,2}}{_TOLD}\b|"
    rf"\bno truth (?:to|in)\b|\bnothing of the (?:sort|kind)\b|"
    r"날조(?!된)|근거\s?없(?:다|는\s?(?:주장|보도|소문)|어|음)|터무니\s?없|허위\s?(?:보도|주장|사실)",
    _I,
)
# It was something else: "was a quake, not a test"; of two sorts of missile, neither is denied
_NOT_BUT = re.compile(
    r"^(?!.*\b(?:missiles?|launch\w*|rockets?|satellites?|tests?|icbm|kn-\d+|parade|drills?|exercises?|fir(?:ed|ing)|attacks?|projectiles?)\b.*,\s(?:and\s)?not\s)"
    r".*?\b(?:was|were|is)\s(?:only\s|just\s|merely\s|probably\s|likely\s)?(?:an?\s)?(?:[\w'’-]+\s){0,4}[\w'’-]+,\s(?:and\s)?not\s"
    r"(?:an?\s|the\s)?(?:(?:[\w'’-]+\s){0,2}(?:test|launch|missile|rocket|drone|balloon|attack|explosion|blast|soldiers?|infiltrat\w+|crossing)|"
    r"from (?:the )?North(?: Korea)?)\b",
    _I,
)
_GONE = r"(?:went|gone|visited|came|met|travel(?:l)?ed|flew|crossed|arrived)"
_NEGATED = re.compile(
    rf"\b(?:has|have|had|did|was|were)(?:\snot|n['’]t)\s(?:yet\s|in fact\s|actually\s)?{_DEED}|"
    rf"(?:^|[:,;]\s|\bsays?\s|\bsaid\s|\bthat\s)(?:there was\s)?no\s(?:[\w.-]+\s){{0,4}}"
    rf"(?:(?:missiles?|projectiles?|rockets?|shells?|shots?|troops|soldiers?|drones?|tests?|launch(?:es)?|shelling|"
    rf"balloons?|arms|weapons|ammunition|workers|hackers?)\s(?:\w+\s){{0,3}}{_DEED}|"
    rf"(?:envoys?|delegations?|officials?|diplomats?)\s(?:\w+\s){{0,3}}(?:{_DEED}|{_GONE}\b)(?!.{{0,40}}\b(?:as|while|when|after|since)\b)|(?:firing|shelling|launch|crossing)\s(?:by|from|of)\b)",
    _I,
)

_FIRST = re.compile(
    r"(?<=[a-z]{3})\.\s|;\s"
)  # some headlines are paragraphs: only their first sentence counts
_READ = 240
_EARLY = 90  # and what stands far back in it is not what it says


def denies(title: str) -> bool:
    """Tell whether a headline says that something did not happen.

    Args:
        title: the headline; what stands in its summary is often about something else.
    """
    said = first_sentence(title)[:_READ]
    patterns = (_VERBS, _NEGATED, _CALLED_UNTRUE, _NOT_BUT)
    return any(found and found.start() <= _EARLY for found in (pattern.search(said) for pattern in patterns))


def takes_back(title: str) -> bool:
    """Tell whether who announced something says that it was wrong: this holds however many repeated it."""
    return denies(title) and bool(_TAKES_BACK.search(first_sentence(title)))


def first_sentence(title: str) -> str:
    """Return what a headline says first: some are paragraphs."""
    return _FIRST.split(title, maxsplit=1)[0]


_ATTRIBUTED = re.compile(
    r"(?:^|[,:;]\s)(?P<who>[^,:;]{2,60}?)\s(?:says?|said|claims?|claimed|insists?|insisted)\b|:\s(?P<after>[^:]{2,40})$"
)
_WORD = re.compile(r"[^\s,:;()\"“”]+")
_LONGEST_NAME = 5  # words


def settles(title: str, event: Event, told: Iterable[str], gazetteer: Gazetteer) -> bool | None:
    """Tell whether a denial settles that an event was not.

    It does where it takes back what was announced, or comes from whom the reports named as the one who
    says so. The word of who is said to have done it stands beside what others tell.

    Args:
        title: the headline that denies.
        event: what is denied.
        told: the headlines that told of it.
        gazetteer: the names of states and bodies.

    Returns:
        None where it is somebody else's denial: it weighs as much as one outlet's story.
    """
    if takes_back(title):
        return True
    who = _state(_who_denies(title), gazetteer)
    if who is None:
        return None
    doing = event.actors if event.type in TOGETHER else event.actors[:1]
    if who in states_of(doing, gazetteer):
        return False
    named = {state for headline in told for state in _states(headline, gazetteer)}
    return True if who in named else None


def _who_denies(title: str) -> str:
    """Return the words in which a headline names who denies; empty where it does not."""
    said = first_sentence(title)
    verb = _VERBS.search(said)
    if verb and said[: verb.start()].strip():
        return said[: verb.start()]
    named = _ATTRIBUTED.search(said)
    return (named["who"] or named["after"]) if named else ""


def _state(words: str, gazetteer: Gazetteer) -> str | None:
    """Return the state that the last actor named in some words belongs to."""
    found = _states(words, gazetteer)
    return found[-1] if found else None


def _states(text: str, gazetteer: Gazetteer) -> list[str]:
    """Return the states (or bodies without one) that a text names, as often and in the order it does."""
    words = [re.sub(r"['’]s?$", "", word) for word in _WORD.findall(text)]
    found: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
            name = gazetteer.find("actor", " ".join(words[at : at + length]))
            if name is not None:
                found.append((above(name.id, gazetteer.actors) or [name.id])[-1])
                at += length - 1
                break
        at += 1
    return found
