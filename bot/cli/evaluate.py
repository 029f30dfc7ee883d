"""`kp evaluate`: how often recognition is right, how sure it may be believed, and what feedback taught it."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from bot.app import LazyClassifier
from bot.cli.context import make_services
from bot.cli.evaluate_merging import evaluate_merging
from bot.config import load_settings
from bot.model.errors import ConfigError, InputError, KpError, StoreError
from bot.nlp import evaluate as scoring
from bot.nlp.alone import NetworkAlone
from bot.nlp.calibration import Share
from bot.nlp.classifier import build_classifier
from bot.nlp.learned.trained import FILES, Trained, current_folder, load_trained
from bot.ports import Classifier
from bot.views.reliability import Point, reliability_svg

AT_MOST = ("false_alarms", "missed", "date_wrong")  # the less the better
FLOORS: dict[str, Callable[[scoring.Evaluation], float | None]] = {
    "micro": lambda r: r.micro.f1,
    "macro": lambda r: r.macro_f1,
    "alert_precision": lambda r: r.sureness.alerts.precision,
    "alert_recall": lambda r: r.sureness.alerts.recall,
} | {name: operator.attrgetter(f"{name}.value") for name in scoring.SHARES}


@click.command("evaluate")
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"), required=False)
@click.option("--rules-only", is_flag=True, help="Gate and rules, without the trained model.")
@click.option("--model-only", is_flag=True, help="The network by itself; it reads no dates.")
@click.option(
    "--model",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Folder of a model, as kp train --out writes it; the one in use, else.",
)
@click.option("--by", metavar="FIELD", help="A line for each value of a field: kind, lang, register, source.")
@click.option(
    "--plot", type=click.Path(dir_okay=False, path_type=Path), help="Write a calibration plot (SVG)."
)
@click.option(
    "--feedback", is_flag=True, help="What people said: how the model does on it, and once retrained."
)
@click.option("--events", is_flag=True, help='Score merging instead, on items that say their "event".')
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--min-f1", type=click.FloatRange(0, 1), help="Fail (exit 1) when micro-F1 is lower.")
@click.option(
    "--floor",
    multiple=True,
    metavar="NAME=VALUE",
    help=f"Fail (exit 1) when a figure is worse: {', '.join(FLOORS)}.",
)
def evaluate(
    file: IO[str] | None,
    *,
    rules_only: bool,
    model_only: bool,
    model: Path | None,
    by: str | None,
    plot: Path | None,
    feedback: bool,
    events: bool,
    as_json: bool,
    min_f1: float | None,
    floor: Sequence[str],
) -> None:
    """Score the classifier on labelled items (with "types", and "status", "event_date" where known).

    \b
    Example:  kp evaluate labelled.jsonl --min-f1 0.6
              kp evaluate labelled.jsonl --rules-only --by lang
              kp evaluate labelled.jsonl --floor macro=.72 --floor false_alarms=.08
              kp evaluate --feedback
              kp evaluate --events merged.jsonl --floor precision=.92
    """
    of_items = rules_only or model_only or model or by or plot
    if feedback:
        if file is not None or of_items or events or floor or min_f1 is not None:
            raise InputError(
                "--feedback scores what people said: it takes no file, and goes with --json only."
            )
        _feedback(as_json=as_json)
        return
    if file is None:
        raise InputError("Name a file of labelled items.", hint="kp evaluate --help has examples.")
    if events:
        if of_items:
            raise InputError("--events goes with --floor, --min-f1 and --json only.")
        least = [f"f1={min_f1}"] if min_f1 is not None else []
        evaluate_merging(file, floors=[*floor, *least], as_json=as_json)
        return
    floors = [*_floors(floor), *([("micro", min_f1)] if min_f1 is not None else [])]
    _check_plot(plot)
    labelled = _labelled(file)
    with _bar(len(labelled)) as tell:
        classifier = _classifier(model, rules_only=rules_only, model_only=model_only)
        verdicts = scoring.verdicts_on(labelled, classifier, tell)
    result = scoring.score(labelled, verdicts)
    groups = scoring.score_by(labelled, verdicts, by) if by else {}
    if plot is not None:
        _plot(plot, result, Path(file.name).name, classifier.version)
    if as_json:
        grouped = {"by": {name: group.as_dict() for name, group in groups.items()}} if by else {}
        told = {"classifier": classifier.version} | result.as_dict() | grouped
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print(result, classifier.version)
        if by:
            _print_groups(by, groups)
    worse = [said for name, value in floors if (said := _below(result, name, value))]
    if worse:
        raise KpError(" ".join(worse))


def _labelled(file: IO[str]) -> list[scoring.Labelled]:
    labelled = scoring.parse_labelled(file)
    if not labelled:
        raise InputError("There are no items in the file.")
    return labelled


def _classifier(model: Path | None, *, rules_only: bool, model_only: bool) -> Classifier:
    if rules_only and (model_only or model):
        raise InputError("--rules-only uses no model.")
    if rules_only:
        return build_classifier(None)
    if model is None and not model_only:
        return LazyClassifier()
    trained = _trained(model)
    return NetworkAlone(trained) if model_only else build_classifier(trained)


def _trained(model: Path | None) -> Trained:
    folder = model or current_folder(load_settings().data / "model")
    if folder is None:
        raise ConfigError("There is no trained model here; rules decide alone.", hint="See kp train.")
    missing = [name for name in FILES if not folder.joinpath(name).is_file()]
    if missing:
        raise InputError(
            f"{folder} holds no model: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing.",
            hint="kp train --out FOLDER writes one.",
        )
    return load_trained(folder)


def _floors(given: Sequence[str]) -> list[tuple[str, float]]:
    found = []
    for text in given:
        name, _, value = text.partition("=")
        name = name.replace("-", "_")
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if not 0 <= number <= 1:  # nor is "nan", below which nothing ever is
            raise InputError(f'"{text}" is no floor.', hint="For example --floor micro=.76.")
        found.append((name, number))
        if name not in FLOORS:
            raise InputError(f'There is no figure "{name}".', hint=f"There are {', '.join(FLOORS)}.")
    return found


def _below(result: scoring.Evaluation, name: str, wanted: float) -> str | None:
    """Return a sentence where a figure is worse than wanted."""
    value = FLOORS[name](result)
    said = "micro-F1" if name == "micro" else name
    if value is None:
        return f"{said} cannot be said of these items."
    if name in AT_MOST:
        return f"{said} is {value:.3f}, above {wanted:g}." if value > wanted else None
    return f"{said} is {value:.3f}, below {wanted:g}." if value < wanted else None


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], None]]:
    """Show how far it is, on a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("Reading", total=total)
        yield lambda done: progress.update(task, completed=done)


def _print(result: scoring.Evaluation, version: str) -> None:
    console = Console()
    table = Table("type", "n", "precision", "recall", "F1")
    for name, rate in result.types.items():
        table.add_row(name, str(rate.n), f"{rate.precision:.3f}", f"{rate.recall:.3f}", f"{rate.f1:.3f}")
    console.print(table)
    console.print(f"{version}, {result.items} items", highlight=False)
    micro = result.micro
    console.print(f"micro-F1 {micro.f1:.3f} (precision {micro.precision:.3f}, recall {micro.recall:.3f})")
    if result.macro_f1 is not None:
        console.print(f"macro-F1 {result.macro_f1:.3f}")
    for name in scoring.SHARES:
        _print_share(console, name.replace("_", " "), getattr(result, name))
    _print_sureness(console, result)


def _print_share(console: Console, name: str, share: Share) -> None:
    if share.value is not None:
        console.print(f"{name:14} {share.value:.3f}  ({share.right} of {share.of})")


def _print_sureness(console: Console, result: scoring.Evaluation) -> None:
    sure = result.sureness
    if sure.error is None:
        return
    table = Table("score said", "types", "mean score", "right", title="How sure")
    for each in sure.bins:
        right = "" if each.right.value is None else f"{each.right.value:.2f}"
        table.add_row(f"{each.low:.1f} – {each.high:.1f}", str(each.right.of), f"{each.mean:.2f}", right)
    console.print(table)
    console.print(f"calibration error {sure.error:.3f}")
    _print_share(console, "to be checked", sure.review)
    _print_share(console, "right, all", sure.right)
    _print_share(console, "right, checked", sure.right_checked)
    _print_share(console, "right, alerted", sure.right_alerted)
    console.print(f"alerts         precision {sure.alerts.precision:.3f}, recall {sure.alerts.recall:.3f}")


def _print_groups(by: str, groups: dict[str, scoring.Evaluation]) -> None:
    table = Table(by, "items", "micro-F1", "precision", "recall", "exact", "false alarms")
    for name, group in groups.items():
        micro, alarms = group.micro, group.false_alarms
        rates = (f"{value:.3f}" if micro.n else "–" for value in (micro.f1, micro.precision, micro.recall))
        said = f"{alarms.right} of {alarms.of}" if alarms.of else "–"
        exact = f"{group.exact.value or 0:.3f}"
        table.add_row(name or "(none)", str(group.items), *rates, exact, said)
    Console().print(table)


def _check_plot(path: Path | None) -> None:
    if path is not None and path.suffix.lower() != ".svg":
        raise InputError(
            f"{path.name} is no SVG.", hint="The plot is written as SVG: --plot calibration.svg."
        )


def _plot(path: Path, result: scoring.Evaluation, title: str, version: str) -> None:
    points = [Point(b.mean, b.right.value or 0.0, b.right.of) for b in result.sureness.bins]
    note = f"{result.items} items, micro-F1 {result.micro.f1:.3f}, calibration error {result.sureness.error or 0:.3f}"
    try:
        path.write_text(reliability_svg(points, title=title, notes=(note, version)), "utf-8")
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}.") from error


def _feedback(*, as_json: bool) -> None:
    """Say what people's words teach: how the model in use does on them, and one that learned from others."""
    from bot.nlp.training.data import shipped_examples  # noqa: PLC0415 - scipy: only here and in training
    from bot.nlp.training.feedback import from_feedback  # noqa: PLC0415
    from bot.nlp.training.lesson import lesson  # noqa: PLC0415

    services = make_services()
    with services.store.read() as db:
        said = from_feedback(db, services.taxonomy)
    if not said:
        raise KpError(
            "Nobody has said anything of an event's type yet.", hint="Right, Wrong type and Not an event do."
        )
    folder = current_folder(services.settings.data / "model")
    if folder is None:
        raise ConfigError("There is no trained model here; rules decide alone.", hint="See kp train.")
    with Console(stderr=True).status("Training twice, on one half of what was said each time…"):
        told = lesson(folder, said, shipped_examples(services.taxonomy))
    if as_json:
        click.echo(json.dumps(asdict(told)))
        return
    for line in told.lines():
        click.echo(line)
