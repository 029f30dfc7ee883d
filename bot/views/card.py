"""The card of one event: everything that is known of it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.event import Event, Report, Revision
from bot.text import plural
from bot.views import blocks as b
from bot.views.alerts import LINK_WORDS, more_menu
from bot.views.changes import change_words
from bot.views.feedback import feedback_notes, undoable
from bot.views.models import Card
from bot.views.moving import move_notes, same_buttons
from bot.views.mrkdwn import Mrkdwn, bold, fmt, link, plain
from bot.views.precedents import precedent_lines
from bot.views.reasons import why_lines
from bot.views.why import read_lines
from bot.views.words import (
    SEVERITIES,
    Names,
    count_words,
    listed,
    moment,
    outcome_words,
    report_label,
    sample_note,
    severity_words,
    short_day,
    status_words,
    when,
    when_plain,
)

REPORTS = 12
REVISIONS = 8
_RELATIONS = {
    "report": "reports",
    "confirmation": "confirms",
    "revision": "revises",
    "reaction": "reacts",
    "denial": "denies",
}


def card_message(card: Card, names: Names, *, share: bool = True) -> b.Payload:
    """Return the card of one event.

    Args:
        card: what is known.
        names: what ids are called.
        share: offer to show it to the channel.
    """
    event = card.event
    facts = _facts(card, names)
    title = fmt("{} {}", names.emoji(event.type), bold(event.title, 280))
    joined = plain(f"Event {card.asked} has joined this one.") if card.asked else Mrkdwn("")
    parts = [
        ("Reports", list(_reports(card.reports))),
        ("How it was read", list(read_lines(card, names))),
        ("Why one event", [plain(f"• {line}") for line in why_lines(card.reports)]),
        ("Before", [plain(line, 300) for line in precedent_lines(event, card.history, names)]),
        ("Beside it", [_beside(kind, other) for kind, other in card.links[:6]]),
        ("History", list(_revisions(card, names))),
        ("Said by people", [plain(f"• {note}") for note in _said(card, names)][:8]),
    ]
    made = [b.section(title, sample_note(event), joined), *b.fields(facts)]
    for heading, lines in parts:
        if lines:
            made.append(b.section(Mrkdwn(f"*{heading}*"), *lines))
    text = b.spoken(
        event.title,
        joined,
        *(
            f"{name}: {when_plain(event)}" if name == "When" else fmt("{}: {}", name, value)
            for name, value in facts
        ),
        *(Mrkdwn(f"{heading}:\n") + Mrkdwn("\n").join(lines) for heading, lines in parts if lines),
    )
    same = next((other for kind, other in card.links if kind == "possibly_same"), None)
    pair = [same_buttons(event, same)] if same is not None and event.dismissed_at is None else []
    return b.message(text, [*made, *pair, _buttons(card, share=share)])


def _buttons(card: Card, *, share: bool) -> b.Block:
    event = card.event
    value = str(event.id)
    like_it = b.button("More like it", "like_it", value, spoken="Search for events of this kind")
    back = b.button("Undo", "undo_feedback", value, spoken="Take back what was said of this")
    judged = [
        back if undoable(card.said) else b.button("Right", "right", value),
        b.button("Wrong type", "wrong_type", value),
        b.button("Not an event", "not_relevant", value),
        more_menu(event, len(card.reports), card.moves[-1].id if card.moves else None),
    ]
    shared = [b.button("Share", "share_event", value, spoken="Show this to the channel")] if share else []
    return b.actions(*shared, like_it, *([back] if event.dismissed_at is not None else judged))


def _facts(card: Card, names: Names) -> list[tuple[str, Mrkdwn]]:
    event = card.event
    number = str(event.id)
    rows = [
        ("Type", plain(names.type_name(event))),
        ("When", when(event)),
        ("Where", _where(event, names)),
        ("Who", plain(names.actors(event))),
        ("With what", plain(names.weapons(event, 6))),
        ("Exercise", plain(names.exercises(event))),
        ("Count", plain(count_words(event, names))),
        ("Flight", plain(_flight(event))),
        ("Outcome", plain(outcome_words(event.outcome))),
        ("Casualties", plain(f"{event.casualties:,}") if event.casualties is not None else Mrkdwn("")),
        ("Status", plain(status_words(event))),
        ("Severity", plain(severity_words(event.severity) + _why_severity(event, names))),
        ("Source of the record", plain(event.note or "", 400)),
        ("Number", plain(f"{number} (/kp-events show {number})")),
    ]
    return [(name, value) for name, value in rows if value]


def _where(event: Event, names: Names) -> Mrkdwn:
    words = names.places(event, 8)
    for id_ in names.specific_places(event.places):
        place = names.gazetteer.places.get(id_)
        if place is not None and place.lat is not None and place.lon is not None and place.group != "country":
            at = f"{place.lat:.2f}, {place.lon:.2f}"
            where = f"https://www.openstreetmap.org/?mlat={place.lat}&mlon={place.lon}#map=9/{place.lat}/{place.lon}"
            return fmt("{} ({}, {})", words, at, link(where, "map"))
    return plain(words)


def _flight(event: Event) -> str:
    far = f"{event.distance_km:,.0f} km far" if event.distance_km is not None else ""
    high = f"{event.apogee_km:,.0f} km high" if event.apogee_km is not None else ""
    return ", ".join(part for part in (far, high) if part)


def _why_severity(event: Event, names: Names) -> str:
    if event.type not in names.taxonomy:
        return ""
    base = names.taxonomy[event.type].base_severity(event.subtype)
    if base == event.severity:
        return ""
    return f": {'more' if event.severity > base else 'less'} than is usual for its kind ({SEVERITIES[base]})"


def _reports(reports: tuple[Report, ...]) -> Iterator[Mrkdwn]:
    for report in reports[:REPORTS]:
        at = f", {moment(report.published)}" if report.published else ""
        says = _RELATIONS.get(report.relation, "reports")
        yield fmt(
            "• {} {}{}: {}", link(report.url, report_label(report), 80), says, at, plain(report.title, 140)
        )
    if len(reports) > REPORTS:
        yield plain(f"and {plural(len(reports) - REPORTS, 'more report')}")


def _beside(kind: str, event: Event) -> Mrkdwn:
    return fmt(
        "• {}: {}",
        LINK_WORDS.get(kind, "See also"),
        plain(f"{event.title} ({short_day(event.event_date)})", 200),
    )


def _revisions(card: Card, names: Names) -> Iterator[Mrkdwn]:
    told = [r for r in card.revisions if any(c.before != c.after for c in r.changes) and r.number > 1]
    for revision in told[-REVISIONS:]:
        changes = listed((change_words(c, names) for c in revision.changes if c.before != c.after), 4)
        yield plain(f"• {moment(revision.at)}, {_by(revision, card)}: {changes}", 350)


def _by(revision: Revision, card: Card) -> str:
    kind, _, who = revision.by.partition(":")
    if kind == "user":
        return card.people.get(who, "a colleague")
    if kind == "entry":
        return next((r.source for r in card.reports if str(r.entry_id) == who), "a report")
    if kind == "reclassify":
        return "a new version of the bot"
    return {"document": "a document", "seed": "the shipped record"}.get(kind, "the bot")


def _said(card: Card, names: Names) -> tuple[str, ...]:
    said = feedback_notes(card.said, card.people, names)
    return (*said, *move_notes(card.moves, card.people, card.event))
