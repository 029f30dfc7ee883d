"""The schema, as numbered steps; each runs in one transaction with the record that it ran."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.store.schema import DIGESTS, KEYWORDS, LIVING, QUIET, REASONS, RECORD, SLACK, WORKSPACE
from bot.store.schema_installed import INSTALLED, LATENESS, SHOWN

migrations = Migrations("kp-events")


def pending_steps(db: Database) -> list[str]:
    """Return the names of the steps that a database has yet to take."""
    return [step.name for step in migrations.pending(db)]


def _run(db: Database, script: str) -> None:
    """Execute statements one by one: `executescript` would commit the open transaction."""
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations(name="001_record")
def record(db: Database) -> None:
    """Feeds, entries, verdicts, events, reports."""
    _run(db, RECORD)


@migrations(name="002_slack")
def slack(db: Database) -> None:
    """Outbox, subscriptions, digests, snoozes, feedback."""
    _run(db, SLACK)


@migrations(name="003_local_workspace")
def local_workspace(db: Database) -> None:
    """Channels and messages of the local workspace."""
    _run(db, WORKSPACE)


@migrations(name="004_reasons")
def reasons(db: Database) -> None:
    """Why a report joined its event or opened it."""
    _run(db, REASONS)


@migrations(name="005_keywords")
def keywords(db: Database) -> None:
    """Subscriptions to plain words, and who is a guest."""
    _run(db, KEYWORDS)


@migrations(name="006_living_alerts")
def living_alerts(db: Database) -> None:
    """What subscribers choose of an alert's life, and reports that people moved."""
    _run(db, LIVING)


@migrations(name="007_digest_choices")
def digest_choices(db: Database) -> None:
    """What a digest leaves out, and where the window of the last one began."""
    _run(db, DIGESTS)


@migrations(name="008_installed")
def installed(db: Database) -> None:
    """Workspaces that installed the app, and reports by hand."""
    _run(db, INSTALLED)


@migrations(name="009_quiet_hours")
def quiet_hours(db: Database) -> None:
    """How long and when a feed's server and document ask not to be asked."""
    _run(db, QUIET)


@migrations(name="010_shown")
def shown(db: Database) -> None:
    """What is shown of a type is counted from its index alone."""
    _run(db, SHOWN)


@migrations(name="011_lateness")
def lateness(db: Database) -> None:
    """Since when what was read late could have been told."""
    _run(db, LATENESS)
