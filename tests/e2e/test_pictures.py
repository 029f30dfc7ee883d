"""What the screens look like, on a desk and on a phone: each fits, and `--pictures FOLDER` keeps them.

`docs/pictures.md` shows them. Their news is this project's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.browser import SECONDS, Workspace, chromium
from tests.e2e.smallpng import small
from tests.e2e.studio import Studio, studio

expect.set_options(timeout=SECONDS)
SIZES = {"desk": (1180, 860), "phone": (390, 844)}
JCS = "South Korea's Joint Chiefs of Staff said"


class Screens:
    """The page at both sizes, and where its pictures go; nowhere without a folder."""

    def __init__(self, browser: Browser, bot: Studio, folder: Path | None) -> None:
        self.bot = bot
        self.folder = folder
        self.blank = browser.new_page()
        self.pages = {
            name: Workspace(browser, bot.url, width=width, height=height, zone="Asia/Seoul")
            for name, (width, height) in SIZES.items()
        }

    def each(self) -> Iterator[tuple[str, Workspace]]:
        """The pages, at the bot's own time."""
        for name, page in self.pages.items():
            page.page.clock.set_fixed_time(self.bot.clock.now())
            page.page.reload()
            page.go("D0BOT")
            yield name, page

    def take(self, name: str, screen: str, page: Workspace, shown: Locator | None = None) -> None:
        """Take a picture where they are kept, from the beginning of something; nothing may be wider than the screen."""
        if shown is not None:
            shown.evaluate("(node) => node.scrollIntoView({ block: 'start' })")
        if self.folder is not None:
            page.page.mouse.move(0, 0)
            page.page.wait_for_timeout(500)  # what moves has come to rest
            taken = small(page.page.screenshot(), self.blank)
            (self.folder / f"{name}-{screen}.png").write_bytes(taken)
        wide = page.page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= SIZES[screen][0], (name, screen)

    def show(self, name: str, place: str, words: str) -> None:
        """Take a picture of the last message of a place that has words."""
        for screen, page in self.each():
            page.go(place)
            found = page.messages().filter(has_text=words).last
            expect(found).to_be_visible()
            self.take(name, screen, page, found)

    def part(self, name: str, place: str, words: str) -> None:
        """Take a picture from the last part of a message that has words."""
        for screen, page in self.each():
            page.go(place)
            found = page.messages().locator(".block").filter(has_text=words).last
            expect(found).to_be_visible()
            self.take(name, screen, page, found)

    def ask(self, name: str, line: str) -> None:
        """Take a picture of an answer."""
        for screen, page in self.each():
            page.go("D0BOT")
            self.take(name, screen, page, page.ask(line))

    def close(self) -> None:
        """Leave; no page may have complained."""
        for page in self.pages.values():
            page.close()


@contextmanager
def screens(bot: Studio, folder: Path | None) -> Iterator[Screens]:
    """Both pages on a bot."""
    with chromium() as browser:
        made = Screens(browser, bot, folder)
        yield made
        made.close()


def test_the_screens_of_a_week(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Alerts as they live, digests on busy, quiet and late days, and what one asks and fills in."""
    wanted = request.config.getoption("--pictures")
    folder = Path(wanted) if wanted else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    with studio(tmp_path) as bot, screens(bot, folder) as shown:
        bot.advance(minutes=21)
        shown.show("digest-busy", "C0DIGEST", "Daily digest")
        shown.part("digest-week", "C0DIGEST", "The week, and what is usual")
        bot.advance(hours=24)
        shown.show("digest-quiet", "C0DIGEST", "A quiet day")
        bot.advance(hours=1)
        alerts(bot, shown)
        answers(shown)
        bot.advance(hours=26)
        shown.show("digest-late", "C0DIGEST", "Late by")


def alerts(bot: Studio, shown: Screens) -> None:
    """One launch from its first report to its revision, and a report that is denied."""
    launch = "fires two short-range ballistic missiles from Sunan toward East Sea"
    bot.publish("Hangang Wire", f"N. Korea {launch}: JCS", f"North Korea fired two short-range ballistic missiles from Sunan toward the East Sea on Tuesday morning, {JCS}.")  # fmt: skip
    bot.advance(minutes=2)
    shown.show("alert-fresh", "C0ALERTS", "from Sunan")
    bot.publish("Peninsula Post", "North Korea launches two missiles from near Pyongyang airport, Seoul says", "Two short-range ballistic missiles left Sunan on Tuesday morning and fell into the East Sea, Seoul's military said.")  # fmt: skip
    bot.publish("Morning Calm Daily", "Japan says North Korea fired two ballistic missiles into the East Sea", "Two short-range missiles fired from Sunan on Tuesday fell outside Japan's waters, the ministry in Tokyo said.")  # fmt: skip
    bot.advance(minutes=7)
    shown.show("alert-confirmed", "C0ALERTS", "3 independent sources")
    bot.publish("Hangang Wire", "N. Korea fired three short-range ballistic missiles, JCS says, revising count", f"North Korea fired three short-range ballistic missiles from Sunan toward the East Sea on Tuesday, {JCS}, revising the number from two.")  # fmt: skip
    bot.advance(minutes=7)
    for screen, page in shown.each():
        page.go()
        alert = page.messages().filter(has_text="Sunan").last
        expect(alert).to_contain_text("3 missiles")
        if screen == "desk":
            alert.locator(".replies").click()
            expect(page.page.locator("#thread")).to_contain_text("from 2 to 3")
        shown.take("alert-revised", screen, page, alert)
    bot.publish("East Sea Monitor", "Drone from North Korea flies over Gimpo, residents say", "A North Korean drone crossed the border and flew over Gimpo on Tuesday, residents said.")  # fmt: skip
    bot.advance(minutes=2)
    bot.publish("Hangang Wire", "South's military denies that a North Korean drone flew over Gimpo", f"No North Korean drone crossed the border on Tuesday, {JCS}, denying a report of a flight over Gimpo.")  # fmt: skip
    bot.advance(minutes=7)
    shown.show("alert-denied", "C0ALERTS", "Gimpo")
    shells = "North Korea fires artillery into Yellow Sea near Baengnyeong"
    bot.publish("Peninsula Post", shells, f"North Korea fired shells near Baengnyeong on Monday, {JCS}.")
    bot.advance(minutes=2)
    bot.publish("Hangang Wire", "North Korea fires artillery near sea border", "Artillery of North Korea was fired into the sea on Tuesday, South Korea's military said.")  # fmt: skip
    bot.advance(minutes=7)
    shown.show("alert-same", "C0ALERTS", f"Perhaps the same as: {shells}")


def answers(shown: Screens) -> None:
    """What one asks for, fills in, and finds at home."""
    shown.ask("results", "missiles since 2026")
    for screen, page in shown.each():
        page.go("D0BOT")
        menu = page.ask("missiles since 2026").get_by_label("Details of")
        shown.take("results-end", screen, page, menu)
    shown.ask("chart", "stats missile since 2017 by year")
    shown.ask("help", "help")
    for screen, page in shown.each():
        page.go()
        page.press("Details", page.messages().filter(has_text="Sunan").first)
        card = page.messages().filter(has_text="Only visible to you").filter(has_text="Reports").last
        expect(card).to_be_visible()
        shown.take("card", screen, page, card)
    for screen, page in shown.each():
        page.go("D0BOT")
        page.press("Change", page.ask("subscribe icbm OR nuclear test"))
        expect(page.form().get_by_label("How soon")).to_be_visible()
        shown.take("subscription", screen, page)
        page.press("Preview")
        expect(page.form()).to_contain_text("in the last 90 days")
        page.press("Save")
        expect(page.form()).to_contain_text("ou are subscribed to")
        page.leave()
    for screen, page in shown.each():
        page.ask("snooze balloons for 3d") if screen == "desk" else None
        page.go("home")
        expect(page.page.locator(".home")).to_contain_text("icbm OR nuclear test")
        shown.take("home", screen, page)


def test_the_pictures_of_the_documentation_are_small() -> None:
    """Each loads at once on a phone, and each is shown."""
    folder = Path(__file__).parent.parent.parent / "docs" / "pictures"
    shown = (folder.parent / "pictures.md").read_text("utf-8")
    for picture in folder.glob("*.png"):
        assert picture.stat().st_size < 120_000, picture.name
        assert f"pictures/{picture.name}" in shown, picture.name
