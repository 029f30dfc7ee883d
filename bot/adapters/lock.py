"""One bot a database: a lock file that names the process holding it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Self

from bot.model.errors import BusyError, StoreError


class InstanceLock:
    """Held from `with` to its end; the system lets go of it even when the process is killed.

    Args:
        database: the SQLite file it stands for; the lock is a file beside it.
    """

    def __init__(self, database: Path) -> None:
        self._path = database.with_suffix(".lock")
        self._file: int | None = None

    def __enter__(self) -> Self:
        """Take it.

        Raises:
            BusyError: another process holds it; the sentence says which.
            StoreError: the folder cannot be made or written.
        """
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreError(
                f"The data folder {self._path.parent} cannot be used: {error.strerror}.",
                hint="Set KP_DATA to a folder that can be written.",
            ) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(file, 32).decode("ascii", "replace").strip()
            os.close(file)
            pid = int(holder) if holder.isdigit() else None
            who = f"process {pid}" if pid else "another process"
            raise BusyError(
                f"The bot already runs on this database ({who} holds {self._path}).",
                pid=pid,
                hint="Stop it, or set KP_DATA to another folder.",
            ) from error
        os.ftruncate(file, 0)
        os.write(file, f"{os.getpid()}\n".encode())
        self._file = file
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
