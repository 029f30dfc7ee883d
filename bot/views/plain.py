"""The same read models as plain text, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.model.digest import DigestModel
from bot.model.event import Event
from bot.services import Services
from bot.text import plural, shorten
from bot.views.card import card_message
from bot.views.charts import StatsModel, bars, stats_heading
from bot.views.digests import digest_messages
from bot.views.feeds import ILL, by_reason, named
from bot.views.models import Card, FeedRow, Status
from bot.views.mrkdwn import Mrkdwn, strip
from bot.views.results import ResultsModel, nothing_words, results_heading
from bot.views.status import status_rows
from bot.views.words import Names, list_status, short_day


def names_of(services: Services) -> Names:
    """Return what ids are called."""
    return Names(services.taxonomy, services.gazetteer)


def render_results(model: ResultsModel, names: Names) -> str:
    """Return a page of results as lines: number, date, type, title, then where and how sure."""
    if not model.events:
        return "\n".join([*nothing_words(model), *(_result(event, names) for event in model.nearest)])
    rows = [_result(event, names) for event in model.events]
    more = ["", f"More: --after {model.next}"] if model.next else []
    return "\n".join([results_heading(model), "", *rows, *more])


def _result(event: Event, names: Names) -> str:
    rest = " · ".join(w for w in (names.type_name(event), names.places(event, 2), list_status(event)) if w)
    sample = " · sample" if event.sample else ""
    return f"{event.id:>6}  {short_day(event.event_date):<15}  {shorten(event.title, 110)}\n{'':25}{rest}{sample}"


def render_card(card: Card, names: Names) -> str:
    """Return the card of an event as lines."""
    said = strip(Mrkdwn(card_message(card, names)["text"]))
    addresses = [f"  {r.source}: {r.url}" for r in card.reports if r.url]
    return "\n".join([said, *(["", "Links:", *addresses] if addresses else [])])


def render_stats(model: StatsModel, *, width: int = 50) -> str:
    """Return counts as a chart of bars."""
    if not model.rows:
        return stats_heading(model)
    left_out = [f"{plural(model.undated, 'event')} without a date left out."] if model.undated else []
    return "\n".join([stats_heading(model), "", bars(model.rows, width), *left_out])


def render_status(status: Status) -> str:
    """Return how the bot is doing as lines."""
    rows = [(name, strip(value)) for name, value in status_rows(status, version=True)]
    ill = [row for row in status.feeds if not row.health.fresh]
    return "\n".join(
        [*(f"{name + ':':<15} {value}" for name, value in rows), *(["", render_ill(ill)] if ill else [])]
    )


def render_ill(rows: Sequence[FeedRow]) -> str:
    """Return feeds that need a look as lines: one by one, or where they are many by why they do."""
    if len(rows) <= ILL:
        return render_feeds(rows)
    lines = [f"{strip(told)}: {named(same)}" for told, same in by_reason(rows)]
    return "\n".join([*lines, "kp feeds shows each."])


def render_feeds(rows: Sequence[FeedRow]) -> str:
    """Return feeds as lines: number, health, title, a sentence."""
    return "\n".join(
        f"{row.feed.id:>4}  {row.health.word:<8} {shorten(row.feed.title, 40):<40} {row.health.sentence}"
        for row in rows
    )


def render_types(names: Names, counted: Mapping[str, tuple[int, str | None]]) -> str:
    """Return the types as lines: id, label, kinds, how many on record."""
    lines = []
    for kind in names.taxonomy:
        n, _ = counted.get(kind.id, (0, None))
        kinds = ", ".join(kind.subtypes)
        lines.append(f"{kind.id:<22} {kind.label:<42} {n:>6}  {kinds}".rstrip())
    return "\n".join(lines)


def render_digest(model: DigestModel, services: Services) -> str:
    """Return a digest as lines."""
    parts = digest_messages(model, names_of(services))
    return "\n\n".join(strip(Mrkdwn(_whole(part))) for part in parts)


def _whole(message: Mapping[str, object]) -> str:
    """Return all the text of a message's blocks: its `text` may be shorter."""
    blocks = message["blocks"]
    assert isinstance(blocks, list)  # noqa: S101  a digest always has blocks
    said: list[str] = []
    for block in blocks:
        texts = block.get("elements") or ([block["text"]] if "text" in block else [])
        said += [t["text"] for t in texts if isinstance(t.get("text"), str)]  # a button's words are an object
    return "\n".join(said)
