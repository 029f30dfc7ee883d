"""Search results: newest first, ten a page, with ways to narrow, go on, share and keep the search."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.model.event import Event
from bot.query import Span
from bot.query.say import say_span
from bot.text import begin, plural, quoted, shorten
from bot.views import blocks as b
from bot.views.details import details_of
from bot.views.mrkdwn import Mrkdwn, bold, fmt, plain
from bot.views.words import Names, count_beside, list_status, short_day

PAGE = 10
NARROW_LIMIT = 240  # a block_id holds 255 characters
TIMES = (("This week", "this week"), ("This month", "this month"), ("This year", "this year"), ("Last year", "last year"))  # fmt: skip
GRAVE = (("Notable or graver", "severity:>=3"), ("Serious or graver", "severity:>=4"), ("Critical only", "severity:5"))  # fmt: skip
# what each menu puts at the end of a query; a period also takes the place of the last seven days
_PUT = {
    "type": re.compile(r"(?:^|\s)type:[a-z_]+(?=\s|$)"),
    "time": re.compile(
        r"(?:^|\s)(?:this (?:week|month|year)|last year)(?=\s|$)|^since:\d{4}-\d\d-\d\d(?=\s|$)"
    ),
    "severity": re.compile(r"(?:^|\s)severity:(?:>=[34]|5)(?=\s|$)"),
}


@dataclass(frozen=True, slots=True)
class ResultsModel:
    """One page of a search.

    `text` is the query as typed, `said` what it was read as, `first` the number of the first row,
    `mark` the page's own cursor, `next` that of the following one. `types` are (type, how many)
    among the results, to narrow by; `tries` other queries that would find something.
    """

    text: str
    said: str
    events: tuple[Event, ...]
    total: int
    capped: bool = False
    first: int = 1
    mark: str | None = None
    next: str | None = None
    types: tuple[tuple[str, int], ...] = ()
    tries: tuple[str, ...] = ()
    recent: bool = False  # no words were given: the last 7 days
    nearest: tuple[Event, ...] = ()  # where nothing was found: what comes near
    missed: Span | None = None  # the dates that keep `nearest` from being found
    scope: str = ""  # the query that finds all of it, where no words were given

    @property
    def asked(self) -> str:
        """The query that finds all of it, to go on from."""
        return self.scope or self.text


def results_message(model: ResultsModel, names: Names, *, shared_by: str | None = None) -> b.Payload:
    """Return a page of results.

    Args:
        model: the page.
        names: what ids are called.
        shared_by: who shows it to the channel; there it has no buttons but Details.
    """
    if not model.events:
        return _nothing(model, names)
    heading = results_heading(model)
    shared = plain(f"Shared by {shared_by}") if shared_by else Mrkdwn("")
    rows = [b.section(_row(e, names, i)) for i, e in _numbered(model)]
    rows += details_of(model.events, model.first)
    foot = [] if shared_by else _foot(model, names)
    text = b.spoken(heading, shared, *(_row(e, names, i) for i, e in _numbered(model)))
    return b.message(text, [b.section(fmt("*{}*", heading), shared), *rows, *foot])


def results_heading(model: ResultsModel) -> str:
    """Return how many there are and of what: "37 events match “icbm, since 2022” · newest first"."""
    count = f"more than {model.total:,} events" if model.capped else plural(model.total, "event")
    if model.recent:
        what = f"{count} in the last 7 days"
    else:
        verb = "matches" if count.startswith("1 ") else "match"
        what = f"{count} {verb} {quoted(shorten(model.said, 200))}"
    last = model.first + len(model.events) - 1
    page = f" · {model.first} to {last}" if model.total > len(model.events) else ""
    return f"{what} · newest first{page}"


def page_value(text: str, mark: str | None, first: int) -> str:
    """Return what a page's buttons carry: the query, the cursor, the first row's number."""
    return json.dumps({"q": text, "a": mark, "n": first}, ensure_ascii=False)


def read_page_value(value: str) -> tuple[str, str | None, int]:
    """Return what `page_value` has put into a button."""
    held = json.loads(value)
    return str(held["q"]), held["a"], int(held["n"])


def _numbered(model: ResultsModel) -> list[tuple[int, Event]]:
    return list(enumerate(model.events, model.first))


def _row(event: Event, names: Names, number: int) -> Mrkdwn:
    told = (names.type_name(event), count_beside(event, names), names.places(event, 2), list_status(event))
    rest = " · ".join(word for word in told if word)
    sample = " · sample" if event.sample else ""
    when = begin(short_day(event.event_date))
    lead = fmt("{}. {} {}", str(number), names.emoji(event.type), when)
    return fmt("{}  {}\n{}", lead, bold(event.title, 200), plain(rest + sample, 250))


def _foot(model: ResultsModel, names: Names) -> list[b.Block]:
    here = page_value(model.text, model.mark, model.first)
    buttons = []
    if model.first > 1:
        buttons.append(b.button("First page", "first_page", page_value(model.text, None, 1)))
    if model.next:
        onward = page_value(model.text, model.next, model.first + len(model.events))
        buttons.append(b.button("Next page", "next_page", onward))
    buttons.append(b.button("Share", "share_results", here, spoken="Show this page to the channel"))
    if not model.recent:
        buttons.append(b.button("Subscribe", "subscribe_to", here, spoken="Get alerts for this search"))
        buttons.append(b.button("Chart", "chart", here, spoken="Count these events by time"))
    whole = page_value(model.asked, None, 1)
    buttons.append(b.button("CSV", "export_csv", whole, spoken="Send me all of these as a CSV file"))
    buttons.append(b.button("JSON Lines", "export_jsonl", whole, spoken="Send me all as JSON Lines"))
    return [*_narrow(model, names), b.actions(*buttons)]


def narrowed(text: str, menu: str, value: str) -> str:
    """Return a query with what was picked from a menu in place of what the menu had put there before.

    Args:
        text: the query as it was.
        menu: `type`, `time` or `severity`.
        value: what was picked; "any" takes the condition away.
    """
    left = _PUT[menu].sub("", text).strip()
    if value == "any":
        return left
    grouped = f"({left})" if re.search(r"\bOR\b", left) else left
    return f"{grouped} {value}".strip()


def _narrow(model: ResultsModel, names: Names) -> list[b.Block]:
    if len(model.asked) > NARROW_LIMIT:
        return []
    put = {menu: _put(menu, model.asked) for menu in _PUT}
    if model.total <= PAGE and not any(put.values()):
        return []
    kinds = [(f"{names.type_label(t)} ({n:,})", f"type:{t}") for t, n in model.types[:30]]
    one_type = put["type"]
    if one_type and all(value != one_type for _, value in kinds):
        kinds.append((names.type_label(one_type.removeprefix("type:")), one_type))
    offered = (("type", "Type", kinds), ("time", "Period", TIMES), ("severity", "Severity", GRAVE))
    menus = [
        _menu(menu, name, choices, put[menu])
        for menu, name, choices in offered
        if put[menu] or len(choices) > 1
    ]
    return [b.actions(*menus, block_id=f"narrow:{model.asked}")]


def _put(menu: str, text: str) -> str | None:
    """Return what a menu has put into a query, None where it has not."""
    found = _PUT[menu].search(text)
    return found.group().strip() if found else None


def _menu(menu: str, name: str, choices: Sequence[tuple[str, str]], chosen: str | None) -> b.Block:
    """Return one menu to narrow by; one that was used can be taken back."""
    back = [b.option(f"Any {name.lower()}", "any")] if chosen else []
    made = [b.option(label, value) for label, value in choices]
    return b.select(f"narrow_{menu}", [*back, *made], placeholder=name, chosen=chosen)


def _nothing(model: ResultsModel, names: Names) -> b.Payload:
    lines = nothing_words(model)
    near = list(enumerate(model.nearest, 1))
    rows = [b.section(_row(event, names, i)) for i, event in near] + details_of(model.nearest, 1)
    buttons = [
        b.button(shorten(t, 60), f"try:{i}", page_value(t, None, 1)) for i, t in enumerate(model.tries[:4])
    ]
    text = b.spoken(*lines, *(_row(event, names, i) for i, event in near))
    return b.message(text, [b.section(*lines), *rows, *([b.actions(*buttons)] if buttons else [])])


def nothing_words(model: ResultsModel) -> list[str]:
    """Return what is said where nothing was found: that, what comes nearest, and a way on."""
    last = ""
    if model.nearest:
        newest = model.nearest[0]
        last = f"{short_day(newest.event_date)}, {shorten(newest.title, 150)}"
    if model.recent:
        first = (
            f"Nothing in the last 7 days; the latest is {last}." if last else "Nothing in the last 7 days."
        )
        return [first, "Ask for a longer time, for example: this year"]
    lines = [f"No events match {quoted(shorten(model.said, 300))}."]
    if last and model.missed is not None:
        lines.append(f"None {say_span(model.missed.since, model.missed.until)}; the last was {last}.")
    lines.append(tries_words(model.tries) or "Try fewer words or a longer time. Types: /kp-events types")
    return [*lines, "Nearest to it:"] if last and model.missed is None else lines


def tries_words(tries: Sequence[str]) -> str:
    """Return the searches that would find something, as a sentence."""
    return f"Try: {' · '.join(tries[:4])}" if tries else ""
