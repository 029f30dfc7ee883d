"""The database file: how it is opened, and the two ways to use it.

A connection belongs to one `with` block. Readers cannot write; writers begin IMMEDIATE, because a
deferred transaction that reads and then writes fails at once when another connection wrote in
between, whatever the busy timeout.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from bot.model.errors import StoreError
from bot.store.migrations import migrations

BUSY_SECONDS = 10.0
APPLICATION_ID = 0x4B504556  # "KPEV": a file with another id is not ours

__all__ = ["Database", "Store"]


class Store:
    """One SQLite file.

    Args:
        path: the file; it and its folder are made on first use.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing = threading.RLock()
        self._in_transaction = False
        self._idle: Database | None = None

    def migrate(self) -> list[str]:
        """Bring the file to this version's schema; return the names of the steps taken.

        Raises:
            StoreError: the file cannot be opened, is not ours, or is newer than this version.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            db = self._open(writable=True)
        except OSError as error:
            raise StoreError(
                f"The data folder {self.path.parent} cannot be used: {error.strerror}."
            ) from error
        try:
            self._check_owner(db)
            db.execute("PRAGMA journal_mode=WAL")
            names = [m.name for m in migrations.pending(db)]
            migrations.apply(db)
            db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        except sqlite3.OperationalError as error:
            raise StoreError(f"The database {self.path} cannot be used: {error}.") from error
        else:
            return names
        finally:
            db.close()

    @contextmanager
    def read(self) -> Iterator[Database]:
        """Open for reading: one consistent view for the length of the block."""
        db = self._open(writable=False)
        try:
            db.execute("BEGIN")
            yield db
        finally:
            db.rollback()
            db.close()

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[Database]:
        """Open for one short transaction: all of the block is kept, or nothing.

        Never wait for the network or a model inside it.

        Args:
            durable: wait until the commit is on the disk, so that a power cut cannot undo it
                (used before something is done in the world that must not be done twice).
        """
        with self._writing:
            if self._in_transaction:
                raise RuntimeError("a transaction is open in this thread already: use its `db`")
            self._hold_open()
            db = self._open(writable=True)
            self._in_transaction = True
            try:
                if durable:
                    db.execute("PRAGMA synchronous=FULL")
                db.execute("BEGIN IMMEDIATE")
                yield db
                db.commit()
            except BaseException:
                db.rollback()
                raise
            finally:
                self._in_transaction = False
                db.close()

    def _hold_open(self) -> None:
        """Keep one idle connection: when the last one closes, SQLite folds the log back in (17 ms a write, not 1)."""
        if self._idle is None:
            self._idle = self._open(writable=False)
            self._idle.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def optimize(self) -> None:
        """Let SQLite refresh the figures its query planner goes by, and fold the log back in."""
        db = self._open(writable=True)
        try:
            db.execute("PRAGMA optimize")
            db.execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            db.close()

    def backup(self, target: Path) -> None:
        """Write a consistent copy to a new file while others read and write.

        Raises:
            StoreError: the file exists, or cannot be written.
        """
        if target.exists():
            raise StoreError(f"{target} exists already.", hint="Name another file.")
        db = self._open(writable=True)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            db.execute("VACUUM INTO ?", [str(target)])
        except (OSError, sqlite3.Error) as error:
            target.unlink(missing_ok=True)
            raise StoreError(f"{target} cannot be written: {error}.") from error
        finally:
            db.close()

    def problems(self) -> list[str]:
        """Check the file: its structure, its foreign keys, its full-text index, its schema version."""
        db = self._open(writable=True)
        try:
            found = [str(r[0]) for r in db.execute("PRAGMA integrity_check(5)").fetchall() if r[0] != "ok"]
            found += [
                f"a row of {r[0]} points nowhere" for r in db.execute("PRAGMA foreign_key_check").fetchall()
            ]
            found += [f"schema step {m.name} is missing" for m in migrations.pending(db)]
            try:
                db.execute("INSERT INTO events_fts (events_fts) VALUES ('integrity-check')")
            except sqlite3.DatabaseError as error:
                found.append(f"the search index is damaged: {error}")
            return found
        finally:
            db.close()

    def _open(self, *, writable: bool) -> Database:
        try:
            conn = sqlite3.connect(
                str(self.path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            db = Database(conn, strict=True, execute_plugins=False)
            db.execute("PRAGMA foreign_keys=ON")
            db.execute("PRAGMA synchronous=NORMAL")
            if not writable:
                db.execute("PRAGMA query_only=ON")
        except sqlite3.DatabaseError as error:
            raise StoreError(f"The database {self.path} cannot be opened: {error}.") from error
        return db

    def _check_owner(self, db: Database) -> None:
        try:
            found = db.execute("PRAGMA application_id").fetchone()[0]
            foreign = found == 0 and bool(db.table_names()) and "events" not in db.table_names()
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{self.path} is not a database: {error}.") from error
        if foreign or found not in (0, APPLICATION_ID):
            raise StoreError(
                f"{self.path} belongs to another program.", hint="Set KP_DATA to another folder."
            )
