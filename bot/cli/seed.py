"""`kp seed`: the shipped history, or documents of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from bot.cli.context import pass_services
from bot.model.errors import KpError, SeedError
from bot.pipeline import history
from bot.pipeline.documents.intake import ingest_document
from bot.services import Services
from bot.text import plural

SUFFIXES = (".txt", ".md", ".html", ".htm", ".json", ".jsonl")


@click.command("seed")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a document.")
@pass_services
def seed(services: Services, paths: tuple[Path, ...], as_json: bool) -> None:
    """Load the shipped history; with PATHS, read documents (txt, md, html, json, jsonl) or folders of them.

    Nothing is loaded twice.

    \b
    Example:  kp seed
              kp seed reports/ article.html
    """
    counts = history.load_history(services)
    if not paths:
        click.echo(f"{counts.added} events added, {counts.known} known already.")
        return
    files = _files(paths)
    failed = lines = 0
    for path in track(files, "Reading", console=Console(stderr=True), disable=len(files) < 3 or as_json):
        try:
            report = ingest_document(services, path)
        except SeedError as error:
            failed += 1
            click.echo(f"kp: {error}", err=True)
            continue
        for line in report.unread:
            lines += 1
            click.echo(f"kp: {line}", err=True)
        click.echo(json.dumps(report.to_dict(), ensure_ascii=False) if as_json else report.describe())
    if failed or lines:
        what = [plural(n, word) for n, word in ((failed, "document"), (lines, "line")) if n]
        raise KpError(f"{' and '.join(what)} could not be read; the rest was done.")


def _files(paths: tuple[Path, ...]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
        elif path.is_file():
            found.append(path)
        else:
            raise SeedError(f"There is no file or folder {path}.")
    if not found:
        raise SeedError("No documents there.", hint="Their names end in " + ", ".join(SUFFIXES) + ".")
    return found
