"""A ping to a watcher outside, that notices when the bot is silent (healthchecks.io and its kind)."""

from __future__ import annotations

import threading

import httpx2

from bot import __version__
from bot.log import get_logger

log = get_logger(__name__)

SECONDS = 10.0


class Heartbeat:
    """Pings an address; never waits, never fails.

    The address is the operator's own setting, so it may be inside their network. It may hold a
    secret, so no log names it.

    Args:
        url: what to ask.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._busy = threading.Lock()

    def beat(self) -> None:
        """Ping in the background; while one ping is on its way there is no second."""
        if self._busy.acquire(blocking=False):
            threading.Thread(target=self._ping, name="heartbeat", daemon=True).start()

    def _ping(self) -> None:
        try:
            with httpx2.Client(timeout=SECONDS, headers={"User-Agent": f"kp-events/{__version__}"}) as client:
                client.get(self._url).raise_for_status()
        except httpx2.HTTPStatusError as error:
            log.warning("heartbeat_failed", status=error.response.status_code)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
            log.warning("heartbeat_failed", why=type(error).__name__)
        finally:
            self._busy.release()
