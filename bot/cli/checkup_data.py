"""What `kp doctor` looks at on this machine: database, backups, disk, clock, zones."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from bot.cli.finding import Finding
from bot.config import Settings, misspelt
from bot.model.errors import KpError
from bot.policy.health import ago
from bot.policy.trouble import LITTLE_DISK, OLD_BACKUP
from bot.services import Services
from bot.store import outbox, stats, waiting
from bot.store.db import Store
from bot.text import plural

SAFE_SQLITE = (3, 51, 3)
STUCK = timedelta(minutes=5)  # a message that is "being sent" this long is not being sent
WAITS_LONG = timedelta(minutes=15)


def database(services: Services) -> Iterator[Finding]:
    """SQLite's version; the file's structure, keys, search index and schema."""
    version = tuple(int(part) for part in sqlite3.sqlite_version.split("."))
    safe = version >= SAFE_SQLITE
    yield Finding(
        "SQLite",
        "ok" if safe else "warn",
        sqlite3.sqlite_version + ("" if safe else " can damage its log under load; install pysqlite3"),
    )
    problems = services.store.problems()
    yield Finding("database", "fail" if problems else "ok", "; ".join(problems) or str(services.store.path))
    try:
        services.store.prove_writable()
    except KpError as error:
        yield Finding("writing", "fail", str(error))
    else:
        yield Finding("writing", "ok", "works")


def settings() -> Iterator[Finding]:
    """Variables that mean a setting, and miss its name."""
    for sentence in misspelt():
        yield Finding("settings", "warn", sentence)


def restore(services: Services) -> Iterator[Finding]:
    """Copy the database and look into the copy: a backup nobody restored is a hope."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        try:
            services.store.backup(copy)
            problems = Store(copy).problems()
        except KpError as error:
            problems = [str(error)]
    yield Finding(
        "test backup", "fail" if problems else "ok", "; ".join(problems) or "a copy opens and is whole"
    )


def backups(settings: Settings, now: datetime) -> Iterator[Finding]:
    """The newest backup: its age, and whether the bot could go on with it."""
    found = sorted((settings.data / "backups").glob("kp-events-*.db"))
    if not found:
        yield Finding("backups", "warn", "none yet; kp backup makes one")
        return
    newest = found[-1]
    age = now - datetime.fromtimestamp(newest.stat().st_mtime, UTC)
    said = f"{plural(len(found), 'copy', 'copies')}, the newest made {ago(age)} ({newest.name})"
    yield Finding("backups", "warn" if age > OLD_BACKUP else "ok", said)
    yield _drill(newest)


def _drill(backup: Path) -> Finding:
    """Restore a backup into a folder of its own, as far as that the bot could run on it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "kp-events.db"
        try:
            shutil.copyfile(backup, copy)
            store = Store(copy)
            store.migrate()
            problems = store.problems()
            with store.read() as db:
                size = stats.record_size(db)
        except (KpError, OSError) as error:
            problems, size = [str(error)], None
    if problems or size is None:
        return Finding("test restore", "fail", f"{backup.name}: {'; '.join(problems)}")
    said = (
        f"{backup.name} opens and is whole: {plural(size.events, 'event')}, {plural(size.reports, 'report')}"
    )
    return Finding("test restore", "ok", said)


def litestream(settings: Settings) -> Iterator[Finding]:
    """Whether a copy elsewhere is set up whole, where it is set up at all."""
    if not os.environ.get("KP_BACKUP_BUCKET"):
        yield Finding("copy elsewhere", "ok", "none; deploy/litestream.yml would make one")
        return
    needed = ("KP_BACKUP_REGION", "LITESTREAM_ACCESS_KEY_ID", "LITESTREAM_SECRET_ACCESS_KEY")
    missing = [name for name in needed if not os.environ.get(name)]
    if shutil.which("litestream") is None:
        missing.append("the program litestream")
    said = f"missing: {', '.join(missing)}" if missing else f"Litestream copies {settings.database.name}"
    yield Finding("copy elsewhere", "fail" if missing else "ok", said)


def disk(settings: Settings) -> Iterator[Finding]:
    """How much space is left beside the data."""
    usage = shutil.disk_usage(settings.data)
    share = usage.free / usage.total
    said = f"{usage.free / 1e9:.1f} GB free ({share:.0%})"
    yield Finding("disk", "warn" if share < LITTLE_DISK else "ok", said)


def clock(services: Services) -> Iterator[Finding]:
    """Whether the record holds what has not been yet, and whether the zones are known."""
    now = services.now()
    with services.store.read() as db:
        last = waiting.last_sign(db)
    ahead = last is not None and last - now > timedelta(minutes=1)
    said = f"{now:%Y-%m-%d %H:%M} UTC"
    if ahead and last is not None:
        said += f", but the record goes to {last:%Y-%m-%d %H:%M}: the clock was set back, or is wrong now"
    yield Finding("clock", "warn" if ahead else "ok", said)
    try:
        seoul = datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Seoul")).utcoffset()
        own = ZoneInfo(services.settings.zone).key
    except ZoneInfoNotFoundError as error:
        yield Finding("zones", "fail", f"{error}; install tzdata")
        return
    good = seoul == timedelta(hours=9)
    yield Finding("zones", "ok" if good else "fail", own if good else f"Seoul is said to be at {seoul}")


def queue(services: Services) -> Iterator[Finding]:
    """Messages that are refused, wait for long, or hang."""
    now = services.now()
    with services.store.read() as db:
        counts = outbox.counts(db)
        oldest = outbox.oldest_pending(db)
        hangs = outbox.listing(db, states=("sending",), limit=200)
    said = ", ".join(f"{n} {state}" for state, n in counts.items()) or "empty"
    level = "fail" if counts.get("blocked") else "ok"
    if oldest is not None and now - oldest > WAITS_LONG:
        said, level = f"{said}; the oldest waits for over 15 minutes", "fail" if level == "fail" else "warn"
    stuck = [m.id for m in hangs if m.sending_at is not None and now - m.sending_at > STUCK]
    if stuck:
        said, level = (
            f"{said}; {plural(len(stuck), 'message')} half sent: start the bot, it looks for them",
            "fail",
        )
    yield Finding("outbox", level, said)
