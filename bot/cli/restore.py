"""`kp restore`: go on with a backup, and keep what was there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from bot.adapters.clock import SystemClock
from bot.adapters.lock import InstanceLock
from bot.config import load_settings
from bot.model.errors import NotFoundError, StoreError
from bot.store import stats
from bot.store.codec import to_text
from bot.store.db import Store
from bot.text import plural

TRY_ANOTHER = "Nothing was changed; kp restore FILE takes another copy."
PARTS = ("", "-wal", "-shm")  # of a database: a log of the old one must not meet the new one


@click.command("restore")
@click.argument("backup", type=click.Path(path_type=Path, dir_okay=False, exists=True), required=False)
def restore(backup: Path | None) -> None:
    """Put BACKUP (the newest in backups/ without one) in place of the database. Stop the bot first.

    What was there is kept beside it, under another name.

    \b
    Example:  kp restore
    """
    settings = load_settings()
    chosen = backup or _newest(settings.data / "backups")
    with InstanceLock(settings.database):
        fresh = settings.database.with_name("restoring.db")
        try:
            shutil.copyfile(chosen, fresh)
            store = Store(fresh)
            size = _proven(store, chosen)
            whole = fresh.with_name("restoring-whole.db")
            whole.unlink(missing_ok=True)
            store.backup(whole)  # one file, without a log
        finally:
            for part in PARTS:
                fresh.with_name(fresh.name + part).unlink(missing_ok=True)
        for file in (whole, settings.database.with_suffix(".lock")):
            _own_as(settings.data, file)
        kept = _put_aside(settings.database)
        whole.replace(settings.database)
    click.echo(
        f"{chosen.name} is in place: {plural(size.events, 'event')}, {plural(size.reports, 'report')}."
    )
    if kept is not None:
        click.echo(f"What was there is now {kept}.")


def _proven(store: Store, chosen: Path) -> stats.RecordSize:
    """Return what a copy holds, brought to this version's schema.

    Raises:
        StoreError: it cannot be gone on with; the sentence names the file that was chosen.
    """
    try:
        store.migrate()
        problems = store.problems()
        if not problems:
            with store.read() as db:
                return stats.record_size(db)
    except StoreError as error:
        said = error.message.replace(str(store.path), str(chosen))
        raise StoreError(said, reason=error.reason, hint=TRY_ANOTHER) from error
    raise StoreError(f"{chosen} is damaged, too: {problems[0]}.", reason="damaged", hint=TRY_ANOTHER)


def _newest(folder: Path) -> Path:
    found = sorted(folder.glob("kp-events-*.db"))
    if not found:
        raise NotFoundError(f"There is no backup in {folder}.", hint="Name a file: kp restore FILE.")
    return found[-1]


def _own_as(folder: Path, file: Path) -> None:
    """Give a file to the folder's owner: root restores what the bot, which is not root, has to write."""
    if hasattr(os, "chown") and os.geteuid() == 0:
        owner = folder.stat()
        os.chown(file, owner.st_uid, owner.st_gid)


def _put_aside(database: Path) -> Path | None:
    """Rename a database and its log; return its new name, None where there was none."""
    if not database.exists():
        return None
    stamp = (to_text(SystemClock().now()) or "").replace(":", "").replace("-", "")
    kept = database.with_name(f"{database.name}.before-{stamp}")
    for part in PARTS:
        old = database.with_name(database.name + part)
        if old.exists():
            old.rename(kept.with_name(kept.name + part))
    return kept
