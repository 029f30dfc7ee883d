"""Debian's Chromium on the local workspace of a real bot."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.e2e.localslack import eventually
from tests.e2e.running import Bot

CHROMIUM = os.environ.get("KP_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECONDS = 20_000.0
"""Milliseconds that anything on the page may take on two busy cores."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser while the block runs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


def address(bot: Bot) -> str:
    """Wait until a bot without tokens says where its page is."""
    found: str = eventually(
        lambda: next(iter(re.findall(r"http://127\.0\.0\.1:\d+", bot.log())), None), seconds=90, told=bot.log
    )
    return found


def named(inside: Locator, name: str) -> Locator:
    """The buttons that read so; what a screen reader is told may be longer."""
    return inside.locator("button", has_text=re.compile(rf"^\s*{re.escape(name)}\s*$"))


class Workspace:
    """The page, as somebody who looks at it uses it. What its scripts complain of is in `faults`."""

    def __init__(
        self,
        browser: Browser,
        url: str,
        *,
        width: int = 1280,
        height: int = 800,
        zone: str = "Europe/Berlin",
    ) -> None:
        context = browser.new_context(viewport={"width": width, "height": height}, timezone_id=zone)
        self.url = url
        self.page: Page = context.new_page()
        self.page.set_default_timeout(SECONDS)
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console",
            lambda said: self.faults.append(said.text) if said.type in ("error", "warning") else None,
        )

    def go(self, place: str = "C0ALERTS") -> None:
        """Look at a channel, or at `home`."""
        self.page.goto(f"{self.url}/#{place}")
        self.page.locator("body.ready").wait_for()
        self.page.locator(f'#places [aria-current][href="#{place}"]').wait_for(state="attached")
        self.page.locator("#messages:not([aria-busy])").wait_for(state="attached")

    def ask(self, line: str) -> Locator:
        """Type a line and send it; return the answer once it is there."""
        command = line if line.startswith("/") else f"/kp-events {line}"
        answers = self.page.locator(".message", has=self.page.locator(".asked", has_text=command))
        before = answers.count()
        self.page.fill("#composer-input", line)
        self.page.keyboard.press("Enter")
        answer = answers.nth(before)
        answer.wait_for()
        return answer

    def press(self, name: str, on: Locator | None = None) -> None:
        """Press the first button of a name: on a message, or in the form that is open."""
        named(on or self.form(), name).first.click()

    def pick(self, name: str, on: Locator) -> None:
        """Open the first "⋯" menu of a message's blocks and pick from it."""
        menu = on.locator(":not(header) > details.overflow").first
        menu.locator("summary").click()
        named(menu, name).click()

    def form(self) -> Locator:
        """The modal that is open."""
        return self.page.locator("#modal[open]")

    def leave(self) -> None:
        """Close the modals that are open."""
        self.form().get_by_role("button", name="Close").first.click()
        self.form().wait_for(state="detached")

    def messages(self) -> Locator:
        """The messages of the place that is shown."""
        return self.page.locator("#messages .message")

    def close(self) -> None:
        """Leave; the page must not have complained."""
        self.page.context.close()
        assert self.faults == []
