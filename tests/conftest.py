"""What all tests share: which of them run, and on what terms."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

HERE = Path(__file__).parent
APART = {"e2e": HERE / "e2e", "faults": HERE / "faults"}
"""Folders of tests that start the whole bot; each runs only when its option asks for it."""

settings.register_profile(
    "kp",
    deadline=None,  # two busy cores make honest code slow now and then
    database=None,  # the checkout may be read-only
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("kp")

structlog.configure(  # its own default draws every local of a traceback, which takes seconds
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)

TOOLS = {"KP_LOCAL_SLACK", "KP_CHROMIUM", "KP_CONTAINERS"}
"""Where the programs are that the end-to-end tests run against, and what they keep of containers."""

for name in [name for name in os.environ if name.startswith(("KP_", "SLACK_")) and name not in TOOLS]:
    del os.environ[name]  # a developer's own settings must not reach the tests


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer `--e2e` (the bot against Slack and in a browser) and `--faults` (kills and broken networks)."""
    for name in APART:
        parser.addoption(f"--{name}", action="store_true", help=f"run the tests in tests/{name}, too")
    parser.addoption("--pictures", metavar="FOLDER", help="keep the pictures of tests/e2e/test_pictures.py")
    parser.addoption(
        "--thorough", action="store_true", help="try the full counts of tests/security, not a part"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the slow folders out unless they are asked for."""
    for name, folder in APART.items():
        if not config.getoption(name) and collection_path.is_relative_to(folder):
            return True
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests that need it talk to servers of their own on this machine, and nothing else."""
    for item in items:
        apart = any(item.path.is_relative_to(folder) for folder in APART.values())
        if apart and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(240))
        if apart or item.get_closest_marker("loopback"):
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1"]))
