"""`kp train`: fit the recogniser to the shipped examples and to what people said."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import IO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.cli.context import pass_services
from bot.model.errors import ConfigError, InputError, KpError, StoreError
from bot.nlp.learned.trained import MADE, Trained, current_folder, load_trained
from bot.nlp.training import versions
from bot.nlp.training.data import Labelled, read_labelled, shipped_examples, unique
from bot.nlp.training.evidence import rule_parts
from bot.nlp.training.feedback import from_feedback
from bot.nlp.training.fulltrain import base_folder, train_full
from bot.nlp.training.session import Score, labels_of, measure, no_worse, refit, report, split
from bot.services import Services
from bot.taxonomy import Taxonomy
from bot.text import plural

REPORT = "report.md"
Tell = Callable[[int, int, float], None]


@click.command("train")
@click.option("--full", is_flag=True, help="Train the network itself; needs the extra `train` (torch).")
@click.option(
    "--extra",
    multiple=True,
    type=click.File("r", encoding="utf-8"),
    help="Labelled items (JSON Lines) to learn from.",
)
@click.option("--epochs", type=click.IntRange(1, 50), help="With --full: how often each text is read.")
@click.option(
    "--base",
    type=click.Path(file_okay=False, path_type=Path),
    help="With --full: folder of the base weights.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the model there and use it nowhere.",
)
@click.option("--rollback", is_flag=True, help="Go back to the model before.")
@pass_services
def train(
    services: Services,
    full: bool,
    extra: Sequence[IO[str]],
    epochs: int | None,
    base: Path | None,
    out: Path | None,
    rollback: bool,
) -> None:
    """Fit the recogniser to the shipped examples and to what people said of events.

    Without --full only the light parts are fitted, in about a minute. The new model is written beside the old
    one, with a report, and takes over if it does no worse on texts that were held back. The same texts give the
    same model, however often it is trained: what --extra names has to be named again.

    \b
    Example:  kp train
              kp train --full --extra mine.jsonl
              kp train --out try && kp evaluate mine.jsonl --model try
              kp train --rollback
    """
    data = services.settings.data / "model"
    if rollback:
        name = versions.roll_back(data)
        click.echo(f"The model of {name} is in use again." if name else "The shipped model is in use again.")
        return
    if not full and (epochs or base):
        raise InputError("--epochs and --base go with --full.")
    weights = base_folder(base) if full else None
    old = current_folder(data)
    if weights is None and old is None:
        raise ConfigError("There is no network to fit the light parts to.", hint="kp train --full makes one.")
    own, given = _texts(services, extra)
    examples = unique([*own, *given])
    stamp = services.now().strftime("%Y%m%dT%H%M%SZ")
    about = {"texts": {"shipped and said": len(own), "given": len(given)}}
    started = time.monotonic()
    with _folder(data, stamp, out) as folder:
        if weights is not None:
            with _bar() as tell:
                labels = labels_of(services.taxonomy)
                new = train_full(weights, folder, examples, labels, about, epochs=epochs, tell=tell)
        else:
            with _status() as say:
                new = refit(old or folder, folder, examples, about, say)
        with _status() as say:
            say("Comparing it with the one in use")
            before, after = _compare(old, new, split(examples)[1], services.taxonomy)
        folder.joinpath(MADE).write_text(stamp, "utf-8")
        folder.joinpath(REPORT).write_text(report(before, after, new.version, len(examples)), "utf-8")
        click.echo(f"{plural(len(examples), 'text')}, {time.monotonic() - started:.0f} s, {new.version}")
        click.echo(f"before: {before.describe()}\nnow:    {after.describe()}")
        if out is None and not no_worse(after, before):
            raise KpError("The new model does worse on texts that were held back; the old one stays in use.")
    if out is None:
        versions.take_over(data, stamp)
        click.echo(f"By type: {data / stamp / REPORT}")
        click.echo("The new model is in use from the next start. kp train --rollback goes back.")


@contextmanager
def _folder(data: Path, name: str, out: Path | None) -> Iterator[Path]:
    """Give a folder for the new model; nothing stays in the bot's own of a training that failed."""
    if out is not None:
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{out} cannot be made: {error.strerror}.") from error
        yield out
        return
    try:
        yield versions.new_folder(data, name)
    except BaseException:
        versions.drop(data, name)
        raise


def _compare(
    old: Path | Traversable | None, new: Trained, held: Sequence[Labelled], taxonomy: Taxonomy
) -> tuple[Score, Score]:
    """Return how the old model (none: rules alone) and the new one do on texts held back."""
    seen = rule_parts([one.item for one in held], new.labels.types)
    before = measure(load_trained(old) if old else None, held, taxonomy, seen)
    return before, measure(new, held, taxonomy, seen)


def _texts(services: Services, extra: Sequence[IO[str]]) -> tuple[list[Labelled], list[Labelled]]:
    """Return the shipped examples with what people said, and the texts of files given."""
    with services.store.read() as db:
        said = from_feedback(db, services.taxonomy)
    given = [one for file in extra for one in read_labelled(file, services.taxonomy)]
    return [*said, *shipped_examples(services.taxonomy)], given


@contextmanager
def _status() -> Iterator[Callable[[str], None]]:
    """Show what is being done, on a terminal."""
    console = Console(stderr=True)
    with console.status("Training") as shown:
        yield lambda what: shown.update(f"{what}…")


@contextmanager
def _bar() -> Iterator[Tell]:
    """Show how far the training is, on a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("Training"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("loss {task.fields[loss]:.2f}"),
    )
    with Progress(
        *columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task("Training", total=None, loss=0.0)
        yield lambda step, steps, loss: progress.update(task, completed=step, total=steps, loss=loss)
