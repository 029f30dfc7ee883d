"""Alerts as one works with them on the page: judged, put right, snoozed, merged and split, each with its Undo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.browser import SECONDS, Workspace, address, named
from tests.e2e.feedserver import FeedServer, Outlet
from tests.e2e.running import Bot

expect.set_options(timeout=SECONDS)
PATIENT = 60_000.0
YESTERDAY, TODAY = (f"{datetime.now(UTC) - timedelta(days=n):%B %-d}" for n in (1, 0))


@dataclass
class News:
    """A bot that watches two outlets, and where its page is."""

    url: str
    one: Outlet
    other: Outlet


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[News]:
    """The bot; each test has an event of a kind and place of its own."""
    with FeedServer().running() as feeds:
        bot = Bot(tmp_path_factory.mktemp("alerted"))
        one, other = feeds.outlet("hangang"), feeds.outlet("donghae")
        bot.read_feeds(one, other)
        with bot.running():
            yield News(address(bot), one, other)


@pytest.fixture
def desk(browser: Browser, news: News) -> Iterator[Workspace]:
    """The channel of alerts, once the feeds were read."""
    found = Workspace(browser, news.url, width=1180, height=860)
    found.go()
    expect(found.page.locator("#feeds")).to_contain_text("2 of 2 feeds answer", timeout=PATIENT)
    yield found
    found.close()


def _alert(desk: Workspace, title: str) -> Locator:
    """The alert of a title, as soon as it is there."""
    headline = desk.page.locator("strong", has_text=re.compile(f"^{re.escape(title)}$"))
    found = desk.messages().filter(has_not_text="Only visible to you").filter(has=headline)
    expect(found).to_have_count(1, timeout=PATIENT)
    return found


def test_an_alert_is_judged_and_each_judgement_is_taken_back(desk: Workspace, news: News) -> None:
    """Right, Wrong type, Not an event, Wrong date or place: shown at once, with who said so, until Undo."""
    news.one.publish(
        "Drone from North Korea enters airspace over Gimpo",
        f"A North Korean drone crossed the border and flew over Gimpo on {TODAY}, the Joint Chiefs of Staff said.",
    )
    alert = _alert(desk, "Drone from North Korea enters airspace over Gimpo")
    desk.press("Right", alert)
    expect(alert).to_contain_text("said this is right")
    desk.press("Undo", alert)
    expect(alert).not_to_contain_text("said this is right")

    desk.press("Wrong type", alert)
    desk.form().get_by_role("combobox").select_option(label="Border incident: sea border")
    desk.press("Change")
    expect(desk.form()).to_contain_text("It is now: Border incident")
    desk.leave()
    expect(alert).to_contain_text("changed the type to Border incident")
    desk.press("Undo", alert)
    expect(alert).not_to_contain_text("changed the type")

    desk.pick("Wrong date or place", alert)
    desk.form().get_by_label("Date in Korea").fill("some day")
    desk.press("Change")
    expect(desk.form().get_by_role("alert").first).not_to_be_empty()
    desk.form().get_by_label("Date in Korea").fill(f"{datetime.now(UTC):%Y}")
    desk.press("Change")
    expect(desk.form()).to_contain_text("When:")
    desk.leave()
    expect(alert).to_contain_text("changed the date to")
    desk.press("Undo", alert)
    expect(alert).not_to_contain_text("changed the date to")

    desk.press("Not an event", alert)
    expect(alert).to_contain_text("not an event")
    desk.press("Undo", alert)
    expect(alert).not_to_contain_text("said this is not an event")
    expect(alert).to_contain_text("Air or drone activity")


def test_an_alert_leads_to_its_card_its_subscription_and_a_snooze(desk: Workspace, news: News) -> None:
    """Details for the reader only; the form of what brought it; rest for a while, and its end."""
    news.one.publish(
        "Hackers of North Korea steal coins worth 30 million dollars",
        f"Hackers tied to North Korea stole coins worth 30 million dollars from an exchange on {TODAY}, police said.",
    )
    alert = _alert(desk, "Hackers of North Korea steal coins worth 30 million dollars")
    desk.press("Details", alert)
    card = desk.messages().filter(has_text="Only visible to you").filter(has_text="30 million dollars").last
    expect(card).to_contain_text("Reports")
    expect(card).to_contain_text("hangang")

    desk.press("Change subscription", alert)
    form = desk.form()
    form.get_by_label("How grave").select_option(label="Any severity")
    desk.press("Preview")
    expect(form).to_contain_text("in the last 90 days")
    desk.press("Save")
    expect(form).to_contain_text("Changed")
    desk.leave()

    desk.press("Snooze", alert)
    expect(form.get_by_label("What")).to_have_value("type:cyber_operation.theft")
    form.get_by_label("For how long").select_option(label="3 days")
    desk.press("Snooze")
    expect(form).to_contain_text("Snoozed")
    desk.press("Undo")
    expect(form).to_contain_text("come again")
    desk.leave()


def test_two_alerts_that_may_be_one_are_merged_and_kept_apart(desk: Workspace, news: News) -> None:
    """Both ways on the alert that asks; each is taken back, and the record is as it was."""
    one, other = (
        "North Korea fires artillery into Yellow Sea near Baengnyeong",
        "North Korea fires artillery near sea border",
    )
    news.one.publish(
        one, f"North Korea fired shells near Baengnyeong on {YESTERDAY}, the Joint Chiefs of Staff said."
    )
    first = _alert(desk, one)
    news.other.publish(
        other, f"Artillery of North Korea was fired into the sea on {TODAY}, South Korea's military said."
    )
    second = _alert(desk, other)
    expect(second).to_contain_text(f"Perhaps the same as: {one}")

    desk.press("Merge", second)
    expect(desk.messages().filter(has_text="Now one event with")).to_contain_text(f"It was: {other}")
    expect(desk.messages().filter(has_text="joined another event into this one")).to_contain_text(one)
    desk.press("Undo", desk.messages().filter(has_text="Now one event with"))
    expect(second).to_contain_text(f"Perhaps the same as: {one}")
    expect(first).not_to_contain_text("joined another event")

    desk.press("Keep apart", second)
    expect(second).to_contain_text("said that it is not the same as the other one")
    expect(named(second, "Merge")).to_have_count(0)
    expect(named(first, "Merge")).to_have_count(0)


def test_a_report_is_taken_out_of_an_event_and_put_back(desk: Workspace, news: News) -> None:
    """Split asks which; it becomes an event of its own; Undo in the menu leads back."""
    news.one.publish(
        "North Korean troops killed in Kursk fighting, Kyiv says",
        f"About 40 North Korean soldiers died in fighting in Kursk, Ukraine said on {TODAY}.",
    )
    alert = _alert(desk, "North Korean troops killed in Kursk fighting, Kyiv says")
    news.other.publish(
        "Kyiv: North Korean soldiers killed in fighting in Kursk",
        f"Ukraine said on {TODAY} that about 40 North Korean soldiers died in fighting in Kursk.",
    )
    expect(alert).to_contain_text("2 independent sources", timeout=PATIENT)
    desk.pick("Split into two events", alert)
    form = desk.form()
    desk.press("Split")
    expect(form.get_by_role("alert").first).not_to_be_empty()
    form.get_by_label("donghae").check()
    desk.press("Split")
    expect(form).to_contain_text("The other event is now:")
    expect(form).to_contain_text("Kyiv: North Korean soldiers")
    desk.leave()
    expect(alert).to_contain_text("took 1 report out: another event")
    expect(alert).to_contain_text("1 source")
    desk.pick("Undo the last merge or split", alert)
    expect(alert).to_contain_text("2 independent sources")
    expect(alert).not_to_contain_text("took 1 report out")
