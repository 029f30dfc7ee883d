"""The bot without a Slack account: the real bot, and a browser on its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Browser, Route, expect

from tests.e2e.browser import SECONDS, Workspace, address
from tests.e2e.feedserver import FeedServer
from tests.e2e.running import Bot

expect.set_options(timeout=SECONDS)
PATIENT = 60_000.0


@pytest.fixture
def workspace(browser: Browser, sampled: str) -> Iterator[Workspace]:
    """The page on a wide screen."""
    found = Workspace(browser, sampled)
    yield found
    found.close()


@pytest.fixture
def phone(browser: Browser, sampled: str) -> Iterator[Workspace]:
    """The page on a phone."""
    found = Workspace(browser, sampled, width=390, height=844)
    yield found
    found.close()


def test_the_first_minute_shows_samples_and_says_so(workspace: Workspace) -> None:
    """Alerts and today's digest, and a banner that says that these are samples and why."""
    workspace.go()
    expect(workspace.page.locator("#banner")).to_contain_text(
        "These are samples: no live feed has answered yet ("
    )
    expect(workspace.page.locator("#banner")).to_contain_text("They disappear when one does.")
    expect(workspace.messages().first).to_contain_text("Sample", timeout=PATIENT)
    expect(workspace.page.locator("#feeds")).to_contain_text("0 of 1 feeds answer")
    workspace.go("C0DIGEST")
    expect(workspace.messages().first).to_contain_text("digest", ignore_case=True, timeout=PATIENT)


def test_a_query_is_answered_for_the_asker_only_and_leads_to_a_card(workspace: Workspace) -> None:
    """Typed in plain words; the menu under them brings the event that is picked."""
    workspace.go("D0BOT")
    answer = workspace.ask("icbm since 2022")
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text("ICBM")
    cards = workspace.messages().filter(has_text="Only visible to you").filter(has_text="Reports")
    before = cards.count()  # the page is one for all tests here: another may have left a card
    answer.get_by_label("Details of").select_option(index=1)
    expect(cards).to_have_count(before + 1)
    cards.last.get_by_role("button", name="Dismiss this message").click()
    expect(cards).to_have_count(before)


def test_somebody_who_types_in_the_first_second_is_answered(workspace: Workspace) -> None:
    """The page takes a line as soon as it can be typed in, and what is answered stands there."""
    workspace.go("D0BOT")
    expect(workspace.ask("last nuclear test")).to_contain_text("2017")


def test_what_comes_while_a_page_still_loads_is_shown(
    browser: Browser, sampled: str, workspace: Workspace
) -> None:
    """On a slow machine the history that was asked for may be older than what was heard until it arrived."""
    workspace.go("D0BOT")
    slow = Workspace(browser, sampled)
    held: list[tuple[Route, APIResponse]] = []
    slow.page.route("**/ui/history*", lambda route: held.append((route, route.fetch())))
    slow.page.goto(f"{sampled}/#D0BOT")
    while not held:
        slow.page.wait_for_timeout(20)
    answers = slow.page.locator(".message", has_text="/kp-events help settings")
    workspace.ask("help settings")
    route, history = held[0]
    route.fulfill(response=history)
    expect(answers).not_to_have_count(0)
    slow.close()


def test_a_line_sent_before_the_page_can_hear_is_answered(browser: Browser, sampled: str) -> None:
    """Where live updates connect late, it is kept and sent once they do, so no answer is missed."""
    slow = Workspace(browser, sampled)
    held: list[Route] = []
    slow.page.route("**/ui/events", lambda route: held.append(route))  # noqa: PLW0108 - a mark is put on it
    slow.page.goto(f"{sampled}/#D0BOT")
    while not held:
        slow.page.wait_for_timeout(20)
    slow.page.wait_for_load_state("load")
    slow.page.fill("#composer-input", "help export")
    slow.page.keyboard.press("Enter")
    assert slow.page.locator("body.ready").count() == 0
    held[0].continue_()
    slow.page.locator("body.ready").wait_for()
    answer = slow.page.locator(".message", has=slow.page.locator(".asked", has_text="help export"))
    expect(answer).to_have_count(1)
    expect(answer).to_contain_text("export")
    slow.close()


def test_a_line_typed_before_the_last_was_taken_is_sent_too(workspace: Workspace) -> None:
    """An answer may be there before the page hears that its question arrived; the next line is not lost."""
    workspace.go("D0BOT")
    held: list[Route] = []
    workspace.page.route("**/ui/say", lambda route: held.append(route))  # noqa: PLW0108 - a mark is put on it
    for line in ("help snooze", "help show"):
        workspace.page.fill("#composer-input", line)
        workspace.page.keyboard.press("Enter")
        expect(workspace.page.locator("#composer-input")).to_have_value("")
    while len(held) < 2:
        workspace.page.wait_for_timeout(20)
    for route in held:
        route.continue_()
    for line in ("help snooze", "help show"):
        expect(workspace.page.locator(".asked", has_text=line)).to_have_count(1)


def test_a_word_it_cannot_read_gets_a_sentence(workspace: Workspace) -> None:
    """And an unknown command an answer that says which one is known."""
    workspace.go("D0BOT")
    expect(workspace.ask("severity:huge")).to_contain_text("huge")
    workspace.page.fill("#composer-input", "/remind me")
    workspace.page.keyboard.press("Enter")
    expect(workspace.page.locator("#messages .message").last).to_contain_text("Only /kp-events is known here")


def test_stats_are_a_chart_with_its_numbers(workspace: Workspace) -> None:
    """Drawn by the page, told to a screen reader, and readable as a table."""
    workspace.go("D0BOT")
    chart = workspace.ask("stats nuclear test by year").locator(".chart")
    expect(chart.get_by_role("img")).to_have_attribute("aria-label", re.compile("chart of"))
    assert chart.locator("rect").count() > 0
    chart.get_by_text("Numbers").click()
    expect(chart.get_by_role("row").nth(1)).to_be_visible()


def test_a_digest_is_chosen_on_the_home_page(phone: Workspace) -> None:
    """The form says what it cannot read; once it is kept, the page says when the next one comes."""
    phone.go("home")
    page = phone.page
    expect(page.locator("body")).to_contain_text("Your digest")
    page.get_by_role("button", name="Change hour, days and what is in it").click()
    form = page.locator("#modal[open]")
    form.get_by_label("Hour").select_option("07:30")
    form.get_by_role("textbox").fill("place:Sunnan")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("Sunnan")
    form.get_by_role("textbox").fill("icbm")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("The digest comes to you at 07:30")
    form.get_by_role("button", name="Close").first.click()
    expect(page.locator("body")).to_contain_text("“icbm”")
    expect(page.locator("body")).to_contain_text("Next: ")


def test_a_subscription_is_made_in_a_form(workspace: Workspace) -> None:
    """The form says what is wrong beside the field, and keeps what was typed."""
    workspace.go("D0BOT")
    workspace.ask("subscribe satellite").get_by_role("button", name="Change").click()
    form = workspace.page.locator("#modal[open]")
    what = form.get_by_role("textbox").first
    expect(what).to_be_focused()
    what.fill("severity:huge")
    form.get_by_role("button", name="Preview").click()
    expect(form.get_by_role("alert").first).to_contain_text("huge")
    expect(what).to_have_value("severity:huge")
    what.fill("satellite severity:>=3")
    form.get_by_role("button", name="Preview").click()
    expect(form).to_contain_text("in the last 90 days")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("You are subscribed to")
    workspace.page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(workspace.ask("subscriptions")).to_contain_text("satellite severity:>=3")
    workspace.go("home")
    expect(workspace.page.locator(".home")).to_contain_text("satellite severity:>=3")


def test_the_composer_completes_and_remembers(workspace: Workspace) -> None:
    """Tab takes the first completion; arrow up brings back what was asked."""
    workspace.go("D0BOT")
    line = workspace.page.locator("#composer-input")
    workspace.page.keyboard.press("/")
    expect(line).to_be_focused()
    line.fill("")
    line.press_sequentially("/kp-events st")
    expect(workspace.page.locator("#completions [role=option]")).to_have_count(2)
    workspace.page.keyboard.press("Tab")
    expect(line).to_have_value("/kp-events stats ")
    line.fill("")
    workspace.ask("status")
    workspace.page.keyboard.press("ArrowUp")
    expect(line).to_have_value("status")
    workspace.page.keyboard.press("ArrowDown")
    expect(line).to_have_value("")


def test_it_fits_on_a_phone(phone: Workspace) -> None:
    """Places are in a drawer, and nothing is wider than the screen."""
    phone.go()
    expect(phone.page.locator("#side")).to_be_hidden()
    phone.page.locator("#menu").click()
    phone.page.get_by_role("link", name="kp-events").click()
    expect(phone.page.locator("#title")).to_have_text("kp-events")
    expect(phone.page.locator("#side")).to_be_hidden()
    phone.ask("help")
    wide = phone.page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= 390


def test_an_alert_arrives_and_changes_while_one_looks(
    browser: Browser, tmp_path: Path, feeds: FeedServer
) -> None:
    """A second outlet edits it in place, a revised count is an update in its thread; nothing is reloaded."""
    first, second = feeds.outlet("first"), feeds.outlet("second")
    bot = Bot(tmp_path)
    bot.read_feeds(first, second)
    with bot.running():
        workspace = Workspace(browser, address(bot))
        workspace.go("C0DIGEST")
        expect(workspace.page.locator("#feeds")).to_contain_text("2 of 2 feeds answer", timeout=PATIENT)
        workspace.page.evaluate("() => { window.same = true; }")
        first.publish(
            "North Korea fires two short-range ballistic missiles toward East Sea: JCS",
            "North Korea fired two short-range ballistic missiles from the Sunan area toward the East Sea on"
            f" {datetime.now(UTC):%A}, South Korea's Joint Chiefs of Staff said.",
        )
        badge = workspace.page.get_by_role("link", name="kp-alerts").locator(".badge")
        expect(badge).to_be_visible(timeout=PATIENT)
        expect(workspace.page).to_have_title(re.compile(r"^\(\d+\) kp-events"))
        workspace.page.get_by_role("link", name="kp-alerts").click()
        alert = workspace.messages().filter(has_text="fires two")
        expect(alert).to_contain_text("Sunan")
        expect(alert).to_contain_text("1 source")
        expect(badge).to_have_count(0)

        second.publish(
            "N. Korea launches 2 short-range ballistic missiles into East Sea",
            "North Korea launched two short-range ballistic missiles from Sunan toward the East Sea, the Joint Chiefs"
            " of Staff in Seoul said.",
        )
        expect(alert).to_contain_text("2 independent sources", timeout=PATIENT)
        expect(alert).to_contain_text("edited")

        first.publish(
            "North Korea fired three short-range ballistic missiles, JCS says, revising count",
            "South Korea's Joint Chiefs of Staff said North Korea fired three short-range ballistic missiles from Sunan"
            f" toward the East Sea on {datetime.now(UTC):%A}, revising the number from two.",
        )
        root = workspace.messages().first
        expect(root.locator(".replies")).to_contain_text("update", timeout=PATIENT)
        root.locator(".replies").click()
        expect(workspace.page.locator("#thread")).to_contain_text("from 2 to 3")
        assert workspace.messages().count() == 1
        assert workspace.page.evaluate("() => window.same") is True
        workspace.close()


CASES: list[tuple[str, str]] = [
    ("*bold* _it_ ~no~ `a*b*`", "<strong>bold</strong> <em>it</em> <del>no</del> <code>a*b*</code>"),
    ("2*3*4 snake_case_word", "2*3*4 snake_case_word"),
    ("*_both_*", "<strong><em>both</em></strong>"),
    ("a &lt;b&gt; &amp;amp; c", "a &lt;b&gt; &amp;amp; c"),
    ("<javascript:alert(1)|press>", "press"),
    ("&lt;img src=x onerror=alert(1)&gt;", "&lt;img src=x onerror=alert(1)&gt;"),
    ("<img src=x onerror=alert(1)>", "img src=x onerror=alert(1)"),
    ("see <#C0ALERTS>", 'see <a class="mention" href="#C0ALERTS">#kp-alerts</a>'),
    (":rocket: :unknown_one:", "🚀 :unknown_one:"),
    ("one\ntwo", "one<br>two"),
    ("*<https://x.kr/?a=1&amp;b=2|X &amp; Y>*", "X &amp; Y</a></strong>"),
]


def test_markup_is_read_as_slack_reads_it_and_never_as_html(workspace: Workspace) -> None:
    """Feed text may hold anything."""
    workspace.go()
    draw = """async (text) => {
      const { mrkdwn } = await import("/static/mrkdwn.js");
      const holder = document.createElement("div");
      holder.append(...mrkdwn(text, { channel: () => "kp-alerts", person: () => "you" }));
      return holder.innerHTML;
    }"""

    def drawn(text: str) -> Any:
        return workspace.page.evaluate(draw, text)

    for text, html in CASES:
        assert html in drawn(text), text
    assert drawn("• a\n• b").startswith("<ul><li>a</li><li>b</li></ul>")
    assert drawn("• alone") == "<ul><li>alone</li></ul>"
    assert drawn("1. alone").startswith('<div class="run">1. alone')
    assert drawn("&gt; said\nend").startswith("<blockquote>said</blockquote>")
    assert drawn("```\n*x* &lt;\n```") == "<pre><code>*x* &lt;</code></pre>"
    assert 'rel="noopener noreferrer"' in drawn("<https://x.kr|x>")
    assert "2023-11-14 23:13" in drawn("<!date^1700000000^{date_num} {time}|then>")
    assert ">then<" in drawn("<!date^1700000000^{unknown}|then>")
