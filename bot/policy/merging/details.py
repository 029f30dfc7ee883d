"""What two tellings of one kind and day name that cannot be of one event: another victim, arm, sum or flier.

Words in common do not part "a bomber flies over" from "a carrier arrives", since outlets that tell of one
event share few words as well. What parts them is a detail of a sort that every outlet names alike. Each
telling's details are sorted into the few classes below; two tellings are parted where both name some
and share none. It is evidence and no veto: a near copy of a headline joins whatever its details are read as.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from bot.gazetteer import Gazetteer
from bot.model.event import Event
from bot.model.merge import Candidate, Incoming
from bot.policy.merging.kinds import above, states_of
from bot.policy.merging.veto import kilometres_apart

Classes = tuple[tuple[str, re.Pattern[str]], ...]
APART = -3.5  # log-odds of one event where the details differ
_READ = 250  # how far into a summary details are read: further on it tells of other things
_SUMS_DIFFER = 1.5  # how many times as much is another sum and not a better estimate
_SUMS_DIFFER_ABROAD = 2.5  # where the one is in won and the other in dollars
_SUMS_AGREE = 1.15
_LEAST_SUM = 10_000  # dollars
_FAR_KM, _OTHER_KM = 200.0, 60.0  # guns stand in another place; where the number of shells differs too
_ANY = frozenset({"han_mi_joint"})  # "the joint drills" may be any
# two names of what is held at once
_HELD_WITH = {"foal_eagle": "key_resolve", "warrior_shield": "freedom_shield"}
_HOSTS = frozenset({"ROK", "JPN"})  # into whose air others fly, and whose fighters go up


def _classes(**patterns: str) -> Classes:
    return tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in patterns.items())


_SUBMARINES = (
    "Michigan|Kentucky|Annapolis|Vermont|Ohio|Greeneville|Alexandria|Springfield|Pasadena|Texas|Columbia"
)
_ARMS = _classes(
    air=r"\bair (?:drills?|exercises?|forces?|combat|power|raids?)|\b(?:bombers?|warplanes?|fighters?|(?:fighter |stealth )?jets|aircraft(?! carrier)|"
    r"planes?|helicopters?|B-?(?:1B?|2|52)|F-?(?:15|16|18|22|35)\w?)\b|폭격기|전투기|전폭기|공중\s?훈련|공군|B-?1B|B-?52",
    ships=rf"\bUSS (?!(?:{_SUBMARINES})\b)\w+|\b(?:carriers?|warships?|destroyers?|frigates?|cruisers?|naval|navy|navies|fleet|torpedo(?:es)?|strike group|at sea|maritime)\b|"
    r"항공모함|항모|구축함|해상\s?훈련|해군",
    submarine=rf"(?<!anti-)(?<!anti )\bsubmarines?\b|\bUSS (?:{_SUBMARINES})\b|(?<!대)잠수함",
    landing=r"\b(?:marines?|amphibious|beach|landing (?:drills?|exercises?|operations?))\b|해병|상륙",
    ground=r"\b(?:tanks?|howitzers?|artillery|river[- ]crossing|engineers?|armou?red|infantry|army)\b|\bbridges? (?:the|over|across)\b|전차|자주포|포병|도하",
    jump=r"\b(?:paratroop\w*|airborne|special (?:operations|forces))\b|공수|특수전",
)  # fmt: skip
_VICTIMS = _classes(
    coins=r"\b(?:exchanges?|trading platforms?|bridge|defi|crypto (?:firm|company|platform)|coin (?:firm|platform))\b|거래소",
    bank=r"\b(?:banks?|lenders?|atms?|swift)\b|은행",
    games=r"\b(?:gam(?:es?|ing) (?:company|firm|studio|maker|platform)|studio|blockchain game)\b|게임",
    health=r"\b(?:hospitals?|clinics?|health|vaccines?|drug ?makers?)\b|병원|백신|제약",
    courts=r"\b(?:courts?|judicial)\b|법원",
    arms=r"\b(?:shipyards?|shipbuild\w*|defen[cs]e (?:firms?|compan\w+|contractors?|industry)|arms makers?|aerospace|missile makers?)\b|방산|조선소",
    scholars=r"\b(?:scholars?|experts?|academics?|professors?|think[- ]tanks?|researchers?|universit\w+)\b|대학|학자|전문가|연구원",
    press=r"\b(?:broadcasters?|newspapers?|tv stations?)\b|방송사|신문사",
    state=r"\b(?:minist(?:ry|ries)|embass\w+|parliament|lawmakers?|aides?|military network)\b|외교부|국방부|대사관|국회",
    power=r"\b(?:nuclear (?:plants?|reactors?|power)|power plants?|hydro)\b|원전|한수원",
    startup=r"\bstart-?ups?\b|스타트업",
)  # fmt: skip
_HAPPENED = _classes(
    crossing=r"\b(?:cross(?:es|ed|ing)?|stray(?:s|ed)?|intru\w+|violat\w+|enter(?:s|ed)?)\b|침범|넘어|월선",
    mine=r"\b(?:land)?mines?\b|지뢰",
    shots=r"\b(?:machine[- ]gun\w*|gunfire|bullets?|shots? (?:from|by|hit|fired at)|exchange(?:s|d)? (?:of )?(?:fire|shots)|fires? (?:at|on))\b|총격|총탄|교전",
    built=r"\b(?:walls?|fences?|loudspeakers?|roads?(?! mine)|railway|barbed)\b|장벽|방벽|철책",
)  # fmt: skip
_SHOT = _classes(
    shells=r"\b(?:artillery|shells?|shelling|howitzers?|rounds)\b|포격|포\s?사격|포탄|해안포",
    ballistic=r"\b(?:ballistic|icbms?|irbms?|srbms?|intercontinental|intermediate-range|(?:short|long|medium)-range missiles?)\b|탄도",
    cruise=r"\b(?:cruise|anti-ship|surface-to-ship|ground-to-ship)\b|순항|지대함",
    # what flies up is a "ballistic missile" to the first who see it, an intercontinental one never
    defence=r"\b(?:anti-air(?:craft)?|surface-to-air|air[- ]defen[cs]e missiles?|(?<!intercontinental )ballistic|short-range missiles?)\b|지대공|대공|요격|(?<!대륙간)탄도",
    below=r"\b(?:underwater|torpedo(?:es)?|haeil)\b|수중|어뢰|해일",
)  # fmt: skip
_CRAFT = _classes(
    drone=r"\b(?:drones?|uavs?|unmanned)\b|무인기|드론",
    spy=r"\b(?:spy|reconnaissance|surveillance) (?:plane|aircraft|jet)s?\b|정찰기",
    bomber=r"\bbombers?\b|폭격기",
)  # fmt: skip
_WHERE = _classes(
    land=r"\b(?:soldiers?|troops|dmz|demarcation|mdl|guard posts?|land border|jsa|panmunjom|(?:land)?mines?)\b|군사분계선|비무장지대|지뢰|초소|판문점",
    sea=r"\b(?:boats?|ships?|vessels?|nll|sea (?:border|boundary)|northern limit|maritime)\b|북방한계선|해상|경비정|어선|선박",
)  # fmt: skip
_FLOATED = _classes(
    southern=r"\b(?:activists?|defectors?|civic groups?|leaflets? (?:in|to|towards?|across)\b.{0,12}\bnorth)\b|대북\s?전단|탈북민",
    northern=r"\b(?:trash|garbage|rubbish|waste|dung|manure|excrement|filth)\b|오물|쓰레기",
)
_SORTS: Mapping[str, tuple[tuple[str, Classes], ...]] = {
    "allied_exercise": (("another arm", _ARMS),),
    "dprk_exercise": (("another arm", _ARMS),),
    "cyber_operation": (("another victim", _VICTIMS),),
    "border_incident": (("another incident", _HAPPENED), ("another border", _WHERE)),
    "missile_test": (("another weapon", _SHOT),),
    "artillery_fire": (("another weapon", _SHOT),),
    "air_activity": (("another craft", _CRAFT),),
    "propaganda_campaign": (("others send them", _FLOATED),),
}
_SUM = re.compile(
    r"(?P<sign>[$€£₩])\s?(?P<n>\d[\d,]*(?:\.\d+)?)\s?-?(?P<of>thousand|million|billion|trillion|mn|bn|[mbk]\b)?|"
    r"(?P<n2>\d[\d,]*(?:\.\d+)?)\s?-?(?P<of2>thousand|million|billion|trillion|mn|bn)?[\s-](?P<unit>(?:us |u\.s\. )?dollars?|usd|euros?|won|yen)\b|"
    r"(?P<n3>\d[\d,]*(?:\.\d+)?)\s?(?P<of3>천만|백만|만|억|조)\s?(?P<unit3>달러|원|엔|유로)",
    re.IGNORECASE,
)
_TIMES = {
    "": 1.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9,
    "trillion": 1e12, "만": 1e4, "백만": 1e6, "천만": 1e7, "억": 1e8, "조": 1e12,
}  # fmt: skip
# What one is worth in dollars, roughly: years lie within a fifth of it.
_WORTH = {
    "$": 1.0, "dollar": 1.0, "usd": 1.0, "달러": 1.0, "€": 1.1, "euro": 1.1, "유로": 1.1, "£": 1.3,
    "₩": 1 / 1300, "won": 1 / 1300, "원": 1 / 1300, "yen": 1 / 140, "엔": 1 / 140,
}  # fmt: skip


def details_apart(incoming: Incoming, candidate: Candidate, gazetteer: Gazetteer) -> str | None:
    """Return in words what a telling names otherwise than all tellings of an event; None without that.

    Args:
        incoming: the telling.
        candidate: the event and its tellings.
        gazetteer: which state an actor is of.
    """
    mine = (_read(incoming.title, incoming.summary),)
    theirs = tuple(_read(t.title, t.summary) for t in candidate.tellings)
    if incoming.type == "cyber_operation":
        sums = _sums_agree(_all_sums(mine), _all_sums(theirs))
    else:  # what a story is worth is in its headline; further on, each outlet has figures of its own
        headlines = (t.title for t in candidate.tellings)
        sums = _sums_agree(sums_of(incoming.title), _all_sums(headlines))
    if sums is False:
        return "another sum"
    sorts = _SORTS.get(incoming.type, ())
    if sorts == _SORTS.get(candidate.event.type, ()) and not sums:
        for sort, classes in sorts:
            if _disjoint(_all_named(mine, classes), _all_named(theirs, classes)):
                return sort
    if incoming.type != candidate.event.type:
        return None
    return _names_apart(incoming, candidate.event, gazetteer)


def _names_apart(incoming: Incoming, event: Event, gazetteer: Gazetteer) -> str | None:
    """Return what is named otherwise of what the gazetteer knows: fliers, exercises, where guns were fired."""
    if incoming.type == "air_activity":
        fliers = [states_of(actors, gazetteer) - _HOSTS for actors in (incoming.actors, event.actors)]
        return "others fly" if _disjoint(*fliers) else None
    if incoming.type == "allied_exercise":
        held = [_with_above(ids, gazetteer) for ids in (incoming.exercises, event.exercises)]
        return "another exercise" if _disjoint(*held) else None
    if incoming.type == "artillery_fire":
        counted = None not in (incoming.count, event.count) and incoming.count != event.count
        far = kilometres_apart(incoming.places, event.places, gazetteer)
        return "another site" if far > (_OTHER_KM if counted else _FAR_KM) else None
    return None


def _with_above(ids: Iterable[str], gazetteer: Gazetteer) -> frozenset[str]:
    named_ones = (_HELD_WITH.get(id_, id_) for id_ in ids if id_ not in _ANY)
    return frozenset(each for id_ in named_ones for each in (id_, *above(id_, gazetteer.exercises)))


def _all_named(texts: Iterable[str], classes: Classes) -> frozenset[str]:
    return frozenset().union(*(named(text, classes) for text in texts))


def _all_sums(texts: Iterable[str]) -> frozenset[tuple[float, float]]:
    return frozenset().union(*(sums_of(text) for text in texts))


@lru_cache(maxsize=20_000)  # an event's tellings are read again with each new one
def named(text: str, classes: Classes) -> frozenset[str]:
    """Return the classes that a text names."""
    return frozenset(name for name, pattern in classes if pattern.search(text))


@lru_cache(maxsize=20_000)
def sums_of(text: str) -> frozenset[tuple[float, float]]:
    """Return the sums of money that a text names, in dollars, each with what one of its currency is worth.

    Args:
        text: with sums like "$40 million", "3 billion won" or "4천만 달러".
    """
    found: set[tuple[float, float]] = set()
    for hit in _SUM.finditer(text):
        number = float((hit["n"] or hit["n2"] or hit["n3"]).replace(",", ""))
        times = _TIMES[(hit["of"] or hit["of2"] or hit["of3"] or "").lower()]
        unit = (hit["sign"] or hit["unit"] or hit["unit3"]).lower().removeprefix("us ").removeprefix("u.s. ")
        worth = _WORTH[unit.removesuffix("s")]
        if number * times * worth >= _LEAST_SUM:
            found.add((number * times * worth, worth))
    return frozenset(found)


def _sums_agree(mine: frozenset[tuple[float, float]], theirs: frozenset[tuple[float, float]]) -> bool | None:
    """Tell whether two tellings name one sum (True) or sums too far apart for it (False); None: nobody can tell."""
    ratios = [(max(a, b) / min(a, b), money == other) for a, money in mine for b, other in theirs]
    if any(ratio <= _SUMS_AGREE for ratio, _ in ratios):
        return True
    apart = [ratio > (_SUMS_DIFFER if one_money else _SUMS_DIFFER_ABROAD) for ratio, one_money in ratios]
    return False if apart and all(apart) else None


def _disjoint(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and one.isdisjoint(other)


def _read(title: str, summary: str) -> str:
    return f"{title} ; {summary[:_READ]}"
