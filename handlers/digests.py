"""The daily digest: when it comes, whether it comes, and a look at the next one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import available_timezones

from slack_bolt import App

from bot.model.errors import InputError, QueryError
from bot.model.message import DigestSetting
from bot.pipeline import digest as pipeline
from bot.query.near import nearest
from bot.services import Services
from bot.store import digest_settings
from bot.text import squash
from bot.views import asking
from bot.views import blocks as b
from bot.views.digest_form import digest_form, digest_line, digest_message, saved_view
from bot.views.digests import digest_messages
from bot.views.help import hint_message
from handlers.homepage import publish
from handlers.listening import FormError, filled, on_action, on_form
from handlers.registry import subcommand
from handlers.targets import here, require_member, split_target
from handlers.turn import Turn

_DAYS = {name: n for n, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)}
_KNOWN = ("now", "preview", "on", "off", "daily", "weekdays", "weekends")  # words that stand alone
_NAMED = {"daily": (1, 7), "everyday": (1, 7), "weekdays": (1, 5), "weekends": (6, 7)}
_HOUR = re.compile(r"(\d{1,2})(?::?(\d{2}))?(am|pm)?", re.IGNORECASE)
_SEVERITY = re.compile(r"severity:?(?:>=?|=)?([1-5])", re.IGNORECASE)
_SEVERITY_OPEN = re.compile(r"severity:?(?:>=?|=)?")  # the number is in the next word
USAGE = "digest [now|preview|on|off|at 08:00|tz Asia/Seoul|mon-fri|severity:>=3|about QUERY] [in #channel]"


@subcommand(
    "digest",
    help="The daily digest: see when it comes, change it, or look at it now.",
    usage=USAGE,
    examples=(
        "digest on",
        "digest at 07:30 mon-fri in #desk",
        "digest severity:>=3 about icbm OR nuclear test",
        "digest about everything",
        "digest preview",
    ),
    also=("daily", "summary", "morning", "preview"),
)
def digest(turn: Turn, rest: str) -> None:
    """Show, change, preview or send a digest."""
    words, target = split_target(turn, rest)
    where = target or here(turn)
    match words.lower():
        case "":
            _show(turn, where)
        case "preview":
            for payload in _made(turn, where):
                turn.answer(payload)
        case "now":
            require_member(turn, where)
            _send(turn, where)
        case "on" | "off":
            require_member(turn, where)
            switch(turn, where, on=words.lower() == "on")
            _show(turn, where)
        case _:
            require_member(turn, where)
            _change(turn, where, words)


def switch(turn: Turn, target: str, *, on: bool) -> None:
    """Turn the digest of a channel or person on or off."""
    fresh = _fresh(turn, target)
    with turn.services.store.write() as db:
        known = digest_settings.get(db, turn.workspace, target) or fresh
        digest_settings.put(db, replace(known, enabled=on), turn.now)


def read_words(words: str, setting: DigestSetting) -> DigestSetting:
    """Return a setting with what was asked for: "at 07:30 tz Europe/Berlin mon-fri about icbm".

    What follows "about" is a query, to the end.

    Raises:
        InputError: a word is not understood.
    """
    left = squash(words).split(" ")
    left = left[1:] if left[0].lower() == "on" else left
    while left:
        word = left.pop(0)
        plain = word.lower()
        while left and _SEVERITY_OPEN.fullmatch(plain):
            plain += left.pop(0)
        if plain in ("at", "hour"):
            setting = replace(setting, hour=_hour(_next(left, "at", "08:00")))
        elif plain in ("tz", "zone", "timezone"):
            setting = replace(setting, zone=_zone(_next(left, "tz", "Asia/Seoul")))
        elif plain == "about":
            query = _next([" ".join(left)] if left else [], "about", "icbm OR nuclear test")
            setting = replace(setting, query="" if query.lower() == "everything" else query)
            left = []
        elif plain.startswith("severity") and not _SEVERITY.fullmatch(plain):
            raise InputError("Severity goes from 1 to 5.", hint="Like this: /kp-events digest severity:>=3")
        elif grave := _SEVERITY.fullmatch(plain):
            setting = replace(setting, min_severity=int(grave[1]))
        elif days := _days(plain):
            setting = replace(setting, days=days)
        else:
            near = nearest(plain, _KNOWN, most=1)
            raise InputError(
                f"“{word}” is not known for a digest.",
                hint=f"Did you mean “{near[0]}”?"
                if near
                else "Like this: /kp-events digest at 07:30 mon-fri",
                offers=[f"digest {near[0]}"] if near else ["help digest"],
            )
    return replace(setting, enabled=True)


def _change(turn: Turn, target: str, words: str) -> None:
    fresh = _fresh(turn, target)
    with turn.services.store.read() as db:
        known = digest_settings.get(db, turn.workspace, target) or fresh
    keep(turn, read_words(words, known))
    _show(turn, target)


def keep(turn: Turn, setting: DigestSetting) -> None:
    """Keep a digest's setting.

    Raises:
        QueryError: what it is about cannot be read.
    """
    asking.read(turn.services, setting.query, zone=turn.zone)
    with turn.services.store.write() as db:
        digest_settings.put(db, setting, turn.now)


def _fresh(turn: Turn, target: str) -> DigestSetting:
    """Return a first setting; Slack may be asked for the zone, so never within a transaction."""
    settings = turn.services.settings
    return DigestSetting(turn.workspace, target, hour=settings.digest_at, zone=turn.zone)


def _show(turn: Turn, target: str) -> None:
    with turn.services.store.read() as db:
        setting = digest_settings.get(db, turn.workspace, target)
    trouble = asking.trouble(turn.services, setting.query) if setting is not None else ""
    turn.answer(digest_message(setting, target, turn.user, trouble=trouble))


def edit(turn: Turn) -> None:
    """Open the form of a digest: that of the target in the button, or of a channel that is chosen in it."""
    target = turn.value
    fresh = _fresh(turn, target)
    with turn.services.store.read() as db:
        known = digest_settings.get(db, turn.workspace, target) if target else None
    turn.open(digest_form(known or fresh, turn.user, choose=not target))


def fill_in(turn: Turn) -> b.Payload:
    """Keep what was filled in."""
    values = filled(turn)
    target = json.loads(turn.body["view"]["private_metadata"])["target"] or values.get("channel", "")
    if not target:
        raise FormError("channel", "Choose a channel.")
    require_member(turn, target)
    fresh = _fresh(turn, target)
    with turn.services.store.read() as db:
        known = digest_settings.get(db, turn.workspace, target) or fresh
    setting = replace(
        known,
        hour=values["hour"],
        zone=values["zone"],
        days=tuple(int(day) for day in values["days"].split(",")),
        min_severity=int(values["min_severity"]),
        query=squash(values["query"]),
        enabled=True,
    )
    try:
        keep(turn, setting)
    except QueryError as error:
        raise FormError("query", str(error)) from error
    publish(turn)  # the page it may have been opened from
    return saved_view(digest_line(setting, target, turn.user))


def turn_to(turn: Turn) -> None:
    """Turn a digest on or off by its button."""
    how, _, target = turn.value.partition(" ")
    require_member(turn, target)
    switch(turn, target, on=how == "on")
    _show(turn, target)


def preview(turn: Turn) -> None:
    """Show what the next digest of a channel or person would say."""
    for payload in _made(turn, turn.value):
        turn.answer(payload)


def register(app: App, services: Services) -> None:
    """Listen for the buttons and the form of a digest."""
    on_action(app, services, "digest_edit", edit)
    on_action(app, services, "digest_turn", turn_to)
    on_action(app, services, "digest_preview", preview)
    on_form(app, services, "digest_form", fill_in)


def _made(turn: Turn, target: str) -> Iterator[b.Payload]:
    model = pipeline.preview_digest(turn.services, target, turn.now, workspace=turn.workspace)
    most = 1 if turn.body.get("view") else 4  # one window; an answer address takes five messages
    yield from digest_messages(model, turn.names)[:most]


def _send(turn: Turn, target: str) -> None:
    setting = pipeline.send_digest(turn.services, _fresh(turn, target), turn.now)
    if setting.enabled:
        said = hint_message(
            "The digest is on its way. The next one comes at its hour, and tells what is new after this one."
        )
    else:
        elsewhere = " in me" if target == turn.user else f" in <#{target}>"
        daily = "" if target == here(turn) else elsewhere
        said = hint_message(
            "The digest is on its way. There is no daily one here: /kp-events digest on",
            [f"digest on{daily}"],
        )
    turn.answer(said)


def _next(left: list[str], word: str, example: str) -> str:
    if not left:
        raise InputError(f"“{word}” needs a value.", hint=f"Like this: /kp-events digest {word} {example}")
    return left.pop(0)


def _hour(text: str) -> str:
    found = _HOUR.fullmatch(text)
    if found is not None:
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        if hour < 24 and minute < 60:
            return f"{hour:02}:{minute:02}"
    raise InputError(f"“{text}” is no hour.", hint="Like this: /kp-events digest at 07:30")


def _zone(text: str) -> str:
    zones = {zone.lower(): zone for zone in available_timezones()}
    cities = {zone.rpartition("/")[2].lower(): zone for zone in sorted(zones.values(), reverse=True)}
    wanted = text.strip().lower().replace(" ", "_")
    found = zones.get(wanted) or cities.get(wanted)
    if found is None:
        near = nearest(wanted, [*zones, *cities], most=1, cutoff=0.8)
        if not near:
            raise InputError(f"No time zone {text}.", hint="Asia/Seoul and Europe/Berlin are such names.")
        meant = zones.get(near[0]) or cities[near[0]]
        raise InputError(f"No time zone {text}.", hint=f"Like this: /kp-events digest tz {meant}")
    return found


def _days(text: str) -> tuple[int, ...]:
    """Return the ISO weekdays of "mon-fri", "mon,wed", "weekdays" or "daily"; empty when it says none."""
    if text in _NAMED:
        first, last = _NAMED[text]
        return tuple(range(first, last + 1))
    days: set[int] = set()
    for part in filter(None, text.split(",")):
        ends = [_DAYS.get(end[:3]) for end in re.split("[-–]", part)]
        if len(ends) > 2 or None in ends:
            return ()
        first, last = ends[0] or 0, ends[-1] or 0
        days |= set(range(first, last + 1)) if first <= last else {*range(first, 8), *range(1, last + 1)}
    return tuple(sorted(days))
