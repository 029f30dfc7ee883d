"""Counts as a chart: Slack's own block, and the same as text for where it is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.store.search import COUNT_CAP
from bot.text import begin, plural, quoted, shorten
from bot.views import blocks as b
from bot.views.mrkdwn import Mrkdwn, bold, fmt
from bot.views.results import page_value
from bot.views.words import Names

POINTS = 20  # a data_visualization series holds no more
LINES = 36
WIDTH = 14  # with its label and number a line fits a phone
LABEL = 22
_EVERYTHING = ("", "everything")
BY = ("month", "year", "type", "place", "weapon")


@dataclass(frozen=True, slots=True)
class StatsModel:
    """Events counted by something. `rows` are (label, how many), in the order they are shown.

    `undated` is how many of `total` have no date, where times are counted.
    """

    text: str
    said: str
    by: str
    rows: tuple[tuple[str, int], ...]
    total: int
    undated: int = 0


def stats_rows(counted: Sequence[tuple[str, int]], by: str, names: Names) -> tuple[tuple[str, int], ...]:
    """Return counts with names for ids, and a zero for each month or year between that had none."""
    if by == "year":
        return _filled(counted, [str(y) for y in _years(counted)])
    if by == "month":
        found = _filled(counted, _months(counted))
        return tuple((f"{date.fromisoformat(key + '-01'):%b %Y}", n) for key, n in found)
    if by == "type":
        return tuple((names.type_label(key), n) for key, n in counted)
    things = names.gazetteer.places if by == "place" else names.gazetteer.weapons
    return tuple((things[key].name if key in things else key.replace("_", " "), n) for key, n in counted)


def stats_message(model: StatsModel, *, shared_by: str | None = None) -> b.Payload:
    """Return counts as a chart, with a text chart for readers and workspaces that have no other."""
    heading = stats_heading(model)
    if not model.rows:
        return b.message(heading, [b.section(heading, "Try another grouping or fewer words.")])
    note, drawn = stats_note(model), stats_note(model, drawn=True)
    shared = f"Shared by {shared_by}" if shared_by else ""
    table = bars(shown_rows(model, LINES))
    top = b.section(fmt("*{}*", heading), note, shared)
    chart_text = b.section(Mrkdwn("```\n") + table + Mrkdwn("\n```"))
    foot = [] if shared_by else [_buttons(model)]
    text = b.spoken(heading, note, shared, table)
    rest = [chart_text] if len(model.rows) > POINTS else []  # what the chart has no room for
    above = b.section(bold(_of_what(model)), drawn, shared)  # how many and by what stands on the chart
    payload = b.message(text, [above, native_chart(model), *rest, *foot])
    return payload | {"fallback_blocks": [top, chart_text, *foot]}


def stats_heading(model: StatsModel) -> str:
    """Return how many there are, of what, and by what they are counted."""
    what = "on record" if model.said in _EVERYTHING else f"for {quoted(shorten(model.said, 160))}"
    return f"{_many(model)} {what}, by {model.by}"


def _many(model: StatsModel) -> str:
    capped = model.total == COUNT_CAP + 1
    return f"more than {COUNT_CAP:,} events" if capped else plural(model.total, "event")


def _of_what(model: StatsModel) -> str:
    return "All events on record" if model.said in _EVERYTHING else begin(shorten(model.said, 160))


def shown_rows(model: StatsModel, most: int) -> tuple[tuple[str, int], ...]:
    """Return as many rows as are shown: the latest months or years, the largest of other things."""
    return model.rows[-most:] if model.by in ("month", "year") else model.rows[:most]


def bars(rows: Sequence[tuple[str, int]], width: int = WIDTH) -> str:
    """Return counts as lines of text: label, bar, number."""
    most = max((n for _, n in rows), default=0) or 1
    wide = min(max((len(label) for label, _ in rows), default=0), LABEL)
    lines = []
    for label, n in rows:
        bar = "█" * round(n / most * width) or ("▏" if n else "")
        lines.append(f"{shorten(label, LABEL):<{wide}} {bar} {n}")
    return "\n".join(lines)


def native_chart(model: StatsModel) -> b.Block:
    """Return Slack's chart block of the rows it has room for."""
    rows = shown_rows(model, POINTS)
    labels = _distinct([shorten(label, 20) for label, _ in rows])
    points = [{"label": label, "value": n} for label, (_, n) in zip(labels, rows, strict=True)]
    return {
        "type": "data_visualization",
        "title": begin(f"{_many(model)} by {model.by}"),
        "chart": {
            "type": "bar",
            "series": [{"name": "Events", "data": points}],
            "axis_config": {"categories": labels, "x_label": model.by.capitalize(), "y_label": "Events"},
        },
    }


def _buttons(model: StatsModel) -> b.Block:
    others = [by for by in BY if by != model.by]
    made = [
        b.button(f"By {by}", f"chart_by:{by}", page_value(model.text, by, 1), spoken=f"Count by {by}")
        for by in others
    ]
    here = page_value(model.text, model.by, 1)
    return b.actions(*made, b.button("Share", "share_chart", here, spoken="Show this chart to the channel"))


def stats_note(model: StatsModel, *, drawn: bool = False) -> str:
    """Return what a count leaves out; `drawn` where Slack's chart, which holds less, is above the list."""
    notes = []
    n = len(model.rows)
    which = "last" if model.by in ("month", "year") else "largest"
    if drawn and n > POINTS:
        listed = f"{which} {LINES} of {n}" if n > LINES else f"whole {n}"
        notes.append(f"The chart shows the {which} {POINTS}, the list below it the {listed}.")
    elif n > LINES:
        notes.append(f"The {which} {LINES} of {n}.")
    if model.undated:
        notes.append(f"{plural(model.undated, 'event')} without a date to count by left out.")
    if model.by in ("place", "weapon"):
        notes.append(f"An event with several {model.by}s counts at each, one that names none at none.")
    return " ".join(notes)


def _distinct(labels: Sequence[str]) -> list[str]:
    made: list[str] = []
    for label in labels:
        name, n = label, 2
        while name in made:
            name, n = f"{label[:16]} ({n})", n + 1
        made.append(name)
    return made


def _filled(counted: Sequence[tuple[str, int]], keys: Sequence[str]) -> tuple[tuple[str, int], ...]:
    known = dict(counted)
    return tuple((key, known.get(key, 0)) for key in keys)


def _years(counted: Sequence[tuple[str, int]]) -> range:
    found = [int(key) for key, _ in counted]
    return range(min(found), max(found) + 1) if found else range(0)


def _months(counted: Sequence[tuple[str, int]]) -> list[str]:
    if not counted:
        return []
    found = sorted(int(key[:4]) * 12 + int(key[5:7]) - 1 for key, _ in counted)
    return [f"{m // 12:04}-{m % 12 + 1:02}" for m in range(found[0], found[-1] + 1)]
