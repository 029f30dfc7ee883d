"""The real bot as a process, as `kp run` starts it, on a database of the test's own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.e2e.feedserver import Outlet

ROOT = Path(__file__).parent.parent.parent
FAST_MINUTES = 0.02
"""Minutes between polls: what takes ten minutes in life takes a second here."""


class Bot:
    """A data folder, and the commands that work on it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.settings = {
            "KP_DATA": str(folder / "data"),
            "KP_POLL_MINUTES": str(FAST_MINUTES),
            "KP_ALLOW_PRIVATE_FEEDS": "1",
            "KP_PORT": "0",
            "KP_LOG": "json",
            **settings,
        }

    @property
    def environment(self) -> dict[str, str]:
        """The variables the bot gets: the test's settings, and nothing of the developer's."""
        kept = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ
        }
        return {**kept, **self.settings, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"}

    def read_feeds(self, *outlets: Outlet) -> None:
        """Let the bot poll these outlets instead of the shipped feeds."""
        path = self.folder / "feeds.toml"
        entry = '[[feed]]\nurl = "{url}"\ntitle = "{name}"\npublisher = "{name}"\nlang = "en"\nzone = "UTC"\ntier = 2\n'
        path.write_text("\n".join(entry.format(url=o.url, name=o.name) for o in outlets))
        self.settings["KP_FEEDS"] = str(path)

    def call(self, *arguments: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [sys.executable, "-P", "-m", "bot.cli.main", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def lines(self, *arguments: str) -> list[dict[str, Any]]:
        """Run a command that prints JSON Lines; return them."""
        done = self.call(*arguments)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def start(self) -> subprocess.Popen[bytes]:
        """Start `kp run` and return its process; its log is `bot.log`."""
        return self._start("bot.cli.main", "run")

    def start_hurried(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start the bot with the waits of its protocol made short (tests/faults/hurried.py)."""
        return self._start("tests.faults.hurried", *arguments)

    def _start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "bot.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-P", "-m", module, *arguments],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @contextmanager
    def running(self, module: str = "bot.cli.main") -> Iterator[subprocess.Popen[bytes]]:
        """Run the bot while the block runs; it must then end within ten seconds of SIGTERM."""
        process = self._start(module, "run")
        try:
            yield process
            assert process.poll() is None, f"the bot ended by itself:\n{self.log()}"
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise

    def log(self) -> str:
        """The end of what the bot has logged, but for the polls that found nothing."""
        path = self.folder / "bot.log"
        lines = path.read_text(errors="replace").splitlines() if path.exists() else ["(no log)"]
        return "\n".join(line for line in lines if '"new_entries": 0' not in line)[-6000:]
