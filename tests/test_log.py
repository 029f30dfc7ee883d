"""What a log line shows, and what it must not."""

from __future__ import annotations

import logging

import pytest
import structlog

from bot.log import get_logger, set_up_logging

HIDDEN = "value-of-a-variable"


def _fail(hidden: str) -> None:
    """Fail with a variable in sight."""
    raise ValueError(len(hidden))


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_failure_is_logged_without_the_values_of_its_variables(
    capsys: pytest.CaptureFixture[str], style: str
) -> None:
    """They may hold a token or an article; the lines and the kind of error are enough."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        set_up_logging(style)
        try:
            _fail(HIDDEN)
        except ValueError:
            get_logger("one").exception("failed")
            logging.getLogger("two").exception("failed, too")
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()
    shown = capsys.readouterr().err
    assert shown.count("ValueError: 19") == 2
    assert HIDDEN not in shown
