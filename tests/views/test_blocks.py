"""What the builders make always passes, whatever text from outside is put into it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.views import blocks as b
from bot.views.limits.check import check
from bot.views.mrkdwn import Mrkdwn, bold, cut, fmt, link, plain, strip

HOSTILE = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                "<!channel>",
                "<@U1>",
                "<!here|x>",
                "<https://x.example|y>",
                "&amp;",
                "&",
                "|",
                ">",
                "<",
                "*",
                "`",
                "\n",
                "北",
                "a ",
            ]
        ),
        max_size=40,
    ).map("".join),
)
TOKEN = re.compile(r"<[^>]*>")


def _mrkdwn(value: Any) -> Iterator[str]:
    """Every text of a payload in which Slack reads markup (it reads none in plain_text)."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        else:
            for inner in value.values():
                yield from _mrkdwn(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _mrkdwn(inner)


@settings(max_examples=300, deadline=None)
@given(HOSTILE, HOSTILE)
def test_no_mention_or_link_is_made_from_feed_text(one: str, two: str) -> None:
    """Text from outside stays text in every builder, and what they make passes."""
    payload = b.message(
        b.spoken(one, two),
        [
            b.header(one),
            b.section(one, bold(two), fmt("*{}* {}", one, two), link("https://a.example/x", two)),
            *b.fields([("Where", one), (two, "x")]),
            b.context(one, plain(two)),
            b.actions(b.button(one, "go", "1", spoken=two), b.overflow("o", [b.option(one, "1", two)])),
        ],
    )
    assert check(payload) == []
    made = {token for words in _mrkdwn(payload) for token in TOKEN.findall(words)}
    assert {t for t in made if not t.startswith("<https://a.example/x|")} == set()
    assert TOKEN.findall(payload["text"]) == []


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 60), HOSTILE)
def test_a_cut_ends_within_no_link_and_no_entity(limit: int, text: str) -> None:
    """Shortened markup is whole markup."""
    short = cut(fmt("{} {} {}", text, link("https://a.example/long/way", "there"), text), limit)
    assert len(short) <= limit
    assert check({"text": "t", "blocks": [b.section(short)]}) == []


def test_what_is_too_much_is_left_out_and_said() -> None:
    """A message too long for Slack loses lines from its end, keeps its buttons and says so."""
    rows = [b.section("words " * 100) for _ in range(80)]
    payload = b.message("all", [*rows, b.actions(b.button("Next", "next", "1"))])
    assert check(payload) == []
    assert payload["blocks"][-1]["type"] == "actions"
    assert "more than fits" in payload["blocks"][-2]["elements"][0]["text"]


def test_a_link_needs_a_plain_http_address() -> None:
    """Other schemes and addresses that end early are shown as words."""
    assert link("javascript:alert(1)", "x") == "x"
    assert link("https://a.example/>|<!channel>", "x") == "x"
    assert link("https://a.example/?a=1&b=2", "a|b") == "<https://a.example/?a=1&amp;b=2|a¦b>"


def test_joining_and_adding_escape_what_is_foreign() -> None:
    """Only markup of ours stays markup."""
    assert Mrkdwn(" · ").join(["<!here>", bold("x")]) == "&lt;!here&gt; · *x*"
    assert "<a>" + bold("x") + "<b>" == "&lt;a&gt;*x*&lt;b&gt;"


def test_spoken_words_have_no_markup() -> None:
    """A screen reader hears labels, not addresses or asterisks."""
    assert strip(fmt("*{}* {}", "A & B", link("https://a.example", "there"))) == "A & B there"
