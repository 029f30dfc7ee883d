"""Text from feeds and people is text: it pings nobody and links nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.model.alert import AlertModel, Precedents
from bot.model.event import Change, Event
from bot.model.feed import Feed
from bot.model.message import Subscription
from bot.policy.health import feed_health
from bot.views.alerts import alert_message
from bot.views.feeds import feeds_list, feeds_message
from bot.views.models import FeedRow
from bot.views.mrkdwn import bold, link, plain
from bot.views.subscriptions import subscriptions_message
from bot.views.words import Names
from tests.builders import NOW, make_event, make_report, small_gazetteer, small_taxonomy

FRAGMENTS = [
    "<!channel>", "<!here>", "<!everyone>", "<!subteam^S1>", "<@U1ADMIN>", "<@W1>", "<#C1SECRET>", "<https://evil.example|here>",
    "<javascript:alert(1)|x>", "<mailto:a@b.c>", "<!date^1^{date}^https://evil.example|x>", "@channel", "@here", "<", ">", "&", "|", "&lt;!channel&gt;",
    "&amp;lt;", "<<!here>>", "<\n!here>", "*", "_", "~", "`", "```", "\u202e", "\x00", "\u200b", "\r\n", "> quoted", "https://evil.example", "]", "](https://evil.example)",
    "<!channel", "!channel>", "｜", "＜!here＞", "<@", "^", "\\", "{}", "{0}", "%s", "북한", "🚀", "a" * 3000,
]  # fmt: skip
HOSTILE = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=8)), min_size=1, max_size=6).map(
    "".join
)
MARKUP = re.compile(r"<([^<>]*)>")
OURS = re.compile(r"#C1|!date\^\d+\^[^|^]+\|[^|]*|https://news\.example/launch(\|[^|]*)?", re.DOTALL)
NAMES = Names(small_taxonomy(), small_gazetteer())
THE_FEED = Feed(7, "https://news.example/feed", "Example", "Example News", last_success_at=NOW)
WISH = Subscription("icbm", "C1", min_severity=3, id=3, workspace="T1", created_by="U1", created_at=NOW)


def markup(value: Any, shown: bool = True) -> Iterator[str]:
    """All markup in a payload that Slack would act on: mrkdwn objects and the text of messages."""
    if isinstance(value, dict):
        kind = value.get("type")
        for key, inner in value.items():
            if key == "text" and isinstance(inner, str):
                if kind != "plain_text":
                    yield from MARKUP.findall(inner)
            elif key not in {"value", "action_id", "block_id", "private_metadata", "url"}:
                yield from markup(inner)
        if kind == "mrkdwn":
            assert value["verbatim"] is True, "Slack would make links of bare addresses"
    elif isinstance(value, list):
        for inner in value:
            yield from markup(inner)


def everywhere(text: str) -> list[Any]:
    """A hostile text in every place that feeds and people fill."""
    event: Event = make_event(title=text, outcome=text)
    report = make_report(title=text, source=text)
    linked = make_report(title="x", url=f"https://news.example/{text}")
    alert = AlertModel(
        event, (report, linked), (text,), Precedents(2, "2026", "launch", None, text), queries=(text,),
        changes=(Change("outcome", None, text), Change("type", text, "x")), notes=(text,),
    )  # fmt: skip
    feed = replace(
        THE_FEED,
        title=text,
        publisher=text,
        last_error=text,
        last_reason="odd",
        failures=3,
        failing_since=NOW,
    )
    return [
        alert_message(alert, NAMES),
        feeds_message([FeedRow(feed, feed_health(feed, NOW))], admin=True),
        feeds_list([FeedRow(feed, feed_health(feed, NOW))], text, admin=True),
        subscriptions_message([replace(WISH, query=text)], "U2"),
        {"text": plain(text)}, {"text": bold(text)}, {"text": link("https://news.example/launch", text)},
    ]  # fmt: skip


def test_no_text_makes_a_mention_or_a_link(
    many: Callable[[int], int], count: Callable[[str, int, int], None]
) -> None:
    """Ten thousand texts, each in an alert, a list of feeds, a subscription and every builder of markup."""
    tried, made = 0, []

    @settings(
        max_examples=many(10_000), phases=[Phase.generate], deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck), database=None,
    )  # fmt: skip
    @given(HOSTILE)
    def look(text: str) -> None:
        nonlocal tried
        tried += 1
        for payload in everywhere(text):
            for inner in markup(payload):
                own = (inner.startswith("https://news.example/") and "|" in inner) or OURS.fullmatch(inner)
                if not own:
                    made.append((text, inner))

    look()
    assert tried >= many(10_000) * 0.9
    assert not made, made[:5]
    count("hostile texts", tried, len(made))
