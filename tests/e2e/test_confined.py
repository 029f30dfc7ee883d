"""The bot runs as its unit and its container run it: nobody, without rights, on a file system that is read-only."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
NOBODY = 65534
CONFINED = """
set -e
mount --make-rprivate /
if [ -n "$CLOSED" ]; then  # the interpreter is in a folder that is root's own: show nobody that alone
  mount --bind "$BASE" "$HELD"
  mount -t tmpfs -o mode=755,size=1m tmpfs "$CLOSED"
  mkdir -p "$BASE"
  mount --bind "$HELD" "$BASE"
fi
mount -t tmpfs -o uid={nobody},gid={nobody},mode=700,size=256m tmpfs "$STATE"
mount -o remount,bind,ro /
exec setpriv --reuid={nobody} --regid={nobody} --clear-groups --bounding-set=-all --inh-caps=-all --ambient-caps=-all \\
  --no-new-privs env -i PATH="$PATH" HOME="$STATE" KP_DATA="$STATE/data" PYTHONPATH="$CODE" PYTHONDONTWRITEBYTECODE=1 \\
  KP_LOG=json TMPDIR="$STATE" "$PYTHON" -P -m bot.cli.main run --port "$PORT"
"""


def can_confine() -> bool:
    """Whether this machine lets a test mount and give up rights: root with namespaces."""
    return os.geteuid() == 0 and subprocess.run(["unshare", "-m", "true"], check=False).returncode == 0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def answer(port: int, path: str) -> tuple[int, str]:
    """What the bot answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as got:
            return got.status, got.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def closed(path: Path) -> str:
    """The first folder above a path that nobody may enter, "" where there is none."""
    above = [*reversed(path.parents), path]
    return next((str(folder) for folder in above if not folder.stat().st_mode & 0o001), "")


def test_the_bot_runs_as_nobody_on_a_read_only_root(tmp_path: Path) -> None:
    """It starts, seeds, answers and ends; it has no capability, cannot gain one, and writes its state folder only."""
    if not can_confine():
        pytest.fail(
            "this machine allows no namespaces: run the end-to-end tests as root, or in a container that has them"
        )
    state = Path("/var/tmp") / f"kp-confined-{os.getpid()}"  # noqa: S108 - a place that nobody may enter
    code = state.with_name(state.name + "-code")
    state.mkdir()
    shutil.copytree(
        ROOT,
        code,
        ignore=shutil.ignore_patterns(".git", "tests", ".venv*", "*_cache", ".hypothesis", "node_modules"),
    )
    subprocess.run(["chmod", "-R", "a+rX", str(code)], check=True)
    held = state.with_name(state.name + "-python")
    held.mkdir()
    base = Path(sys.base_prefix).resolve()
    port = free_port()
    environment = os.environ | {
        "STATE": str(state),
        "CODE": str(code),
        "PYTHON": sys.executable,
        "PORT": str(port),
        "BASE": str(base),
        "CLOSED": closed(base),
        "HELD": str(held),
    }
    with (tmp_path / "log").open("w") as log:
        bot = subprocess.Popen(
            ["unshare", "-m", "sh", "-c", CONFINED.format(nobody=NOBODY)],
            env=environment,
            cwd="/",
            stdout=log,
            stderr=log,
        )
    try:
        waited = time.monotonic() + 120
        while answer(port, "/readyz")[0] != 200 and bot.poll() is None and time.monotonic() < waited:
            time.sleep(0.5)
        said = (tmp_path / "log").read_text()
        assert answer(port, "/healthz") == (200, "ok\n"), said
        assert json.loads(answer(port, "/readyz")[1])["ready"] is True, said
        assert "kp_events{" in answer(port, "/metrics")[1]
        status = dict(
            re.findall(r"^(\w+):\s+(.+)$", Path(f"/proc/{bot.pid}/status").read_text(), re.MULTILINE)
        )
        assert status["Uid"].split() == [str(NOBODY)] * 4
        assert {int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}
        assert status["NoNewPrivs"] == "1"
        mounts = [line.split() for line in Path(f"/proc/{bot.pid}/mountinfo").read_text().splitlines()]
        assert [m[5].split(",")[0] for m in mounts if m[4] == "/"][-1] == "ro"
        bot.send_signal(signal.SIGTERM)
        assert bot.wait(15) == 0, (tmp_path / "log").read_text()
    finally:
        bot.kill()
        bot.wait()
        shutil.rmtree(code)
        state.rmdir()
        held.rmdir()


def test_the_unit_is_one_that_systemd_takes_and_confines(tmp_path: Path) -> None:
    """No word in it is unknown, and systemd itself finds little to add."""
    if shutil.which("systemd-analyze") is None:
        pytest.fail("systemd-analyze is missing: apt-get install systemd")
    text = (ROOT / "deploy/kp-events.service").read_text()
    unit = tmp_path / "kp-events.service"
    unit.write_text(text.replace("/opt/kp-events/kp", str(ROOT / "kp")))
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    about_ours = [line for line in checked.stderr.splitlines() if "kp-events" in line]
    assert not about_ours
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=25", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert rated.returncode == 0, rated.stdout + rated.stderr
