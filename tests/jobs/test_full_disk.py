"""A week in which the disk is really full for a day: reading goes on, nothing is lost, nothing is told twice."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
MOUNT = 'mount -t tmpfs -o size=6m tmpfs "$1" && shift && exec "$@"'


@cache
def apart() -> list[str]:
    """What gives a process mounts of its own here: as root, or as a user that may be root of its own; [] where not."""
    for flags in ("-m", "-rm"):
        command = ["unshare", flags, "sh", "-c", MOUNT, "sh"]
        try:
            if subprocess.run([*command, "/mnt", "true"], check=False, capture_output=True).returncode == 0:
                return command
        except OSError:
            break
    return []


@pytest.fixture(scope="module", params=["limit", "space"] if apart() else ["limit"])
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What was seen of the week: on a disk of 6 MB filled to its last byte, and where no file may be written on."""
    folder = str(tmp_path_factory.mktemp("disk"))
    own = [*apart(), folder] if request.param == "space" else []
    done = subprocess.run(
        [*own, sys.executable, "-m", "tests.jobs.full_disk", folder, request.param],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_reading_goes_on_while_the_disk_is_full(seen: dict[str, Any]) -> None:
    """A search finds what it found; a change says why it cannot be kept; the outlet is left alone."""
    assert seen["held"] in {"full", "disk"} and seen["change while full"] == seen["held"]
    assert seen["found while full"] == seen["found after a restart"] == seen["before"] > 3
    assert seen["asked while full"] <= 3


def test_a_start_on_a_full_disk_works_or_says_why(seen: dict[str, Any]) -> None:
    """What a start needs may have no room; that is one sentence, and no harm."""
    assert seen["restart"] == seen["before"] or "disk" in seen["restart"]


def test_everything_is_kept_and_told_once_in_order_when_there_is_room_again(seen: dict[str, Any]) -> None:
    """The feed still has what was missed; events that came meanwhile are told after all, in their order."""
    assert not seen["held after"] and not seen["failing after"] and not seen["problems"]
    assert seen["kept"] == seen["published"] > 15
    numbers = [int(text.split("report ")[1].split()[0]) for text in seen["told"]]
    assert len(numbers) == len(set(numbers)) == seen["found after"] > seen["before"] + 5
    assert numbers == sorted(numbers)


def test_the_operator_hears_of_it_at_once_and_of_its_end_once(seen: dict[str, Any]) -> None:
    """In words, without the name of an error."""
    begins = [text for text in seen["operator"] if "still answered" in text]
    assert begins and len(begins) <= 2, "once each start"
    assert [text for text in seen["operator"] if "can be written again" in text] == [
        "Over: the database can be written again."
    ]
    assert not any("Error" in text for text in seen["operator"])


def test_digests_go_on(seen: dict[str, Any]) -> None:
    """Each day's once; what fell on the full day comes when there is room."""
    assert 2 <= seen["digests"] <= 3
