"""A digest's setting: said in a line, and changed in a form."""

from __future__ import annotations

import json

from bot.model.message import DigestSetting, is_channel
from bot.text import quoted
from bot.views import blocks as b
from bot.views.mrkdwn import Mrkdwn, fmt, plain
from bot.views.status import place
from bot.views.words import SEVERITIES, grave_words

DAYS = {1: "Mon", 2: "Tue", 3: "Wed", 4: "Thu", 5: "Fri", 6: "Sat", 7: "Sun"}
EVERY_DAY = tuple(DAYS)
WEEKDAYS = (1, 2, 3, 4, 5)
ZONES = (
    "Asia/Seoul", "Asia/Tokyo", "Asia/Shanghai", "Asia/Singapore", "Asia/Kolkata", "Asia/Dubai", "Europe/Moscow",
    "Europe/Kyiv", "Europe/Berlin", "Europe/Paris", "Europe/London", "UTC", "America/New_York", "America/Chicago",
    "America/Denver", "America/Los_Angeles", "Pacific/Honolulu", "Australia/Sydney",
)  # fmt: skip


def about_words(setting: DigestSetting) -> str:
    """Return what a digest holds as what follows "only what is"; empty where it holds everything."""
    grave = grave_words(setting.min_severity) if setting.min_severity > 1 else ""
    query = f"about {quoted(setting.query)}" if setting.query else ""
    return ", ".join(part for part in (query, grave) if part)


def trouble_words(trouble: str) -> str:
    """Return that what a digest is about cannot be read any more, and what would do.

    Args:
        trouble: why, a sentence.
    """
    lost = "What this digest is about cannot be read any more, so it is about everything"
    return f"{lost}: {trouble} Choose anew: /kp-events digest about icbm"


def days_words(days: tuple[int, ...]) -> str:
    """Return on which days a digest comes: "every day", "Monday to Friday", "Mon, Wed"."""
    if days == EVERY_DAY:
        return "every day"
    return "Monday to Friday" if days == WEEKDAYS else ", ".join(DAYS[d] for d in days)


def digest_line(setting: DigestSetting | None, target: str, reader: str, *, hint: bool = True) -> Mrkdwn:
    """Return when a channel or person gets the digest, what is in it, and with `hint` how to turn it on."""
    where = plain("you") if target == reader else place(target)
    if setting is None or not setting.enabled:
        how = " Turn it on: /kp-events digest on" if hint else ""
        return fmt("No daily digest for {}.{}", where, how)
    city = setting.zone.rpartition("/")[2].replace("_", " ")
    when = f"{setting.hour} ({city} time), {days_words(setting.days)}"
    about = about_words(setting)
    return fmt("The digest comes to {} at {}{}.", where, when, f"; only what is {about}" if about else "")


def digest_message(
    setting: DigestSetting | None, target: str, reader: str, *, trouble: str = ""
) -> b.Payload:
    """Return when the digest comes, with buttons to change, turn and preview it.

    Args:
        setting: what is set.
        target: whose, a channel or user id.
        reader: who looks.
        trouble: why what it is about cannot be read any more.
    """
    line = digest_line(setting, target, reader, hint=False)
    lost = plain(trouble_words(trouble), 400) if trouble else Mrkdwn("")
    return b.message(b.spoken(line, lost), [b.section(line, lost), digest_buttons(setting, target)])


def digest_buttons(setting: DigestSetting | None, target: str) -> b.Block:
    """Return what can be done with a digest."""
    on = setting is not None and setting.enabled
    turn = "off" if on else "on"
    return b.actions(
        b.button("Change", "digest_edit", target, spoken="Change hour, days and what is in the digest"),
        b.button(f"Turn {turn}", "digest_turn", f"{turn} {target}", spoken=f"Turn the digest {turn}"),
        b.button("Preview", "digest_preview", target, spoken="Show what the next digest would say"),
    )


def digest_form(setting: DigestSetting, reader: str, *, choose: bool = False) -> b.Payload:
    """Return the form of a digest.

    Args:
        setting: what it starts from.
        reader: who fills it in.
        choose: whether the channel is chosen in it; else it is the setting's.
    """
    channel = {
        "type": "conversations_select",
        "action_id": "channel_value",
        "filter": {"include": ["public", "private"]},
        "placeholder": b.plain_text("A channel", 150),
    }
    if is_channel(setting.target):
        channel["initial_conversation"] = setting.target
    where = (
        [b.select_input("Channel", "channel", channel)] if choose else [b.section(_where(setting, reader))]
    )
    zones = sorted({*ZONES, setting.zone})
    hours = {f"{half // 2:02}:{half % 2 * 30:02}" for half in range(48)} | {setting.hour}
    days = {"1,2,3,4,5,6,7": "Every day", "1,2,3,4,5": "Monday to Friday"}
    mine = ",".join(map(str, setting.days))
    days.setdefault(mine, days_words(setting.days))
    grave = [b.option(grave_words(n).capitalize(), str(n)) for n in SEVERITIES]
    menu = b.select
    blocks = [
        *where,
        b.select_input("Hour", "hour", menu("hour_value", [b.option(h, h) for h in sorted(hours)], placeholder="Hour", chosen=setting.hour)),
        b.select_input("Time zone", "zone", menu("zone_value", [b.option(z.replace("_", " "), z) for z in zones], placeholder="Zone", chosen=setting.zone)),
        b.select_input("Days", "days", menu("days_value", [b.option(v, k) for k, v in days.items()], placeholder="Days", chosen=mine)),
        b.select_input("How grave", "min_severity", menu("min_severity_value", grave, placeholder="Severity", chosen=str(setting.min_severity))),
        b.text_input("About", "query", value=setting.query, placeholder="icbm OR nuclear test", hint="As in a search. Empty means everything.", optional=True),
    ]  # fmt: skip
    held = json.dumps({"target": "" if choose else setting.target})
    return b.modal("Daily digest", "digest_form", blocks, submit="Save", metadata=held)


def saved_view(line: Mrkdwn) -> b.Payload:
    """Return what the form becomes when it was kept."""
    return b.modal(
        "Daily digest",
        "digest_saved",
        [b.section(line), b.context("See the next one: /kp-events digest preview")],
    )


def _where(setting: DigestSetting, reader: str) -> Mrkdwn:
    return (
        plain("Your digest.") if setting.target == reader else fmt("The digest of {}.", place(setting.target))
    )
