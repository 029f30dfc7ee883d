"""Podman with a store of its own, where there is no Docker: it builds the image and runs it, without a daemon."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
DOCKERFILE = ROOT / "deploy/Dockerfile"
IMAGE, STAND_IN = "localhost/kp-events", "localhost/stand-in"
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
PYTHON = "python3,python3-venv,python-is-python3,ca-certificates"


class Podman:
    """One store of images and containers.

    All of it happens in a mount namespace of its own: there the part of the machine's control groups that crun does
    not take beside the older ones is out of sight.
    """

    def __init__(self, store: Path, holder: int) -> None:
        self._enter = ["nsenter", "--target", str(holder), "--mount"]
        self._podman = [
            "podman", "--root", str(store / "images"), "--runroot", str(store / "run"), "--events-backend", "file",
            "--cgroup-manager", "cgroupfs",
        ]  # fmt: skip
        beneath = subprocess.run(
            ["stat", "-f", "-c", "%T", str(store)], capture_output=True, text=True, check=True
        )
        self._layered = beneath.stdout.strip() != "overlayfs"  # one overlay upon another is none
        if not self._layered:
            self._podman += ["--storage-driver", "vfs"]
        self.store = store

    @staticmethod
    @contextmanager
    def running(store: Path) -> Iterator[Podman]:
        """Have a store while the block runs; containers end with it, images stay."""
        store.mkdir(parents=True, exist_ok=True)
        hide = "umount /sys/fs/cgroup/unified 2>/dev/null; exec sleep infinity"
        with subprocess.Popen(["unshare", "--mount", "sh", "-c", hide]) as holder:
            podman = Podman(store, holder.pid)
            try:
                podman.call("rm", "--all", "--force", "--volumes")
                yield podman
                podman.call("rm", "--all", "--force", "--volumes")
            finally:
                holder.send_signal(signal.SIGKILL)

    def call(self, *words: str, seconds: float = 120) -> str:
        """Do something that must succeed; return what it says."""
        done = self.tried(*words, seconds=seconds)
        assert done.returncode == 0, (
            f"podman {' '.join(words)}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        )
        return done.stdout.strip()

    def tried(self, *words: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        """Do something that may fail."""
        return subprocess.run(
            [*self._enter, *self._podman, *words],
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def base(self) -> str:
        """Return the image to build on: the pinned one, or where no registry is in reach, the same system anew.

        The stand-in is the same Debian with the same version of Python, made from Debian's own packages.
        """
        named = re.search(r"^ARG BASE=(\S+)$", DOCKERFILE.read_text(), re.MULTILINE)
        assert named is not None
        if self.tried("image", "exists", named[1]).returncode == 0:
            return named[1]
        known = self.tried("image", "exists", STAND_IN).returncode == 0
        if not known and self.tried("pull", "--quiet", named[1], seconds=600).returncode == 0:
            return named[1]
        return self.debian(STAND_IN, "trixie", PYTHON)

    def debian(self, name: str, suite: str, packages: str) -> str:
        """Return an image of that name with some packages of Debian, from the mirror debootstrap is set to; made once."""
        if self.tried("image", "exists", name).returncode == 0:
            return name
        folder = self.store / "debian"
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={packages}", suite, str(folder)],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        packed = self.store / "debian.tar"
        subprocess.run(["tar", "-C", str(folder), "-cf", str(packed), "."], check=True)
        self.call("import", str(packed), name, seconds=300)
        packed.unlink()
        shutil.rmtree(folder)
        return name

    def build(self, base: str) -> None:
        """Build the image from the Dockerfile as it is; what did not change is not done again."""
        index = os.environ.get("PIP_INDEX_URL")
        self.call(
            "build", "--format", "docker", f"--layers={str(self._layered).lower()}", "--network", "host", "--pull-never",
            "--build-arg", f"BASE={base}", *(["--build-arg", f"PIP_INDEX_URL={index}"] if index else []),
            "--volume", f"{CERTIFICATES}:{CERTIFICATES}:ro",  # a mirror of the index may have its own authority
            "--file", str(DOCKERFILE), "--ignorefile", f"{DOCKERFILE}.dockerignore", "--tag", IMAGE, str(ROOT),
            seconds=1500,
        )  # fmt: skip


def as_composed() -> list[str]:
    """Return the options of `podman run` that say what deploy/compose.yaml says of the bot."""
    bot = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())["services"]["bot"]
    known = {
        "build", "env_file", "restart", "stop_grace_period", "init", "read_only", "tmpfs", "cap_drop", "security_opt",
        "pids_limit", "mem_limit", "volumes",
    }  # fmt: skip
    assert set(bot) <= known, "a line of compose.yaml that this test does not know"
    options = [
        *(["--init"] if bot["init"] else []),
        *(["--read-only", "--read-only-tmpfs=false"] if bot["read_only"] else []),
        *(f"--tmpfs={folder}" for folder in bot["tmpfs"]),
        *(f"--cap-drop={name}" for name in bot["cap_drop"]),
        *(f"--security-opt={word.replace(':true', '')}" for word in bot["security_opt"]),
        *(f"--volume={volume}" for volume in bot["volumes"]),
        f"--pids-limit={bot['pids_limit']}",
        f"--memory={bot['mem_limit']}",
        f"--stop-timeout={bot['stop_grace_period'].removesuffix('s')}",
    ]
    return options + limits()


def limits() -> list[str]:
    """Return the options that ask for no more open files and processes than this machine allows."""
    options = []
    for name, kind in (("nofile", resource.RLIMIT_NOFILE), ("nproc", resource.RLIMIT_NPROC)):
        most = min(4096, *(limit for limit in resource.getrlimit(kind) if limit >= 0), 4096)
        options.append(f"--ulimit={name}={most}:{most}")
    return options


@contextmanager
def opened(kept_at: Path) -> Iterator[Podman]:
    """Have podman on the store that KP_CONTAINERS names, or on a new one."""
    if shutil.which("podman") is None or os.geteuid() != 0:
        pytest.fail(
            "containers are built and run by podman, as root: apt-get install podman crun catatonit debootstrap"
        )
    kept = os.environ.get("KP_CONTAINERS")
    with Podman.running(Path(kept) if kept else kept_at) as podman:
        yield podman


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def eventually(is_so: Callable[[], object], told: Callable[[], str], seconds: float = 120) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, told()
        time.sleep(0.5)
