"""Tells who acts and who is acted on, from the names in an item and the kind of event it is.

Who merely tells of it ("…: JCS", "KCNA says") is no actor. A rocket that Pyongyang fires is Pyongyang's,
whoever else is named; the states of a meeting stand in the order they are named in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.gazetteer import Name, shipped_gazetteer
from bot.model.verdict import ActorRole, TypeScore
from bot.nlp.entities import Mention

# Types whose doer is known by their definition.
_DOER = {
    "missile_test": "DPRK",
    "satellite_launch": "DPRK",
    "nuclear_test": "DPRK",
    "nuclear_program": "DPRK",
    "dprk_exercise": "DPRK",
    "leadership_activity": "DPRK",
    "gps_jamming": "DPRK",
    "cyber_operation": "DPRK",
    "sanctions_evasion": "DPRK",
    "troop_deployment": "DPRK",
}
# Types where others are named because they watch, protest or are flown towards.
_ALONE = frozenset({"missile_test", "satellite_launch", "nuclear_test", "dprk_exercise", "gps_jamming"})
# Types that are done to a state by another.
_TO_DPRK = frozenset({"sanctions"})
_FROM_RUSSIA = "from_russia"
_SAYS = re.compile(
    r"^\s?(?:\([^)]*\)\s?)?(?:has |have )?(?:say|said|report|announc|confirm|estimat|believ|assess|detect|claim)",
    re.IGNORECASE,
)
_TELLS_BEFORE = re.compile(r"(?:according to|[:–—-]|\bby|…|…\s?|,)\s?(?:the\s)?$", re.IGNORECASE)
_KOREAN_SAYS = re.compile(r"^(?:은|는|이|가)?\s?.{0,12}(?:밝혔|발표|전했|보도|설명)")
_TELLERS = frozenset({"media", "agency", "igo"})
_WORDS_ARE_DEEDS = frozenset(
    {"statement_threat", "diplomatic_talks", "sanctions", "inter_korean", "humanitarian", "nuclear_program"}
)
_NAMED_TOO = frozenset({"person", "group"})
_MOST = 8


def actors_of(
    text: str, mentions: Sequence[Mention], types: Sequence[TypeScore]
) -> tuple[tuple[str, ...], tuple[ActorRole, ...]]:
    """Return the actors of an event, its doer first, and the roles of its states.

    Args:
        text: what the mentions stand in.
        mentions: the names found.
        types: the recognised types, the main one first.

    Returns:
        Ids of states and bodies first, then of people and groups; and who is source and target.
    """
    if not types:
        return (), ()
    kind = types[0]
    acting = [m for m in mentions if m.kind == "actor" and not _only_tells(text, m, kind.id)]
    things = shipped_gazetteer().actors
    sides = list(dict.fromkeys(_side(m.id, things) for m in acting))
    source, targets = _direction(kind, sides)
    roles = [ActorRole(source, "source")] if source else []
    roles += [ActorRole(id_, "target") for id_ in targets]
    states = list(dict.fromkeys([*([source] if source else []), *targets, *sides]))
    if kind.id in _ALONE:
        states, acting = states[:1], [m for m in acting if _side(m.id, things) == source]
    people = list(dict.fromkeys(m.id for m in acting if m.group in _NAMED_TOO and not _is_title(m, acting)))
    return tuple([*states, *people][:_MOST]), tuple(roles)


def _is_title(mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Tell whether words are the title of the person named behind them ("North Korean leader Kim Jong Il")."""
    return any(
        m.start == mention.end + 1 and m.group == "person" and m.id != mention.id
        for m in mentions
        if mention.text.lower().endswith("leader")
    )


def words_for(actor: str, mentions: Sequence[Mention]) -> str:
    """Return the words an actor was read from; "" where its kind of event names the doer unsaid."""
    things = shipped_gazetteer().actors
    own = next((m for m in mentions if m.id == actor), None)
    said = own or next((m for m in mentions if m.kind == "actor" and _side(m.id, things) == actor), None)
    return said.text if said else ""


def _direction(kind: TypeScore, sides: list[str]) -> tuple[str | None, list[str]]:
    """Return the source and the targets among the states that are named."""
    doer = _DOER.get(kind.id)
    if kind.id == "arms_transfer":
        doer = "RUS" if kind.subtype == _FROM_RUSSIA else "DPRK"
    if doer:
        others = [side for side in sides if side != doer]
        reaches = kind.id in ("arms_transfer", "troop_deployment", "cyber_operation")
        return doer, others[:1] if reaches else []
    if not sides:
        return None, []
    if kind.id in _TO_DPRK:
        imposing = next((side for side in sides if side != "DPRK"), None)
        return imposing, ["DPRK"] if "DPRK" in sides else []
    if kind.id == "allied_exercise":
        return next((side for side in sides if side != "DPRK"), sides[0]), []
    return sides[0], sides[1:2]


def _side(id_: str, things: Mapping[str, Name]) -> str:
    """Return the state or body that an actor belongs to: the top of its parents."""
    seen = {id_}
    while (parent := things[id_].parent) and parent not in seen:
        seen.add(parent)
        id_ = parent
    return id_


def _only_tells(text: str, mention: Mention, kind: str) -> bool:
    """Tell whether a name is only that of who reports: "…: JCS", "KCNA says", "according to Seoul"."""
    if mention.group == "media":
        return True
    before, after = text[max(0, mention.start - 20) : mention.start], text[mention.end : mention.end + 24]
    ends_line = after.partition("\n")[0].strip(" .,)’'\"”") in (
        "",
        "says",
        "say",
        "reports",
        "officials",
        "official",
    )
    if re.search(r"(?:[:–—]|\s-|…|according to)\s?(?:the\s)?$", before) and (
        ends_line or "according" in before
    ):
        return True
    if kind in _WORDS_ARE_DEEDS or mention.group not in _TELLERS:
        return False
    return bool(_SAYS.match(after) or _KOREAN_SAYS.match(after) or _TELLS_BEFORE.search(before))
