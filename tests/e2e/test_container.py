"""The container as deploy/ describes it: built from its Dockerfile, run as compose.yaml says, watched by its own check."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest

from tests.e2e.containers import IMAGE, Podman, as_composed, eventually, free_port, opened

pytestmark = pytest.mark.timeout(2400)


@pytest.fixture(scope="module")
def podman(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Podman]:
    """A store of images, kept in KP_CONTAINERS for the next time."""
    with opened(tmp_path_factory.mktemp("containers")) as podman:
        yield podman


@pytest.fixture(scope="module")
def image(podman: Podman) -> str:
    """The image."""
    base = podman.base()
    print(f"\nthe container is built on {base}")  # noqa: T201 - which of the two it was belongs to the result
    podman.build(base)
    return IMAGE


def well(podman: Podman) -> bool:
    """Whether the image's own health check says so."""
    return podman.tried("healthcheck", "run", "kp").returncode == 0


def test_the_container_runs_confined_and_its_health_check_tells(podman: Podman, image: str) -> None:
    """No rights, nothing writable but the data; the check fails while the bot hangs; it ends in time and starts again."""
    options = [*as_composed(), "--network=host", f"--env=KP_PORT={free_port()}"]

    def told() -> str:
        return podman.tried("logs", "--tail", "20", "kp").stderr

    podman.call("run", "--detach", "--name=kp", *options, image)
    eventually(lambda: well(podman), told)

    status = podman.call("exec", "kp", "sh", "-c", "cat /proc/[0-9]*/status")
    assert {tuple(ids.split()) for ids in re.findall(r"^[UG]id:\s+(.+)$", status, re.MULTILINE)} == {
        ("10001",) * 4
    }
    assert set(re.findall(r"^Cap\w+:\s+(\w+)$", status, re.MULTILINE)) == {"0" * 16}
    assert set(re.findall(r"^NoNewPrivs:\s+(\d)$", status, re.MULTILINE)) == {"1"}
    for place in ("/x", "/app/x", "/opt/venv/x", "/var/tmp/x", "/dev/x"):  # noqa: S108
        assert podman.tried("exec", "kp", "touch", place).returncode != 0, place
    podman.call("exec", "kp", "touch", "/data/x", "/tmp/x")  # noqa: S108
    assert "/data/kp-events.db" in podman.call("exec", "kp", "kp", "status")

    podman.call("exec", "kp", "sh", "-c", "kill -STOP -1")  # all but the first process and itself
    assert not well(podman)
    podman.call("exec", "kp", "sh", "-c", "kill -CONT -1")
    eventually(lambda: well(podman), told)

    podman.call("exec", "kp", "kp", "backup")
    podman.call("kill", "--signal=KILL", "kp")
    said = podman.call("run", "--rm", *options, image, "restore")  # on the volume of one that does not run
    assert "is in place" in said
    podman.call("start", "kp")
    eventually(lambda: well(podman), told)
    began = time.monotonic()
    podman.call("stop", "kp")
    assert time.monotonic() - began < 15
    assert podman.call("inspect", "--format={{.State.ExitCode}}", "kp") == "0"
