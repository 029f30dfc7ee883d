"""How long queries take on a record of many events."""

from __future__ import annotations

from typing import Any

from bot.cli.bench.measuring import Result, median, temporary
from bot.pipeline import history
from bot.query import All, Query, parse_query
from bot.services import Services
from bot.store import events, search


def measure(size: int | None) -> Result:
    """Measure queries on the shipped record, repeated over the years until it is large."""
    wanted = size or 20_000
    with temporary() as services:
        history.load_history(services)
        made = _multiply(services, wanted)
        result: Result = {"events": made}
        for text in (
            "icbm since 2022",
            "balloons",
            "place:Sunan",
            "submarine",
            '"East Sea" severity:>=4',
            "",
        ):
            query = parse_query(text, services.taxonomy, services.gazetteer, now=services.now())

            def ask(asked: Any = query) -> None:
                with services.store.read() as db:
                    search.search(db, asked)

            result[f"{text or '(everything)'!r}, ms"] = median(ask, 15) * 1000
        return result


def _multiply(services: Services, wanted: int) -> int:
    """Copy the record's events until there are `wanted`."""
    with services.store.read() as db:
        known = search.iterate(db, Query(All(), ""))
    made = len(known)
    with services.store.write() as db:
        while made < wanted:
            for event in known[: wanted - made]:
                new = events.insert(
                    db, event, services.taxonomy, services.gazetteer, published=event.created_at
                )
                events.refresh_words(db, new, services.taxonomy, services.gazetteer)
                made += 1
    return made
