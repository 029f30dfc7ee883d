"""Asking: search, the card of an event, charts, the types; with their buttons and menus."""

from __future__ import annotations

import re

from slack_bolt import App

from bot.model.errors import InputError
from bot.query.near import nearest as near_names
from bot.query.speech import BINDING, TELLING
from bot.services import Services
from bot.store import events, stats
from bot.taxonomy import fold
from bot.views import asking, models
from bot.views.card import card_message
from bot.views.charts import stats_message
from bot.views.help import hint_message
from bot.views.results import narrowed, read_page_value, results_message
from bot.views.types import find_group, group_message, type_message, types_message
from handlers.listening import on_action
from handlers.registry import nearest, subcommand
from handlers.turn import Turn

_ADDRESS = re.compile(r"(?:add |watch |read )?<?(?P<link>https?://[^\s|>]+)(?:\|[^>]*)?>?", re.IGNORECASE)


@subcommand(
    "search",
    help="Find events: newest first, ten a page. Without words: the last 7 days.",
    usage="[WORDS]",
    examples=(
        "icbm launches last year",
        "balloons since May 2024",
        "type:missile -cruise place:Sunan severity:>=4",
    ),
    also=(
        "query", "queries", "searches", "find", "words", "fields", "grammar", "syntax", "time", "dates", "numbers",
        "operators", "filters", "questions", "ask", "examples",
    ),
)  # fmt: skip
def search(turn: Turn, text: str, *, mark: str | None = None, first: int = 1, replace: bool = False) -> None:
    """Answer a query with a page of events.

    Raises:
        InputError: it is an address, which is no search.
    """
    if address := _ADDRESS.fullmatch(text):
        link = address["link"]
        raise InputError(
            "An address is no search.",
            hint="Is it a report to put in, or a feed to watch?",
            offers=[f"report {link}", f"feeds add {link}"],
        )
    model = asking.find(turn.services, text, zone=turn.zone, after=mark, first=first)
    word, _, rest = text.partition(" ")
    meant = nearest(word) if text and not model.events and word.lower() not in BINDING | TELLING else None
    if meant is not None:
        command = f"{meant} {rest}".rstrip()
        said = hint_message(f"“{word}” finds nothing. Did you mean: /kp-events {command}", [command])
        turn.answer(said, replace=replace)
        return
    turn.answer(results_message(model, turn.names), replace=replace)


@subcommand(
    "show",
    help="The card of one event: facts, reports, history, precedents.",
    usage="show N",
    examples=("show 412",),
    also=("card", "details", "event", "open"),
)
def show(turn: Turn, rest: str) -> None:
    """Answer with the card of an event; words are searched for, and each result leads to its card."""
    if re.search(r"[^\W\d_]{2}", rest):
        search(turn, rest)
        return
    event_id = number(rest, "show", "an event")
    with turn.services.store.read() as db:
        card = models.load_card(db, event_id, workspace=turn.workspace)
    turn.answer(card_message(card, turn.names))


@subcommand(
    "stats",
    help="Count events as a chart.",
    usage="stats [query] [by month|year|type|place|weapon]",
    examples=("stats icbm by year", "stats balloons", "stats this year by type"),
    also=("chart", "charts", "statistics", "count", "graph"),
)
def chart(turn: Turn, rest: str, *, by: str | None = None, replace: bool = False) -> None:
    """Answer with a chart; where there is nothing to count, with what would find something."""
    model = asking.count(turn.services, rest, by=by, zone=turn.zone)
    if not model.total and model.text:
        search(turn, model.text, replace=replace)
    else:
        turn.answer(stats_message(model), replace=replace)


@subcommand(
    "types",
    help="The kinds of event I know.",
    usage="types [WORD]",
    examples=("types", "types missile", "types talks"),
    also=("kinds", "categories", "taxonomy"),
)
def types(turn: Turn, rest: str) -> None:
    """Answer with the types by group, with a group, or with one of them."""
    taxonomy = turn.services.taxonomy
    found = taxonomy.find(rest)
    group = find_group(taxonomy, rest) if rest else None
    with turn.services.store.read() as db:
        counted = stats.by_type(db)
    if not rest:
        turn.answer(types_message(turn.names, counted))
    elif found is not None:
        turn.answer(type_message(taxonomy[found[0]], counted))
    elif group is not None:
        turn.answer(group_message(group, turn.names, counted))
    else:
        near = near_names(fold(rest), taxonomy.aliases, meaning=taxonomy.aliases)
        raise InputError(
            f"No type “{rest}”.",
            hint=f"Did you mean {' or '.join(near)}?" if near else "See them all: /kp-events types",
            offers=[f"types {name}" for name in near] or ["types"],
        )


def number(text: str, command: str, what: str) -> int:
    """Return the number that was typed.

    Raises:
        InputError: there is none.
    """
    found = re.fullmatch(r"[#n]?\s*(\d{1,12})", text.strip(), re.IGNORECASE)
    if found is None:
        said = (
            f"“{text.strip()}” is no number of {what}."
            if text.strip()
            else f"“{command}” needs the number of {what}."
        )
        raise InputError(said, hint=f"Like this: /kp-events {command} 12")
    return int(found[1])


def details(turn: Turn) -> None:
    """Show the card of an event below what was pressed."""
    show(turn, turn.value)


def next_page(turn: Turn) -> None:
    """Put the next page, or the first again, in place of the one shown."""
    text, mark, first = read_page_value(turn.value)
    search(turn, text, mark=mark, first=first, replace=True)


def try_search(turn: Turn) -> None:
    """Search for what was offered."""
    search(turn, read_page_value(turn.value)[0], replace=True)


def narrow(turn: Turn) -> None:
    """Search again with what was picked from a menu."""
    text = str(turn.action.get("block_id", "")).partition(":")[2]
    menu = str(turn.action.get("action_id", "")).removeprefix("narrow_")
    search(turn, narrowed(text, menu, turn.value), replace=True)


def like_it(turn: Turn) -> None:
    """Search for events of the kind of one."""
    with turn.services.store.read() as db:
        event = events.get(db, int(turn.value))
    if event is None:
        raise InputError("That event is no longer there.")
    subtype = f".{event.subtype}" if event.subtype and event.subtype != "other" else ""
    search(turn, f"type:{event.type}{subtype}")


def share_results(turn: Turn) -> None:
    """Show a page of results to the whole channel."""
    text, mark, first = read_page_value(turn.value)
    model = asking.find(turn.services, text, zone=turn.zone, after=mark, first=first)
    turn.answer(results_message(model, turn.names, shared_by=turn.person.name), public=True)


def share_event(turn: Turn) -> None:
    """Show a card to the whole channel."""
    with turn.services.store.read() as db:
        card = models.load_card(db, int(turn.value), workspace=turn.workspace)
    turn.answer(card_message(card, turn.names, share=False), public=True)


def chart_of(turn: Turn) -> None:
    """Chart a search."""
    chart(turn, read_page_value(turn.value)[0])


def chart_by(turn: Turn) -> None:
    """Chart the same by something else."""
    text, by, _ = read_page_value(turn.value)
    chart(turn, text, by=by, replace=True)


def share_chart(turn: Turn) -> None:
    """Show a chart to the whole channel."""
    text, by, _ = read_page_value(turn.value)
    model = asking.count(turn.services, text, by=by, zone=turn.zone)
    turn.answer(stats_message(model, shared_by=turn.person.name), public=True)


def register(app: App, services: Services) -> None:
    """Listen for the buttons and menus of answers."""
    for name, do in (
        ("details", details),
        ("next_page", next_page),
        ("first_page", next_page),
        ("try", try_search),
        ("narrow_type", narrow),
        ("narrow_time", narrow),
        ("narrow_severity", narrow),
        ("like_it", like_it),
        ("share_results", share_results),
        ("share_event", share_event),
        ("chart", chart_of),
        ("chart_by", chart_by),
        ("share_chart", share_chart),
    ):
        on_action(app, services, name, do)
