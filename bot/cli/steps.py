"""One step of the flow by hand, and a look at how it does."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot.adapters.lock import InstanceLock
from bot.cli.context import make_services, pass_services
from bot.cli.finding import NO_MODEL, lost_model
from bot.pipeline import digest as digests
from bot.pipeline.deliver import Sender
from bot.services import Services
from bot.store.codec import to_text
from bot.text import plural
from bot.views import plain
from bot.views import status as status_view


@click.command("digest")
@click.option("--preview", is_flag=True, help="Show the next one instead of deciding those that are due.")
@click.option("--target", help="Channel or person of the preview; the first one that gets a digest, else.")
@pass_services
def digest(services: Services, preview: bool, target: str | None) -> None:
    """Decide the digests that are due, or preview one.

    \b
    Example:  kp digest --preview
    """
    if preview:
        model = digests.preview_digest(services, target, services.now())
        click.echo(plain.render_digest(model, services))
        return
    with InstanceLock(services.settings.database):
        decided = digests.decide_digests(services, services.now())
    click.echo(f"{plural(decided, 'digest')} decided.")


@click.command("deliver")
def deliver() -> None:
    """Send what the outbox holds and may go now, once.

    Needs the tokens that kp run has: without any, kp run shows the messages in the local workspace.

    \b
    Example:  kp deliver
    """
    from bot.app import edges  # noqa: PLC0415 - Slack's libraries: only here and where the bot runs

    services = make_services()
    messenger = edges.messenger_of(services.settings, services.store, services.clock)
    with InstanceLock(
        services.settings.database
    ):  # only one may send: recover() takes over what others began
        sender = Sender(services, messenger)
        sender.recover()
        done = sender.round()
    left = f", {done.later} to try later" if done.later else ""
    lost = f", {done.unknown} to look for" if done.unknown else ""
    click.echo(f"{plural(done.sent, 'message')} sent{left}{lost}, {len(done.blocked)} refused.")


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_services
def status(services: Services, as_json: bool) -> None:
    """How the bot on this database is doing: feeds, queue, next digest, classifier.

    \b
    Example:  kp status
    """
    from bot.nlp.learned.trained import current_folder  # noqa: PLC0415 - numpy is slow to load

    gone = current_folder(services.settings.data / "model") is None
    trouble = f"{NO_MODEL}." if gone else lost_model(services.settings)
    if trouble:
        click.echo(f"kp: {trouble}", err=True)  # what the record says of its reader may be of yesterday
    model = status_view.load_status(services, services.now())
    if as_json:
        click.echo(json.dumps(status_view.to_dict(model), ensure_ascii=False))
    else:  # first whose it is: another folder's bot may be quite well
        click.echo(f"{'Database:':<15} {services.settings.database}\n{plain.render_status(model)}")


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--keep", default=7, show_default=True, help="How many copies to keep in the folder.")
@pass_services
def backup(services: Services, folder: Path | None, keep: int) -> None:
    """Copy the database while the bot runs, into FOLDER (the data folder's backups/ without one).

    \b
    Example:  kp backup /mnt/backups --keep 14
    """
    where = folder or services.settings.data / "backups"
    stamp = (to_text(services.now()) or "").replace(":", "").replace("-", "")
    target = where / f"kp-events-{stamp}.db"
    services.store.backup(target)
    for old in sorted(where.glob("kp-events-*.db"))[: -max(keep, 1)]:
        old.unlink()
    click.echo(f"{target} ({target.stat().st_size / 1e6:.1f} MB)")
