"""What an alert, its thread replies and a roll-up look like."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.alert import AlertModel, Link, RollupModel, ThreadModel
from bot.model.event import Event, Report
from bot.text import begin, plural, quoted
from bot.views import blocks as b
from bot.views.changes import revised_words
from bot.views.details import details_of
from bot.views.moving import same_buttons
from bot.views.mrkdwn import Mrkdwn, bold, fmt, is_http, link, plain
from bot.views.words import (
    Names,
    count_beside,
    facts_words,
    listed,
    moment,
    publishers_words,
    report_label,
    sample_note,
    severity_words,
    short_day,
    status_words,
    when,
    when_plain,
)

LINKS = 3
LINK_WORDS = {"reacts_to": "Reacts to", "reaction": "Reaction", "possibly_same": "Perhaps the same as"}


def alert_message(model: AlertModel, names: Names) -> b.Payload:
    """Return one alert: what, when, where, how grave, how sure, who says so, what came before.

    Args:
        model: the event as it stands.
        names: what ids are called.
    """
    event = model.event
    kind = f"{names.type_name(event)} · {severity_words(event.severity)}"
    rows = _rows(model, names)
    notes = [line for line in _notes(model) if line]
    text = b.spoken(
        event.title, kind, *(fmt("{}: {}", name, value) for name, value in _plain_rows(model, names)), *notes
    )
    same = next((each.event for each in model.links if each.kind == "possibly_same"), None)
    made = [
        b.section(
            fmt("{} {}", names.emoji(event.type), bold(event.title, 250)),
            plain(kind),
            *(fmt("*{}*  {}", name, value) for name, value in rows),
        ),
        b.context(*notes) if notes else None,
        same_buttons(event, same) if same is not None and event.dismissed_at is None else None,
        alert_buttons(model),
    ]
    return b.message(text, [block for block in made if block is not None])


def alert_buttons(model: AlertModel) -> b.Block:
    """Return what one can press on an alert; a dismissed event can only be looked at or brought back.

    Args:
        model: the event, what can be taken back, and the subscription it came for.
    """
    event, value = model.event, str(model.event.id)
    details = b.button("Details", "details", value, spoken=f"Details of {event.title}")
    back = b.button("Undo", "undo_feedback", value, spoken="Take back what was said of this")
    if event.dismissed_at is not None:
        return b.actions(details, back)
    judged = back if model.undoable else b.button("Right", "right", value, spoken="This alert is right")
    change = b.button(
        "Change subscription",
        "subscription_change",
        str(model.subscription_id),
        spoken="Change what brings this here",
    )
    return b.actions(
        details,
        judged,
        b.button("Wrong type", "wrong_type", value),
        b.button("Not an event", "not_relevant", value),
        b.button("Snooze", "snooze", value, spoken="Pause alerts like this one"),
        *([change] if model.subscription_id is not None else []),
        more_menu(event, len(model.reports), model.move_id),
        block_id=f"alert:{event.id}",
    )


def more_menu(event: Event, told: int, move_id: int | None) -> b.Block:
    """Return the menu of what is rarely wanted.

    Args:
        event: the event.
        told: how many reports it has; one cannot be split.
        move_id: what was done to its reports last and can be undone.
    """
    options = [b.option("Wrong date or place", f"place {event.id}")]
    if told > 1:
        options.append(b.option("Split into two events", f"split {event.id}"))
    if move_id is not None:
        options.append(b.option("Undo the last merge or split", f"undo {move_id}"))
    return b.overflow("event_more", options)


def thread_message(model: ThreadModel, names: Names) -> b.Payload:
    """Return the reply that tells an alert's readers of a material change."""
    report = model.report
    says = fmt("Source: {}", report_link(report)) if report is not None else Mrkdwn("")
    text = b.spoken(model.sentence, says, f"About: {model.event.title} ({names.type_name(model.event)})")
    lines = [bold(model.sentence, 500), says]
    return b.message(text, [b.section(*lines)])


def rollup_message(model: RollupModel, names: Names) -> b.Payload:
    """Return several events in one message, a line each."""
    n = len(model.events) + model.more
    if model.kind == "capped":
        first = f"{plural(n, 'more event')} while this channel had enough alerts for an hour"
    elif model.kind == "away":
        first = f"{plural(n, 'event')} that could not be told when they came, since {moment(model.since, model.zone)}"
    elif model.kind == "quiet":
        first = f"{plural(n, 'event')} in the quiet hours since {moment(model.since, model.zone)}"
    else:
        first = f"{plural(n, 'event')} since {moment(model.since, model.zone)}"
    first += " (late: the bot was not running)" if model.late else ""
    lines = [event_line(event, names, number) for number, event in enumerate(model.events, 1)]
    tail = f"and {model.more} more: search to see them" if model.more else ""
    because = because_words(model.queries)
    body = [b.section(*b.apart(lines[i : i + 8])) for i in range(0, len(lines), 8)]
    foot = [b.context(*[line for line in (tail, because) if line])] if tail or because else []
    row = [element for each in details_of(model.events, 1) for element in each["elements"]]
    if model.queries:
        spoken = "See and change what brings this here"
        row.append(b.button("Subscriptions", "subscriptions_list", spoken=spoken))
    rows = [b.actions(*row)] if row else []
    return b.message(
        b.spoken(first, *lines, tail, because), [b.section(fmt("*{}*", first)), *body, *foot, *rows]
    )


def event_line(event: Event, names: Names, number: int) -> Mrkdwn:
    """Return an event in two lines of a list, with the number by which a button names it."""
    where = names.places(event, 2)
    rest = " · ".join(
        part
        for part in (
            short_day(event.event_date),
            names.type_name(event),
            count_beside(event, names),
            where,
            status_words(event),
        )
        if part
    )
    return fmt(
        "{}. {} {}\n{}", str(number), names.emoji(event.type), bold(event.title, 160), plain(begin(rest), 240)
    )


def report_link(report: Report) -> Mrkdwn:
    """Return a report as a link named by its outlet, or only the outlet where it has no address."""
    return link(report.url, report_label(report), 60)


def because_words(queries: Sequence[str]) -> Mrkdwn:
    """Return why a message came: the subscriptions that asked for it."""
    if not queries:
        return Mrkdwn("")
    asked = ", ".join(quoted(query) if query else "everything" for query in queries[:3])
    return plain(f"You see this because of the subscription to {asked}.", 400)


def _rows(model: AlertModel, names: Names) -> list[tuple[str, Mrkdwn]]:
    event = model.event
    rows = [
        ("When", when(event)),
        ("Where", plain(names.places(event))),
        ("What", plain(facts_words(event, names))),
        ("Status", plain(_status(model))),
        ("Revised", plain(revised_words(event, model.changes, names), 250)),
        ("Before", plain(model.precedents.line) if model.precedents else Mrkdwn("")),
        ("Read", _read(model)),
    ]
    return [(name, value) for name, value in rows if value]


def _status(model: AlertModel) -> str:
    """Say how sure it is, and who denies it."""
    said = status_words(model.event)
    against = listed((report.source for report in model.reports if report.relation == "denial"), 2)
    if not against:
        return said
    if model.event.status == "denied":
        return said.replace("Denied", f"Denied by {against}", 1)
    return f"{said} · denied by {against}"


def _read(model: AlertModel) -> Mrkdwn:
    """Return links to the best reports, and who else says so."""
    best = best_reports(model.reports)
    linked = {report.source for report in best}
    others = [name for name in model.publishers if name not in linked]
    also = [plain(f"also {publishers_words(others)}", 150)] if others else []
    return Mrkdwn(" · ").join([*(report_link(r) for r in best), *also])


def _plain_rows(model: AlertModel, names: Names) -> list[tuple[str, str]]:
    rows = [(name, value) for name, value in _rows(model, names) if name != "When"]
    return [("When", when_plain(model.event)), *rows]


def _notes(model: AlertModel) -> list[Mrkdwn]:
    event = model.event
    dismissed = "Marked as not an event: no more alerts about it." if event.dismissed_at else ""
    return [
        sample_note(event),
        *(plain(note) for note in model.notes),
        plain(dismissed) if dismissed and not model.notes else Mrkdwn(""),
        *(_beside(each) for each in model.links[:3]),
        because_words(model.queries),
    ]


def _beside(each: Link) -> Mrkdwn:
    words = LINK_WORDS.get(each.kind, "See also")
    return plain(f"{words}: {each.event.title} ({short_day(each.event.event_date)})", 250)


def best_reports(reports: Sequence[Report], most: int = LINKS) -> list[Report]:
    """Return the reports worth a link: one an outlet, originals before copies, with an address first."""
    chosen: dict[str, Report] = {}
    for report in sorted(reports, key=lambda r: (not is_http(r.url), r.syndicated_from is not None, r.id)):
        chosen.setdefault(report.source, report)
    return list(chosen.values())[:most]
