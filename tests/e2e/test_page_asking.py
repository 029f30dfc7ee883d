"""What one asks and presses on the page of the local workspace: every command, menu and form, by a real bot."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.browser import SECONDS, Workspace

expect.set_options(timeout=SECONDS)
PATIENT = 60_000.0


@pytest.fixture
def desk(browser: Browser, sampled: str) -> Iterator[Workspace]:
    """The page, where answers are only for oneself."""
    found = Workspace(browser, sampled, width=1180, height=860)
    found.go("D0BOT")
    yield found
    found.close()


def test_results_are_turned_and_narrowed(desk: Workspace) -> None:
    """Pages by button, forth and back to the first; menus for type, period and severity."""
    answer = desk.ask("since 2022")
    expect(answer).to_contain_text("1 to 10")
    desk.press("Next page", answer)
    expect(answer).to_contain_text("11 to 20")
    desk.press("First page", answer)
    expect(answer).to_contain_text("1 to 10")
    answer.get_by_label("Type").select_option(value="type:missile_test")
    expect(answer).to_contain_text("match “Missile launch, since 2022”")
    answer.get_by_label("Severity").select_option("Serious or graver")
    expect(answer).to_contain_text("severity 4 or more")
    answer.get_by_label("Severity").select_option("Any severity")
    expect(answer).not_to_contain_text("severity 4 or more")
    answer.get_by_label("Period").select_option("Last year")
    expect(answer).to_contain_text(f"in {datetime.now(UTC).year - 1}")
    assert answer.count() == 1, "it is turned in its place"


def test_results_are_shared_with_the_channel(desk: Workspace) -> None:
    """Share puts the page where everybody sees it."""
    answer = desk.ask("nuclear test since 2016")
    shared = desk.messages().filter(has_not_text="Only visible to you").filter(has_text="Punggye-ri")
    before = shared.count()
    desk.press("Share", answer)
    expect(shared).to_have_count(before + 1)


def test_what_was_found_arrives_as_a_file(desk: Workspace, tmp_path: Path) -> None:
    """As CSV and as JSON Lines, in the direct message, with every event in it."""
    answer = desk.ask("icbm since 2022")
    count = int(re.findall(r"(\d+) events", answer.inner_text())[0])
    for name, suffix in (("CSV", ".csv"), ("JSON Lines", ".jsonl")):
        file = desk.page.locator(f'a.file[download$="{suffix}"]')
        before = file.count()
        desk.press(name, answer)
        expect(file).to_have_count(before + 1)
        with desk.page.expect_download() as loading:
            file.last.click()
        kept = tmp_path / f"found{suffix}"
        loading.value.save_as(kept)
        lines = kept.read_text().splitlines()
        if suffix == ".csv":
            assert len(lines) == count + 1
        else:
            assert {json.loads(line)["type"] for line in lines} == {"missile_test"}
            assert len(lines) == count
    expect(desk.ask("export nuclear test since 2016 csv")).to_contain_text("A file with")


def test_a_chart_is_counted_otherwise_and_shared(desk: Workspace) -> None:
    """From results, and by the buttons under a chart."""
    answer = desk.ask("balloons since 2024")
    charts = desk.page.locator(".chart")
    before = charts.count()
    desk.press("Chart", answer)
    expect(charts).to_have_count(before + 1)
    drawn = desk.ask("stats missile since 2022 by year")
    expect(drawn.locator("figcaption")).to_contain_text("by year")
    desk.press("By place", drawn)
    expect(drawn.locator("figcaption")).to_contain_text("by place")
    shared = (
        desk.messages().filter(has_not_text="Only visible to you").filter(has=desk.page.locator(".chart"))
    )
    was = shared.count()
    desk.press("Share", drawn)
    expect(shared).to_have_count(was + 1)


def test_a_card_is_judged_and_that_is_taken_back(desk: Workspace) -> None:
    """Right and Undo, what it is like, and the form for its date and place."""
    card = desk.ask("show 3")
    expect(card).to_contain_text("Reports")
    desk.press("Right", card)
    expect(card).to_contain_text("said this is right")
    desk.press("Undo", card)
    expect(card).not_to_contain_text("said this is right")
    desk.pick("Wrong date or place", card)
    desk.form().get_by_label("Places").fill("Atlantis")
    desk.press("Change")
    expect(desk.form()).to_contain_text("no place “Atlantis”")
    desk.form().get_by_label("Places").fill("Seoul, Busan")
    desk.press("Change")
    expect(desk.form()).to_contain_text("Where: Seoul")
    desk.leave()
    again = desk.ask("show 3")
    expect(again).to_contain_text("Busan")
    desk.press("Undo", again)
    expect(again).not_to_contain_text("changed the place")
    likes = desk.messages().filter(has_text="match")
    before = likes.count()
    desk.press("More like it", again)
    expect(likes).to_have_count(before + 1)


def _listed(desk: Workspace, words: str) -> Locator:
    """The line of a fresh list of subscriptions that has words."""
    return desk.ask("subscriptions").locator(".section", has_text=words)


def test_a_subscription_is_made_paused_changed_ended_and_had_back(desk: Workspace) -> None:
    """From results, by the menu of the list, and by Undo."""
    found = desk.ask("troops since 2024")
    previews = desk.messages().filter(has_text="Subscribe to ")
    before = previews.count()
    desk.press("Subscribe", found)
    expect(previews).to_have_count(before + 1)
    expect(previews.last).to_contain_text("in the last 90 days")
    desk.press("Save", previews.last)
    expect(desk.messages().filter(has_text="You are subscribed to").last).to_be_visible()
    line = _listed(desk, "troops")
    desk.pick("Pause", line)
    expect(line).to_contain_text("paused")
    desk.pick("Go on", line)
    expect(line).not_to_contain_text("paused")
    desk.pick("Change", line)
    form = desk.form()
    form.get_by_label("How grave").select_option(label="Serious or graver")
    desk.press("Preview")
    expect(form).to_contain_text("in the last 90 days")
    desk.press("Save")
    expect(form).to_contain_text("Changed")
    desk.leave()
    changed = _listed(desk, "troops")
    expect(changed).to_contain_text("serious or graver")
    desk.pick("Unsubscribe", changed)
    ended = desk.messages().filter(has_text="Unsubscribed from").last
    expect(ended).to_be_visible()
    expect(changed).to_have_count(0)
    desk.press("Undo", ended)
    expect(changed).to_contain_text("serious or graver")
    expect(_listed(desk, "troops")).to_have_count(1)


def test_a_snooze_is_made_undone_and_made_again(desk: Workspace) -> None:
    """Always with an end, listed, and taken back by a button."""
    made = desk.ask("snooze gps for 2 days")
    expect(made).to_contain_text("until")
    desk.press("Undo", made)
    expect(made).to_contain_text("come again")
    desk.press("Snooze again", made)
    expect(made).to_contain_text("until")
    line = desk.ask("snoozes").locator(".section", has_text="gps")
    expect(line).to_have_count(1)
    line.get_by_role("button").click()
    expect(desk.messages().filter(has_text="Alerts about “gps” come again").last).to_be_visible()
    expect(desk.ask("snoozes").locator(".section", has_text="gps")).to_have_count(0)


def test_the_digest_is_previewed_turned_on_and_sent(desk: Workspace) -> None:
    """Preview is only for the asker; `now` brings one; the buttons turn it on and off."""
    expect(desk.ask("digest preview in #kp-digest")).to_contain_text("Digest preview")
    here = desk.ask("digest on")
    expect(here).to_contain_text("The digest comes")
    desk.press("Preview", here)
    expect(desk.messages().filter(has_text="The next one comes").last).to_be_visible()
    sent = desk.messages().filter(has_text="Daily digest ·")
    before = sent.count()
    desk.ask("digest now")
    expect(sent).to_have_count(before + 1, timeout=PATIENT)
    off = desk.ask("digest")
    desk.press("Turn off", off)
    expect(desk.messages().filter(has_text="No daily digest for you").last).to_be_visible()


def test_home_does_what_its_buttons_say(desk: Workspace) -> None:
    """Each opens what it names; a snooze that is ended there leaves the page."""
    desk.ask("snooze cyber for 1d")
    desk.go("home")
    home = desk.page.locator(".home")
    expect(home).to_contain_text("cyber for you")
    for name, shown in (
        ("Last 7 days", "7 days"),
        ("Help", "Ask for anything"),
        ("Preview", "Digest preview"),
        ("Feeds", "fresh"),
        ("Status", "How the bot is doing"),
    ):
        desk.press(name, home)
        expect(desk.form()).to_contain_text(shown)
        desk.leave()
    desk.press("Subscribe", home)
    expect(desk.form().get_by_label("How soon")).to_be_visible()
    desk.leave()
    row = home.locator(".section", has_text="cyber for you")
    row.get_by_role("button").click()
    expect(home).not_to_contain_text("cyber for you")
    desk.leave()


def test_a_report_by_hand_is_read_retyped_and_taken_back(desk: Workspace) -> None:
    """It is told what it was taken for; it can be called something else, or be undone."""
    told = desk.ask("report North Korea jams GPS signals of ships near Yeonpyeong, the coast guard said")
    expect(told).to_contain_text("GPS jamming")
    desk.press("Wrong type", told)
    desk.form().get_by_role("combobox").select_option(label="Border incident: sea border")
    desk.press("Change")
    expect(desk.form()).to_contain_text("Border incident")
    desk.leave()
    desk.press("Undo", told)
    expect(told).to_contain_text("Taken back")


def test_a_message_s_menu_adds_it_by_keyboard(desk: Workspace) -> None:
    """The shortcut of Slack, on an alert: Tab, Enter, and the bot says what it took it for."""
    desk.go("C0ALERTS")
    alert = desk.messages().filter(has_not_text="Only visible to you").first
    alert.wait_for(timeout=PATIENT)
    alert.get_by_role("button", name="More message actions").focus()
    desk.page.keyboard.press("Enter")
    expect(alert.get_by_role("button", name="Add to KP events")).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(alert.get_by_role("button", name="Add to KP events")).to_be_hidden()
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.press("Tab")
    expect(alert.get_by_role("button", name="Add to KP events")).to_be_focused()
    desk.page.keyboard.press("Enter")
    told = desk.messages().filter(has_text="Only visible to you").last
    expect(told).to_contain_text("By kp-events")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "7 days"),
        ("help", "Ask"),
        ("help stats", "stats"),
        ("types", "Missile launch"),
        ("status", "How the bot is doing"),
        ("settings", "time zone"),
        ("feeds", "fresh"),
        ("feeds test http://127.0.0.1:9/none", "cannot be watched"),
        ("place:Sunnan", "Sunan"),
        ("subscribbe icbm", "subscribe"),
    ],
)
def test_every_command_answers(desk: Workspace, line: str, words: str) -> None:
    """In words, only to the one who asked."""
    answer = desk.ask(line or "/kp-events")
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text(words)


def test_commands_without_words_open_their_form(desk: Workspace) -> None:
    """Snooze, report and subscribe: what is filled in is kept, as if it had been typed."""

    def opened(line: str) -> Locator:
        desk.page.fill("#composer-input", line)
        desk.page.keyboard.press("Enter")
        desk.form().wait_for()
        return desk.form()

    form = opened("snooze")
    form.get_by_label("What").fill("leaflets")
    form.get_by_label("For how long").select_option(label="3 days")
    desk.press("Snooze")
    expect(form).to_contain_text("Snoozed leaflets")
    desk.press("Undo")
    expect(form).to_contain_text("come again")
    desk.leave()
    form = opened("report")
    form.get_by_role("textbox").fill("North Korea sends balloons with leaflets over Gimpo, the army says")
    desk.press("Report")
    expect(form).to_contain_text("Balloons, leaflets, loudspeakers")
    desk.leave()
    form = opened("subscribe")
    form.get_by_label("What").fill("ferry")
    form.get_by_label("Any news that says these words").check()
    desk.press("Preview")
    expect(form).to_contain_text("News with these words")
    desk.press("Save")
    expect(form).to_contain_text("You are subscribed to ferry")
    desk.leave()


def test_buttons_lead_from_an_answer_to_the_next(desk: Workspace) -> None:
    """The nearest word, a group of types and one of them, the feeds one by one."""
    desk.press("place:Sunan", desk.ask("place:Sunnan"))
    expect(desk.messages().filter(has_text="Sunan").filter(has_text="1 to 10").last).to_be_visible()
    desk.press("More", desk.ask("types"))
    expect(desk.messages().filter(has_text="Satellite launch").last).to_be_visible()
    desk.press("Subscribe", desk.ask("types gps jamming"))
    expect(desk.messages().filter(has_text="Subscribe to GPS jamming").last).to_be_visible()
    desk.press("All feeds", desk.ask("feeds"))
    listed = desk.messages().filter(has_text="1. dead").last
    desk.pick("Pause", listed)
    expect(desk.messages().filter(has_text="dead is paused until somebody resumes it").last).to_be_visible()
    paused = desk.messages().last.locator(".section", has_text="1. dead")
    expect(paused).to_contain_text("Paused")
    desk.pick("Resume", paused)
    expect(desk.messages().filter(has_text="dead is watched again").last).to_be_visible()
