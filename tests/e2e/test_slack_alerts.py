"""Alerts in Slack, from the first report to the last word, and everything one can press on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.e2e.conftest import Desks, newsroom
from tests.e2e.hurried import ALERTS_AN_HOUR
from tests.e2e.localslack import ANA, BEN, DESKS, eventually
from tests.e2e.slackviews import elements, opened, words


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    """A bot in a hurry. Each test has a channel and types of event of its own, so that none meets another's news."""
    with newsroom(tmp_path_factory.mktemp("news")) as found:
        home = words(found.slack.home(BEN))
        assert "First steps" in home, "who installs the bot sees what is left to do"
        assert "First steps" not in words(found.slack.home(ANA))
        yield found


def today() -> str:
    """The day as news name it."""
    return f"{datetime.now(UTC):%A}"


def test_an_alert_lives_with_its_event(news: Desks) -> None:
    """Fresh, a second source, confirmed, revised, and denied by one: one message, edited, and its thread."""
    slack, outlet, here = news.slack, news.feeds.outlet, DESKS[0]
    slack.subscribe("type:missile", here)
    outlet("alpha").publish(
        "North Korea fires two short-range ballistic missiles toward East Sea: JCS",
        "North Korea fired two short-range ballistic missiles from the Sunan area toward the East Sea on"
        f" {today()}, South Korea's Joint Chiefs of Staff said.",
    )
    alert = slack.told("Sunan", here)
    assert "Reported · 1 source" in words(alert)
    assert "“type:missile”" in words(alert), "it says why it came"
    outlet("beta").publish(
        "N. Korea launches 2 short-range ballistic missiles into East Sea",
        "North Korea launched two short-range ballistic missiles from Sunan toward the East Sea, the Joint Chiefs of"
        " Staff in Seoul said.",
    )
    slack.becomes(alert, "Reported · 2 independent sources", channel=here)
    outlet("gamma").publish(
        "Pyongyang fires two short-range missiles from Sunan, Seoul says",
        "North Korea fired two short-range ballistic missiles from Sunan into the East Sea, South Korea's military"
        " said.",
    )
    slack.becomes(alert, "Confirmed · 3 independent sources", channel=here)
    slack.reply(alert, "Confirmed", here)
    outlet("beta").publish(
        "North Korea fired three short-range ballistic missiles, JCS says, revising count",
        "South Korea's Joint Chiefs of Staff said North Korea fired three short-range ballistic missiles from Sunan"
        f" toward the East Sea on {today()}, revising the number from two.",
    )
    slack.becomes(alert, "3 missiles", channel=here)
    slack.reply(alert, "from 2 to 3", here)
    outlet("delta").publish(
        "North Korea denies firing missiles from Sunan",
        f"North Korea denied that it fired ballistic missiles from Sunan toward the East Sea on {today()}, the state"
        " news agency KCNA said.",
    )
    last = slack.becomes(alert, "denied by delta", channel=here)
    slack.reply(alert, "Denied", here)
    assert len(slack.roots(here)) == 1
    assert "Confirmed" in words(last), "one denial stands beside what three confirm"
    card = slack.press_for(last, "details", channel=here)
    for said in ("alpha", "beta", "gamma", "delta", "from 2 to 3"):
        assert said in words(card), said


def test_a_report_is_corrected_by_who_reads_it_and_denied_by_who_should_know(news: Desks) -> None:
    """Wrong type, wrong date and place, Undo; then the military denies it."""
    slack, outlet, here = news.slack, news.feeds.outlet, DESKS[1]
    slack.subscribe("type:artillery_fire", here)
    outlet("alpha").publish(
        "North Korean artillery fire heard near Yeonpyeong island, residents say",
        f"North Korea fired artillery into the sea near Yeonpyeong island on {today()}, residents said.",
    )
    alert = slack.told("Yeonpyeong", here)
    slack.opened(lambda: slack.press(alert, "wrong_type", channel=here))
    assert "North Korean drill" in words(slack.fill_in({"type": "dprk_exercise"}))
    changed = slack.becomes(alert, "Ana changed the type to North Korean drill", channel=here)
    assert f"<@{ANA}>" not in words(changed), "who did it is shown, and not pinged"
    slack.press(changed, "undo_feedback", channel=here)
    back = slack.becomes(alert, "Artillery fire", channel=here)

    slack.opened(lambda: slack.press(back, "event_more", "Wrong date or place", channel=here))
    assert "nonsense" in slack.refused({"date": "nonsense"})["date"]
    assert "Nowhereville" in slack.refused({"places": "Nowhereville"})["places"]
    assert "Kaesong" in words(slack.fill_in({"date": "2026-01-02", "places": "Sunan, Kaesong"}))
    slack.becomes(alert, "2 Jan 2026", channel=here)
    changed = slack.becomes(alert, "Ana changed the place to Sunan, Kaesong", channel=here)
    slack.press(changed, "undo_feedback", channel=here)
    slack.becomes(alert, "Right", channel=here)

    outlet("delta").publish(
        "JCS denies North Korea fired artillery near Yeonpyeong",
        f"South Korea's Joint Chiefs of Staff denied on {today()} that North Korea fired artillery near Yeonpyeong"
        " island, saying that no firing was detected.",
    )
    slack.becomes(alert, "Denied", channel=here)
    slack.reply(alert, "Denied", here)


def test_what_is_no_event_is_said_so_and_had_back(news: Desks) -> None:
    """Not an event, Undo, Right; each with the name of who said it."""
    slack, here = news.slack, DESKS[2]
    slack.subscribe("type:people_movement", here)
    news.feeds.outlet("beta").publish(
        "North Korean soldier defects across land border",
        f"A North Korean soldier crossed the land border on {today()} and defected to the South.",
    )
    alert = slack.told("defects", here)
    slack.press(alert, "not_relevant", channel=here)
    gone = slack.becomes(alert, "Ana said this is not an event", channel=here)
    assert {str(e.get("action_id")) for e in elements(gone)} & {"right", "snooze", "wrong_type"} == set()
    slack.press(gone, "undo_feedback", channel=here)
    back = slack.becomes(alert, "Right", channel=here)
    slack.press(back, "right", channel=here)
    slack.becomes(alert, "Ana said this is right", channel=here)


def test_an_alert_is_snoozed_and_its_subscription_changed_where_it_stands(news: Desks) -> None:
    """Snooze opens a form with an end in it; what is held is no alert; Undo ends it."""
    slack, outlet, here = news.slack, news.feeds.outlet, DESKS[3]
    slack.subscribe("type:cyber_operation", here)
    outlet("gamma").publish(
        "Hackers from North Korea steal 40 million dollars from crypto exchange",
        "North Korean hackers stole 40 million dollars in cryptocurrency from an exchange, investigators said on"
        f" {today()}.",
    )
    alert = slack.told("40 million", here)
    form = slack.opened(lambda: slack.press(alert, "snooze", channel=here))
    assert "For how long" in words(form)
    done = slack.fill_in({"for": "3d"})
    assert "until" in words(done)
    assert "cyber_operation" in words(slack.command("snoozes", channel=here))
    slack.press_view(done, "unsnooze", user=ANA)
    eventually(lambda: "cyber_operation" not in words(slack.command("snoozes", channel=here)), seconds=40)

    form = slack.opened(lambda: slack.press(alert, "subscription_change", channel=here))
    assert "type:cyber_operation" in str(form)
    assert "graver" in words(slack.fill_in({"min_severity": "4"}))
    assert "ubscribed" in words(slack.fill_in())
    assert "serious or graver" in words(slack.command("subscriptions", channel=here))


def test_words_that_were_asked_for_are_told_where_they_are_no_event(news: Desks) -> None:
    """And told apart from events; their alert has a Snooze and a way to change it."""
    slack, here = news.slack, DESKS[4]
    preview = slack.command('subscribe words "liaison office" in here', channel=here)
    slack.turned(preview, "subscription_save", channel=here)
    news.feeds.outlet("alpha").publish(
        "Liaison office in Kaesong gets a new coat of paint", "Workers painted it, a visitor said."
    )
    alert = slack.told("new coat of paint", here)
    assert "not a known event" in words(alert)
    assert "liaison office" in words(slack.opened(lambda: slack.press(alert, "words_snooze", channel=here)))
    form = slack.opened(lambda: slack.press(alert, "subscription_change", channel=here))
    assert "liaison office" in str(form)


def test_a_channel_with_enough_alerts_gets_the_rest_in_one_message(news: Desks) -> None:
    """After its cap a roll-up with a line and a button for each; none is lost, and none comes twice."""
    slack, here = news.slack, DESKS[5]
    slack.subscribe(
        "type:sanctions OR type:propaganda_campaign OR type:humanitarian OR type:economy_trade OR"
        " type:leadership_activity OR type:air_activity OR type:allied_exercise",
        here,
    )
    published = {
        "Japan adds three North Korean firms to sanctions list": "Japan put three North Korean firms on its sanctions"
        f" list on {today()}.",
        "North Korea floats trash balloons over the border": "North Korea sent trash balloons over the border on"
        f" {today()}, the military said.",
        "Flood destroys homes in North Korea's Sinuiju": "A flood destroyed thousands of homes in Sinuiju in North"
        f" Korea on {today()}, state media said.",
        "North Korea reopens Rason to tour groups from China": "North Korea opened Rason to tourists from China on"
        f" {today()}, travel agencies said.",
        "Russian bombers enter South Korea's air defence zone": "Four Russian military aircraft entered South Korea's"
        f" air defence identification zone on {today()}, the JCS said.",
        "South Korea and US begin joint air drill": "South Korea and the United States began a joint air drill on"
        f" {today()}.",
    }
    for title, summary in published.items():
        news.feeds.outlet("beta").publish(title, summary)
    rollup = slack.told("had enough alerts", here)

    def all_told() -> bool:
        said = [words(m) for m in slack.roots(here)]
        return all(any(title in each for each in said) for title in published)

    eventually(all_told, seconds=90, told=lambda: [words(m) for m in slack.roots(here)])
    alerts = [m for m in slack.roots(here) if "had enough alerts" not in words(m)]
    assert len(alerts) == ALERTS_AN_HOUR
    for title in published:
        assert sum(title in words(m) for m in slack.roots(here)) == 1, title
    assert "ubscription" in words(slack.press_for(rollup, "subscriptions_list", channel=here))
    first = str(opened(rollup)[0])
    card = words(slack.press_for(rollup, "details:", first, channel=here))
    assert any(title in card for title in published)
