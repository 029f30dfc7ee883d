"""Reads the CSIS Beyond Parallel database (a row an event, Korean dates) into drafts of events.

The kind of event comes from the type column; of the description only facts are taken:
counts, sites, distances, heights, clock times, links.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from seeds.history.draft import KOREA, Draft, Names, Source, unique
from seeds.history.readings import Readings, apply, joined

DATABASE = Source("CSIS Beyond Parallel")

# Event column -> type, subtype, status. The first that fits holds; typos of the file included.
KINDS: tuple[tuple[str, str, str | None, str], ...] = (
    (r"GPS", "gps_jamming", "maritime", "occurred"),
    (r"Balloon", "propaganda_campaign", "balloons", "occurred"),
    (r"Loudspeaker", "propaganda_campaign", "loudspeaker", "occurred"),
    (r"Nuclear Test", "nuclear_test", "confirmed", "occurred"),
    (r"Satellite Launch", "satellite_launch", "attempt", "occurred"),
    (r"Rocket Engine", "weapons_development", "engine_test", "occurred"),
    (r"Underwater nuclear|Nuclear-powered sub", "weapons_development", "naval", "occurred"),
    (r"Launcher Deployment", "weapons_development", "unveil", "occurred"),
    (r"Uranium|Reactor", "nuclear_program", "facility", "occurred"),
    (r"Detonation Device", "nuclear_program", "readiness", "occurred"),
    (r"Withdrawal from NPT", "nuclear_program", "doctrine", "announced"),
    (r"Airplane Exercise", "dprk_exercise", "air", "occurred"),
    (r"Military Exercise", "dprk_exercise", "ground", "occurred"),
    (r"Drones", "air_activity", "drone", "occurred"),
    (r"Aircraft Interception|Incursion \(Air\)", "air_activity", "intercept", "occurred"),
    (r"La\w+ch Rocket System|Controlled Rocket", "artillery_fire", "mlrs", "occurred"),
    (r"Artillery Fire|Shelling", "artillery_fire", "sea_buffer", "occurred"),
    (r"^Explosion$|Liaison Office", "inter_korean", "infrastructure", "occurred"),
    (r"Maritime Boundary", "inter_korean", "policy", "announced"),
    (r"No-Sail", "statement_threat", "policy", "announced"),
    (r"^Hijacking", "people_movement", "abduction", "occurred"),
    (r"Anti-aircraft|Surface-to-Air", "missile_test", "other", "occurred"),
    (r"cruise", "missile_test", "cruise", "occurred"),
    (r"Submarine Launched", "missile_test", "slbm", "occurred"),
    (r"Intercontinental|Inter-Continental", "missile_test", "icbm", "occurred"),
    (r"Medium-range|Intermediate-range|Joint Missile", "missile_test", "irbm", "occurred"),
    (r"Short-range", "missile_test", "srbm", "occurred"),
    (r"Missile|MIRV|Reentry|Rentry|Weapons Test", "missile_test", None, "occurred"),
    (r"Axe Murder|Henderson|Provocation \(Ground\)", "border_incident", "jsa", "occurred"),
    (r"NLL|Naval Campaign|\(Maritime\)|Collision|Patrol Boat", "border_incident", "nll", "occurred"),
    (r"Cheonan|Mine|Tunnel|Ambush|Barracks|Plane|Bomb", "border_incident", "attack", "occurred"),
    (r"Infiltration|Spy|Agents|Manhunt|Blue House", "border_incident", "infiltration", "occurred"),
    (r"En\w*roachment|DMZ|\(Ground\)|Helicopter", "border_incident", "mdl", "occurred"),
    (r".", "border_incident", "attack", "occurred"),
)
BOTH = frozenset(
    {"border_incident", "air_activity", "inter_korean", "propaganda_campaign", "people_movement"}
)
LAUNCHES = frozenset({"missile_test", "satellite_launch"})

# Words of a description that say more than the column's "Short-range Missile Launch".
CLASSES = (
    (r"hypersonic", "hypersonic"),
    (r"surface-to-ship|cruise missile", "cruise"),
    (r"surface-to-air|anti-aircraft", "other"),
)
WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
NUMBERS = {word: number for number, word in enumerate(WORDS, 1)} | {"a": 1, "an": 1}
COUNT = re.compile(
    rf"(?:fir|launch|float|sent|send|conduct|test)\w*(?:[\s-]+[\w“\"‑-]+){{0,5}}?\s+[“\"]?"
    rf"(?P<n>\d{{1,3}}|{'|'.join(NUMBERS)})\b(?P<between>(?:\s+[^\s.,;]+){{0,6}}?)\s+"
    r"(?P<what>missile|projectile|rocket|balloon|[SMI]RBM|ICBM|SLBM)(?P<many>s?)\b",
    re.IGNORECASE,
)
FLOWN = re.compile(
    r"(?:flew|fly|flying|travel|distance|range)\D{0,60}?(\d[\d,]*(?:\.\d+)?)\s*(?:km|kilomet)", re.IGNORECASE
)
HEIGHT = re.compile(
    r"(?:altitude|apogee|height)\D{0,40}?(\d[\d,]*(?:\.\d+)?)\s*(?:km|kilomet)", re.IGNORECASE
)
CLOCK = re.compile(r"\b(\d{1,2})(?:[:.](\d\d))?\s*([ap])\.?m\b", re.IGNORECASE)
FAILED = re.compile(r"\bfail(?:ed|ure|s)\b|exploded|blew up|broke apart|malfunction", re.IGNORECASE)
SEAS = re.compile(
    r"(?P<east>East Sea|Sea of Japan|sea betwee[nm] (?:Korea an\w+ Japan|Japan and Korea)|eastern waters)"
    r"|(?P<west>Yellow Sea|West Sea|sea between Korea and China|western waters|west coast)",
    re.IGNORECASE,
)
WAVE = re.compile(r"\b(\d+)(?:st|nd|rd|th) (?:of its kind|launch|occas+ion|instance)", re.IGNORECASE)
SHORT = re.compile(r"(https?://goo\.gl/\w{6})\w+")  # the next word, glued on
GLUED = re.compile(r"Video:(?=https?://)|(?<=\w)(?=https?://)")
MONTH_ONLY = re.compile(r"exact da\w+ of the launch is unknown", re.IGNORECASE)


def read_csis(path: Path, names: Names, readings: Readings) -> list[Draft]:
    """Return the events of the file, newest first as it stands; rows of one event are joined."""
    seen: Counter[str] = Counter()
    events: dict[str, Draft] = {}
    follows: list[tuple[str, str]] = []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    totals = Counter(row["date"] for row in rows)
    for row in rows:
        seen[row["date"]] += 1
        key = row["date"] if totals[row["date"]] == 1 else f"{row['date']}#{seen[row['date']]}"
        reading = readings.of_csis(row["date"], seen[row["date"]])
        events[key] = apply(_draft(row, names), reading, names)
        if "joins" in reading:
            follows.append((key, reading["joins"]))
        for number, extra in enumerate(readings.extras_of(f"csis:{key}"), 2):
            events[f"{key}+{number}"] = apply(_bare(events[key]), extra, names)
    for key, main in follows:
        events[main] = joined(events[main], events.pop(key))
    return list(events.values())


def _bare(draft: Draft) -> Draft:
    """Return a draft with a row's date and sources and nothing else of it."""
    return Draft(draft.date, draft.precision, draft.type, draft.subtype, draft.rows, draft.sources)


def _draft(row: dict[str, str], names: Names) -> Draft:
    text = row["description"].replace("‑", "-")
    type_, subtype, status = _kind(row["event"], text)
    weapons = _found(text, "weapon", "csis_weapons", names) if type_ in LAUNCHES else ()
    draft = Draft(
        date=row["date"][:7] if MONTH_ONLY.search(text) else row["date"],
        precision="month" if MONTH_ONLY.search(text) else "day",
        type=type_,
        subtype=subtype,
        status=status,
        rows=(f"CSIS {row['date']} {row['event']}",),
        sources=(DATABASE, *_links(row["resources"], names)),
        actors=("DPRK", "ROK") if type_ in BOTH else ("DPRK",),
        weapons=weapons,
        count=_count(text) if type_ in LAUNCHES or subtype == "balloons" else None,
    )
    if type_ in LAUNCHES:
        return _flight(draft, row, text, names)
    if subtype == "balloons" and (wave := WAVE.search(text)):
        return replace(draft, noun=f"wave {wave[1]}")
    return draft


def _flight(draft: Draft, row: dict[str, str], text: str, names: Names) -> Draft:
    sea = SEAS.search(text)
    word = None if sea is None else "East Sea" if sea["east"] else "Yellow Sea"
    event = row["event"].lower()
    noun = "anti-ship missile" if "anti-ship" in event else None
    noun = "strategic cruise missile" if "strategic cruise" in event else noun
    noun = "long-range cruise missile" if "long-range cruise" in event else noun
    noun = "medium-range ballistic missile" if "medium-range" in event else noun
    return replace(
        draft,
        noun=noun if draft.subtype in ("cruise", "irbm") else None,
        places=_site(text, names),
        sea=next(iter(names.first("place", [word])), None) if word else None,
        time=_clock(row["date"], text) if draft.precision == "day" else None,
        distance=_measure(FLOWN, text),
        apogee=_measure(HEIGHT, text),
        outcome="failure" if FAILED.search(text) else None,
    )


def _kind(event: str, text: str) -> tuple[str, str | None, str]:
    type_, subtype, status = next(
        (type_, subtype, status)
        for pattern, type_, subtype, status in KINDS
        if re.search(pattern, event, re.IGNORECASE if "cruise" in pattern else 0)
    )
    if event.startswith("Ballistic Missile") and re.search(r"short-range|SRBM|close-range", text):
        return type_, "srbm", status
    if type_ == "missile_test" and event.startswith("Short-range Missile"):
        for pattern, refined in CLASSES:
            if re.search(pattern, text, re.IGNORECASE):
                return type_, refined, status
    if type_ == "artillery_fire" and re.search(r"rocket", text, re.IGNORECASE):
        subtype = "mlrs"
    return type_, subtype, status


def _found(text: str, kind: str, table: str, names: Names) -> tuple[str, ...]:
    hits = [(m.start(), words) for p, words in names.table[table].items() if (m := re.search(p, text))]
    return unique(id_ for _, words in sorted(hits) for id_ in names.first(kind, words))


def _site(text: str, names: Names) -> tuple[str, ...]:
    """Return the first site that stands in the text; of "Pyongyang, at Sunan" the finer."""
    sites = _found(text, "place", "csis_sites", names)
    return names.finer(sites[:1], sites)[:1]


def _count(text: str) -> int | None:
    for hit in COUNT.finditer(text):
        word = hit["n"].lower()
        if re.search(r"km|mm|kilomet|mile|ton", hit["between"]) or (
            word in ("a", "an", "one") and hit["many"]
        ):
            continue
        return int(word) if word.isdigit() else NUMBERS[word]
    return None


def _measure(pattern: re.Pattern[str], text: str) -> float | None:
    hit = pattern.search(text)
    return float(hit[1].replace(",", "")) if hit else None


def _clock(day: str, text: str) -> datetime | None:
    hit = CLOCK.search(text)
    if hit is None:
        return None
    hour = int(hit[1]) % 12 + (12 if hit[3].lower() == "p" else 0)
    local = datetime.fromisoformat(day).replace(hour=hour, minute=int(hit[2] or 0), tzinfo=UTC)
    return local - KOREA


def _links(text: str, names: Names) -> tuple[Source, ...]:
    """Return the links of a row, or the books it names."""
    apart = GLUED.sub(" ", SHORT.sub(r"\1 ", text)).replace("\u2240", "&wr")  # "&wr_id=", read as an entity
    links = unique(re.findall(r"https?://[^\s;\"<>]+", apart))
    if links:
        hosts = [(url, urlsplit(url).netloc) for url in links]
        return tuple(
            Source(names.table["outlets"].get(host, host.removeprefix("www.")), url) for url, host in hosts
        )
    books = [part.strip(" .") for part in text.split(";") if part.strip(" .")]
    return tuple(Source(book) for book in books if not book.startswith("www."))
