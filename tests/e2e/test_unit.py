"""The unit as deploy/ describes it, under systemd itself: on a Debian that has nothing else, from an empty state folder."""

from __future__ import annotations

import os
import re
import time
import urllib.request
from collections.abc import Iterator

import pytest

from tests.e2e.containers import CERTIFICATES, ROOT, Podman, eventually, free_port, limits, opened

pytestmark = pytest.mark.timeout(2400)
SYSTEM = "systemd,systemd-sysv,dbus,procps,python3,python3-venv,ca-certificates"
DATA = "/var/lib/kp-events/data"


class Machine:
    """A machine that systemd runs, with the checkout in /opt/kp-events."""

    def __init__(self, podman: Podman) -> None:
        self._podman = podman
        self.port = free_port()
        image = podman.debian("localhost/with-systemd", "bookworm", SYSTEM)
        podman.call(
            "run", "--detach", "--name=machine", "--privileged", "--systemd=always", "--network=host", *limits(),
            f"--volume={ROOT}:/opt/kp-events:ro", f"--volume={CERTIFICATES}:{CERTIFICATES}:ro",
            image, "/lib/systemd/systemd",
        )  # fmt: skip
        eventually(lambda: self.tried("systemctl is-system-running") in {"running", "degraded"}, self.log)

    def does(self, words: str) -> str:
        """Let root do something in a shell; return what it says."""
        return self._podman.call("exec", "machine", "bash", "-c", words)

    def tried(self, words: str) -> str:
        """The same, where it may fail."""
        return self._podman.tried("exec", "machine", "bash", "-c", words).stdout.strip()

    def settings(self, **settings: str) -> None:
        """Write the file of settings."""
        index = os.environ.get("PIP_INDEX_URL")
        known = {"KP_PORT": str(self.port)} | ({"PIP_INDEX_URL": index} if index else {}) | settings
        lines = "\\n".join(f"{name}={value}" for name, value in known.items())
        self.does(f"printf '{lines}\\n' >/etc/kp-events.env && chmod 600 /etc/kp-events.env")

    def kp(self, words: str) -> str:
        """Call kp as the runbook tells the person at night to."""
        how = re.search(r"`(kp\(\) \{ sudo .*? \})`", (ROOT / "deploy/RUNBOOK.md").read_text())
        assert how is not None
        return self.does(f'sudo() {{ "$@"; }}; {how[1]}; kp {words}')

    def shows(self, name: str) -> str:
        """What systemd says of the unit."""
        return self.does(f"systemctl show --value -p {name} kp-events")

    def ready(self) -> bool:
        """Whether the bot says so."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def log(self) -> str:
        """The end of the journal."""
        return self.tried("journalctl --no-pager -n 40")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine on which the unit was installed as its first lines say."""
    with opened(tmp_path_factory.mktemp("containers")) as podman:
        machine = Machine(podman)
        machine.settings()
        machine.does("cp /opt/kp-events/deploy/kp-events.service /etc/systemd/system/")
        machine.does("systemctl enable --now kp-events")
        eventually(machine.ready, machine.log, seconds=900)
        yield machine


def test_the_unit_runs_the_bot_confined_and_brings_it_back(machine: Machine) -> None:
    """It sets itself up, has no rights, comes back after a kill, stops in time, and not for a wrong setting's sake."""
    status = machine.does("cat /proc/$(systemctl show --value -p MainPID kp-events)/status")
    said = dict(re.findall(r"^(\w+):\s+(.+)$", status, re.MULTILINE))
    assert {int(said[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}
    assert (said["NoNewPrivs"], said["Seccomp"]) == ("1", "2")
    assert "0" not in said["Uid"].split()
    inside = "nsenter --mount --target $(systemctl show --value -p MainPID kp-events)"
    for place in ("/etc/x", "/opt/kp-events/x", "/usr/x", "/home/x"):
        assert "ok" not in machine.tried(f"{inside} touch {place} && echo ok"), place

    assert f"{DATA}/kp-events.db" in machine.kp("status")
    eventually(lambda: "trained model" in machine.kp("status"), machine.log)
    machine.kp("backup")
    machine.does("systemctl kill -s KILL kp-events")
    eventually(lambda: machine.shows("NRestarts") == "1" and machine.ready(), machine.log)

    began = time.monotonic()
    machine.does("systemctl stop kp-events")
    assert time.monotonic() - began < 15
    assert machine.shows("Result") == "success"

    machine.does(f"head -c 300000 /dev/zero | tr '\\0' x >{DATA}/kp-events.db; rm -f {DATA}/kp-events.db-*")
    assert "is in place" in machine.kp("restore")
    machine.does("systemctl start kp-events")
    eventually(machine.ready, machine.log)

    machine.settings(KP_ZONE="Mars")
    machine.does("systemctl restart kp-events")
    eventually(lambda: machine.shows("ActiveState") == "failed", machine.log)
    assert machine.shows("ExecMainStatus") == "2"
    assert "KP_ZONE cannot be used" in machine.log()
