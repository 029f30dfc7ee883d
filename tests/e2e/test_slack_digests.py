"""The digest in Slack: a busy day, asked for and at its hour, and one that comes late."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.e2e.conftest import at_work, empty_newsroom
from tests.e2e.localslack import DESKS, eventually
from tests.e2e.running import Bot
from tests.e2e.slackviews import words
from tests.e2e.test_slack_alerts import today

HERE = DESKS[0]
SEOUL = ZoneInfo("Asia/Seoul")
LAUNCH, DRILL, LATER = (
    "North Korea fires two short-range ballistic missiles toward East Sea: JCS",
    "South Korea and US begin joint air drill",
    "North Korean soldier defects across land border",
)


def sleep_through(bot: Bot, hours: int) -> None:
    """Let a stopped bot's last digest be that of the day before, and the next have been due some hours ago."""
    due = datetime.now(SEOUL) - timedelta(hours=hours)
    made = f"{datetime.now(UTC) - timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}"
    with sqlite3.connect(bot.folder / "data" / "kp-events.db") as db:
        db.execute(
            "UPDATE digest_settings SET hour = ?, last_slot = ?, created_at = ? WHERE target = ?",
            [f"{due:%H:%M}", (due - timedelta(days=1)).date().isoformat(), made, HERE],
        )
        db.execute("UPDATE outbox SET dedup_key = dedup_key || ':the day before' WHERE kind = 'digest'")
    db.close()


def test_a_digest_of_a_busy_day_comes_by_itself_and_one_that_is_late_says_so(tmp_path: Path) -> None:
    """Merged events, one line each, grave first; the next tells only what is new, and how late it is."""
    with empty_newsroom(tmp_path) as there:
        slack, outlet = there.slack, there.feeds.outlet
        with at_work(there):
            slack.subscribe("type:missile", HERE)
            outlet("alpha").publish(
                LAUNCH,
                "North Korea fired two short-range ballistic missiles from the Sunan area toward the East Sea on"
                f" {today()}, the JCS said.",
            )
            alert = slack.told("missiles", HERE)
            outlet("beta").publish(
                "N. Korea launches 2 short-range ballistic missiles into East Sea",
                "North Korea launched two short-range ballistic missiles from Sunan toward the East Sea on"
                f" {today()}, the JCS said.",
            )
            outlet("gamma").publish(
                DRILL, f"South Korea and the United States began a joint air drill on {today()}."
            )
            slack.becomes(alert, "2 independent sources", channel=HERE)

            def preview() -> str:
                return words(slack.command("digest preview", channel=HERE))

            eventually(lambda: DRILL in preview(), seconds=60, told=preview)
            assert len(slack.roots(HERE)) == 1, "a preview is for one person"
            busy = slack.answer_to(
                lambda: slack.command("digest on", channel=HERE), HERE, public=True, seconds=120
            )
            text = busy["text"]
            assert text.index(LAUNCH) < text.index(DRILL), "the graver comes first"
            assert "2 sources" in text
            assert "N. Korea launches 2" not in text, "one line an event"
            told = len(slack.roots(HERE))
        sleep_through(there.bot, hours=3)
        outlet("delta").publish(
            LATER, f"A North Korean soldier crossed the land border on {today()} and defected to the South."
        )
        with at_work(there):
            late = eventually(lambda: slack.roots(HERE)[told:], seconds=120, told=there.bot.log)[0]
    assert "Late by 3 hours" in late["text"] or "Late by 3 h" in late["text"], late["text"]
    assert LATER in late["text"]
    assert LAUNCH not in late["text"], "told already"
