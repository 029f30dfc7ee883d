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

from bot.model.errors import NotFoundError, StoreError
from bot.store.migrations import migrations

BUSY_SECONDS = 10.0
NO_SUCH_NUMBER = "Nothing has a number that large."  # SQLite's own go to 2 ** 63 - 1
APPLICATION_ID = 0x4B504556  # "KPEV": a file with another id is not ours

_ROOM = 64 * 1024  # bytes that a step of the flow may need, many times over
_PROBE = "probe"
# what SQLite's result codes (sqlite.org/rescode.html) mean for a person: kind, sentence, what to do
_TROUBLES = {
    5: ("locked", "is held by another program", "Try again in a minute."),
    6: ("locked", "is held by another program", "Try again in a minute."),
    8: ("disk", "may not be written", "Is the disk mounted read-only?"),
    10: ("disk", "cannot be reached: the disk fails", "See the machine's own log."),
    11: ("damaged", "is damaged", "kp doctor says what is left; kp restore brings back a copy."),
    13: ("full", "cannot grow: the disk is full", "Free some space; nothing is lost."),
    14: ("disk", "cannot be opened", "Does its folder exist, and may it be used?"),
    778: ("disk", "cannot be written: the disk fails, or its quota is used up", "See the machine's own log."),
    26: (
        "damaged",
        "is not a database, or is damaged from its first page on",
        "kp doctor says what is left; kp restore brings back a copy.",
    ),
}

__all__ = ["Database", "Store"]


def trouble(error: Exception, path: Path, *, reading: bool = False) -> StoreError | None:
    """Return what a person is told of an error of SQLite's, None for a fault of our own.

    Args:
        error: what was raised.
        path: the database.
        reading: for readers, "may not be written" is a fault of our own.
    """
    code = getattr(error, "sqlite_errorcode", None)
    known = _TROUBLES.get(code) or _TROUBLES.get(code & 0xFF) if isinstance(code, int) else None
    if known is None or (reading and code is not None and code & 0xFF == 8):
        return None
    reason, said, hint = known
    return StoreError(f"The database {path} {said}.", reason=reason, hint=hint)


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
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            db = self._open(writable=True)
        except OSError as error:
            raise StoreError(
                f"The data folder {self.path.parent} cannot be used: {error.strerror}."
            ) from error
        try:
            ours = self._check_owner(db)
            if ours and not migrations.pending(db):
                return []  # nothing is written, so that a full disk or a lock keeps nobody from reading
            db.execute("PRAGMA journal_mode=WAL")
            names = [m.name for m in migrations.pending(db)]
            migrations.apply(db)
            db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        except sqlite3.DatabaseError as error:
            known = trouble(error, self.path)
            raise known or StoreError(f"The database {self.path} cannot be used: {error}.") from error
        else:
            return names
        finally:
            db.close()

    @contextmanager
    def read(self) -> Iterator[Database]:
        """Open for reading: one consistent view for the length of the block.

        Raises:
            StoreError: the file cannot be read; its `reason` says why.
            NotFoundError: something was looked for under a number that nothing can have.
        """
        db = self._open(writable=False)
        try:
            db.execute("BEGIN")
            yield db
        except sqlite3.DatabaseError as error:
            known = trouble(error, self.path, reading=True)
            if known is None:
                raise
            raise known from error
        except OverflowError as error:
            raise NotFoundError(NO_SUCH_NUMBER) from error
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

        Raises:
            StoreError: the file cannot be written; its `reason` says why, and nothing of the block is kept.
            NotFoundError: as in `read`.
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
            except sqlite3.DatabaseError as error:
                db.rollback()
                known = trouble(error, self.path)
                if known is None:
                    raise
                raise known from error
            except OverflowError as error:
                db.rollback()
                raise NotFoundError(NO_SUCH_NUMBER) from error
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

    def prove_writable(self) -> None:
        """Write as much as a step of the flow may need, and take it back.

        Raises:
            StoreError: it cannot be written; its `reason` says why.
        """
        with self.write() as db:
            db.execute(
                "INSERT OR REPLACE INTO meta (key, value, at) VALUES (?, hex(zeroblob(?)), '')",
                [_PROBE, _ROOM // 2],
            )
        with self.write() as db:
            db.execute("DELETE FROM meta WHERE key = ?", [_PROBE])

    def ping(self) -> None:
        """Read one row.

        Raises:
            StoreError: it cannot be read.
        """
        with self.read() as db:
            db.execute("SELECT 1 FROM meta LIMIT 1").fetchone()

    @property
    def sizes(self) -> tuple[int, int]:
        """The bytes of the file and of its log."""
        log = self.path.with_name(self.path.name + "-wal")
        return (
            self.path.stat().st_size if self.path.exists() else 0,
            log.stat().st_size if log.exists() else 0,
        )

    def optimize(self) -> None:
        """Let SQLite refresh the figures its query planner goes by, and fold the log back in.

        Raises:
            StoreError: it cannot be written; its `reason` says why.
        """
        db = self._open(writable=True)
        try:
            db.execute("PRAGMA optimize")
            db.execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.DatabaseError as error:
            known = trouble(error, self.path)
            if known is None:
                raise
            raise known from error
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
        found: list[str] = []
        try:
            db = self._open(writable=True)
        except StoreError as error:
            return [str(error)]
        try:
            found += [str(r[0]) for r in db.execute("PRAGMA integrity_check(5)").fetchall() if r[0] != "ok"]
            found += [
                f"a row of {r[0]} points nowhere" for r in db.execute("PRAGMA foreign_key_check").fetchall()
            ]
            found += [f"schema step {m.name} is missing" for m in migrations.pending(db)]
            try:
                db.execute("INSERT INTO events_fts (events_fts) VALUES ('integrity-check')")
            except sqlite3.DatabaseError as error:
                found.append(f"the search index is damaged: {error}")
        except sqlite3.DatabaseError as error:
            found.append(str(error))
        finally:
            db.close()
        return found

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
            known = trouble(error, self.path)
            raise known or StoreError(f"The database {self.path} cannot be opened: {error}.") from error
        return db

    def _check_owner(self, db: Database) -> bool:
        """Tell whether the file is ours already; one that is nobody's may become it."""
        found = db.execute("PRAGMA application_id").fetchone()[0]
        foreign = found == 0 and bool(db.table_names()) and "events" not in db.table_names()
        if foreign or found not in (0, APPLICATION_ID):
            raise StoreError(
                f"{self.path} belongs to another program.", hint="Set KP_DATA to another folder."
            )
        return bool(found == APPLICATION_ID)
