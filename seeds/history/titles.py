"""What an event is called, from its facts: templates in this project's own words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.gazetteer import Name
from seeds.history.draft import Draft, Names, unique

NUMERALS = [
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
]
CLASSES = {
    "srbm": "short-range ballistic missile",
    "irbm": "intermediate-range ballistic missile",
    "icbm": "ICBM",
    "cruise": "cruise missile",
    "slbm": "submarine-launched ballistic missile",
    "hypersonic": "hypersonic missile",
    "other": "missile",
    None: "ballistic missile",
}
LONGEST = 110


def title_of(draft: Draft, names: Names) -> str:
    """Return the title of an event, at most 110 characters."""
    if draft.title:
        return draft.title
    if draft.type == "missile_test":
        return _missile(draft, names)
    if draft.type == "satellite_launch":
        return _satellite(draft, names)
    if draft.subtype == "balloons":
        return _balloons(draft)
    raise ValueError(f"No template for {draft.type} of {draft.date}; it needs a title in readings.toml.")


def _missile(draft: Draft, names: Names) -> str:
    what = _what(draft, names)
    where = _from(draft, names)
    if draft.overflies:
        return f"{what}{where} over Japan into the Pacific"
    if draft.outcome == "failure":
        return f"{what} {'fails' if draft.count == 1 else 'fail'} after launch{where}"
    return _fit(f"{what}{where}", _into(draft, names) or ("" if where else " test-fired"))


def _what(draft: Draft, names: Names) -> str:
    noun = (draft.noun or CLASSES[draft.subtype]).removesuffix("s")
    if not draft.noun and draft.weapons and set(draft.weapons) <= set(names.table["medium"]["weapons"]):
        noun = "medium-range ballistic missile"
    known = unique(filter(None, (_say(id_, names.gazetteer.weapons, names) for id_ in draft.weapons)))
    words = [" and ".join(known)] if known and len(known) < 3 and not _said(known, noun) else []
    many = draft.count != 1
    words.append(f"{noun}s" if many else noun)
    if draft.count and many:
        words.insert(0, NUMERALS[draft.count] if draft.count < len(NUMERALS) else str(draft.count))
    text = " ".join(words)
    return text[0].upper() + text[1:]


def _say(id_: str, things: Mapping[str, Name], names: Names) -> str:
    """Return what a title calls a thing of the gazetteer."""
    return str(names.table["said"].get(id_, things[id_].name))


def _said(known: tuple[str, ...], noun: str) -> bool:
    """Say whether the noun already names the weapon ("Styx anti-ship missile")."""
    return any(word.casefold() in noun.casefold() for name in known for word in name.split())


def _from(draft: Draft, names: Names) -> str:
    places = names.gazetteer.places
    sites = unique(_say(place, places, names) for place in draft.places if places[place].group != "sea")
    if not sites:
        return ""
    if len(sites) > 2:
        return " from several sites"
    return " from " + " and ".join(sites)


def _into(draft: Draft, names: Names) -> str:
    if not draft.sea:
        return ""
    sea = names.gazetteer.places[draft.sea].name.split(" (")[0].split(" / ")[0]
    return f" into the {sea}"


def _fit(text: str, rest: str) -> str:
    return text + rest if len(text + rest) <= LONGEST else text


def _satellite(draft: Draft, names: Names) -> str:
    known = [_say(id_, names.gazetteer.weapons, names) for id_ in draft.weapons[:1]]
    rocket = f"{known[0]} satellite rocket" if known else "Satellite rocket"
    end = {"failure": " fails", "success": " reaches orbit"}.get(draft.outcome or "", "")
    return f"{rocket}{_from(draft, names)}{end}"


def _balloons(draft: Draft) -> str:
    wave = f" ({draft.noun})" if draft.noun else ""
    if not draft.count:
        return f"Trash balloons sent over the border{wave}"
    return f"About {draft.count} trash balloons sent over the border{wave}"
