"""The database file and the two ways to use it."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from sqlite_utils.utils import OperationalError, sqlite3  # type: ignore[attr-defined]

from bot.adapters.lock import InstanceLock
from bot.model.errors import BusyError, NotFoundError, StoreError
from bot.store import meta, outbox
from bot.store.db import Store
from tests.fakes import FakeClock, new_store

NOW = FakeClock().now()


def test_a_block_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    """All of a transaction is kept, or nothing."""
    store = new_store(tmp_path)

    def fail() -> None:
        with store.write() as db:
            meta.set_to(db, "a", "1", NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.read() as db:
        assert meta.get(db, "a") is None


def test_a_transaction_inside_a_transaction_is_an_error_and_no_standstill(tmp_path: Path) -> None:
    """The inner one would wait for the outer one for ever."""
    store = new_store(tmp_path)
    with store.write(), pytest.raises(RuntimeError, match="already"), store.write():
        pass
    with store.write() as db:
        meta.set_to(db, "a", "1", NOW)


def test_readers_cannot_write(tmp_path: Path) -> None:
    """A view that would write is a fault that shows at once."""
    store = new_store(tmp_path)
    with store.read() as db, pytest.raises(OperationalError):
        meta.set_to(db, "a", "1", NOW)


def test_writers_that_read_first_do_not_trip_over_one_another(tmp_path: Path) -> None:
    """Four threads that read and then write lose no increment."""
    store = new_store(tmp_path)

    def count() -> None:
        other = Store(store.path)
        for _ in range(25):
            with other.write() as db:
                meta.set_to(db, "n", str(int(meta.get(db, "n") or 0) + 1), NOW)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as db:
        assert meta.get(db, "n") == "100"


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    """The second time there is no step to take."""
    store = Store(tmp_path / "kp-events.db")
    assert store.migrate()
    assert store.migrate() == []
    assert store.problems() == []


def test_a_file_of_another_program_is_refused(tmp_path: Path) -> None:
    """Nothing is written into somebody else's database."""
    path = tmp_path / "kp-events.db"
    other = sqlite3.connect(str(path))
    other.execute("CREATE TABLE notes (text)")
    other.commit()
    other.close()
    with pytest.raises(StoreError, match="another program"):
        Store(path).migrate()


def test_a_file_that_is_no_database_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """A damaged file is named."""
    path = tmp_path / "kp-events.db"
    path.write_bytes(b"not a database, " * 100)
    with pytest.raises(StoreError, match="not a database"):
        Store(path).migrate()


def test_a_backup_is_whole_and_never_overwrites(tmp_path: Path) -> None:
    """A copy taken while the store is open can be opened."""
    store = new_store(tmp_path)
    with store.write() as db:
        meta.set_to(db, "a", "1", NOW)
    copy = tmp_path / "backups" / "copy.db"
    store.backup(copy)
    with Store(copy).read() as db:
        assert meta.get(db, "a") == "1"
    with pytest.raises(StoreError, match="exists already"):
        store.backup(copy)


def test_a_second_bot_on_the_same_database_is_refused_by_the_first_one_s_process_id(tmp_path: Path) -> None:
    """The sentence says who holds it; once let go it can be taken again."""
    database = tmp_path / "kp-events.db"
    with InstanceLock(database):
        with pytest.raises(BusyError) as caught, InstanceLock(database):
            pass
        assert caught.value.pid == os.getpid()
        assert str(os.getpid()) in str(caught.value)
    with InstanceLock(database):
        pass


def test_a_data_folder_that_is_made_is_its_owners_alone(tmp_path: Path) -> None:
    """In it are tokens, and what people asked for."""
    folder = tmp_path / "data"
    Store(folder / "kp-events.db").migrate()
    assert folder.stat().st_mode & 0o077 == 0


def test_a_command_that_only_reads_needs_no_room_and_no_lock(tmp_path: Path) -> None:
    """On a full disk, or while another program holds the database, the terminal still answers."""
    path = tmp_path / "kp-events.db"
    Store(path).migrate()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert Store(path).migrate() == []
        with Store(path).read() as db:
            assert meta.get(db, "a") is None
    finally:
        other.close()


def test_a_number_beyond_all_numbers_is_nothing_s(tmp_path: Path) -> None:
    """Whoever types it, wherever it is looked up: in reading and in writing."""
    store = Store(tmp_path / "kp-events.db")
    store.migrate()
    with pytest.raises(NotFoundError), store.read() as db:
        outbox.get(db, 10**30)
    with pytest.raises(NotFoundError), store.write() as db:
        outbox.settle_unknown(db, 10**30, error="x")
    with store.write() as db:
        meta.set_to(db, "a", "1", NOW)
