"""`kp reclassify`: the present classifier over the record; first what would change, then, if wanted, the change."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.cli.context import pass_services
from bot.model.errors import InputError, KpError
from bot.model.verdict import Verdict
from bot.pipeline.reclassify import Outcome, Step
from bot.pipeline.reclassify import reclassify as run
from bot.services import Services
from bot.text import plural, shorten

SEOUL = ZoneInfo("Asia/Seoul")
SHOWN = 40  # of the list, unless --all or --json asks for the rest


@click.command("reclassify")
@click.option(
    "--since", help="Only items published on or after this day in Seoul: 2026-01-31, 2026-01, 2026."
)
@click.option("--apply", "write", is_flag=True, help="Write it, without asking.")
@click.option("--all", "everything", is_flag=True, help=f"List all that differs, not the first {SHOWN}.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_services
def reclassify(services: Services, since: str | None, write: bool, everything: bool, as_json: bool) -> None:
    """Read the record's items with the present classifier: say what would change, and change it if wanted.

    Nothing is written without --apply, or a yes on a terminal. Nobody is sent anything. What people said of
    an event stays. A run that was stopped goes on where it was.

    \b
    Example:  kp reclassify --since 2026-01-01
              kp reclassify --since 2026 --apply
    """
    first = _day(since) if since else None
    outcome = _run(services, first, write=write)
    if as_json:
        click.echo(json.dumps(_as_dict(outcome, since, applied=write), ensure_ascii=False))
    else:
        _print(outcome, applied=write, everything=everything)
        if not write and outcome.steps and sys.stdin.isatty() and click.confirm("Write it?"):
            outcome = _run(services, first, write=True)
            click.echo(f"Written: {plural(len(outcome.steps), 'item')}.")
    if outcome.failed:
        raise KpError(f"{plural(outcome.failed, 'item')} could not be read anew; the rest was done.")


def _run(services: Services, since: datetime | None, *, write: bool) -> Outcome:
    with _bar("Writing" if write else "Reading") as tell:
        return run(services, since, write=write, tell=tell)


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far it is, on a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)


def _day(text: str) -> datetime:
    """Return the beginning of a day, month or year in Seoul.

    Raises:
        InputError: it is none.
    """
    try:
        day = date.fromisoformat((text + "-01-01" if len(text) == 4 else text + "-01")[:10])
    except ValueError as error:
        raise InputError(f'"{text}" is no day.', hint="Write 2026-01-31, 2026-01 or 2026.") from error
    return datetime.combine(day, time(), SEOUL).astimezone(UTC)


def _print(outcome: Outcome, *, applied: bool, everything: bool) -> None:
    would = "changed" if applied else "would change"
    click.echo(f"{outcome.classifier}: {plural(outcome.entries, 'item')} read, {len(outcome.steps)} {would}.")
    for kind, n in outcome.counts.items():
        click.echo(f"  {kind:13} {n}")
    if outcome.kept:
        click.echo(f"  of these {outcome.kept} stay as a person left them")
    shown = outcome.steps if everything else outcome.steps[:SHOWN]
    for step in shown:
        click.echo(_line(step))
    if len(shown) < len(outcome.steps):
        click.echo(f"… and {len(outcome.steps) - len(shown)} more (--all).")
    if outcome.steps and not applied:
        click.echo("Nothing was written. --apply writes it.")


def _line(step: Step) -> str:
    ids = " ".join(f"#{id_}" for id_ in step.events) or "no event"
    kept = " [stays: a person spoke of it]" if step.kept else ""
    day = step.entry.published.astimezone(SEOUL).date().isoformat() if step.entry.published else "undated"
    said = f"{_said(step.old)} → {_said(step.new)}"
    return f"{day}  {ids}  {shorten(step.entry.title, 90)}\n    {', '.join(step.kinds)}: {said}{kept}"


def _said(verdict: Verdict) -> str:
    if not verdict.types:
        return "no event"
    types = " + ".join(".".join(filter(None, (t.id, t.subtype))) for t in verdict.types)
    look = ", to be checked" if verdict.review else ""
    return f"{types} ({verdict.status}, {verdict.facts.event_date or 'undated'}, {verdict.severity}{look})"


def _as_dict(outcome: Outcome, since: str | None, *, applied: bool) -> dict[str, Any]:
    return {
        "classifier": outcome.classifier,
        "since": since,
        "applied": applied,
        "items": outcome.entries,
        "changed": len(outcome.steps),
        "kept": outcome.kept,
        "failed": outcome.failed,
        "counts": outcome.counts,
        "changes": [_step_dict(step) for step in outcome.steps],
    }


def _step_dict(step: Step) -> dict[str, Any]:
    published = step.entry.published
    return {
        "entry": step.entry.id,
        "events": list(step.events),
        "title": step.entry.title,
        "published": published.isoformat().replace("+00:00", "Z") if published else None,
        "kinds": list(step.kinds),
        "kept": step.kept,
        "before": _verdict_dict(step.old),
        "after": _verdict_dict(step.new),
    }


def _verdict_dict(verdict: Verdict) -> dict[str, Any]:
    return {
        "types": [{"id": t.id, "subtype": t.subtype, "score": round(t.score, 4)} for t in verdict.types],
        "status": verdict.status,
        "severity": verdict.severity,
        "event_date": verdict.facts.event_date,
        "review": verdict.review,
        "classifier": verdict.classifier,
    }
