"""The checker finds what Slack would refuse, and what this project has promised not to send."""

from __future__ import annotations

from typing import Any

import pytest

from bot.views.limits.check import check

Block = dict[str, Any]


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def _mrkdwn(text: str, **more: Any) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True, **more}


def _section(text: str, **more: Any) -> Block:
    return {"type": "section", "text": _mrkdwn(text), **more}


def _button(action_id: str = "a", text: str = "Go", **more: Any) -> Block:
    return {"type": "button", "text": _plain(text), "action_id": action_id, **more}


def _actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def _chart(n: int = 2, **more: Any) -> Block:
    data = [{"label": str(i), "value": i} for i in range(n)]
    chart = {
        "type": "bar",
        "series": [{"name": "events", "data": data}],
        "axis_config": {"categories": [str(i) for i in range(n)]},
    }
    return {"type": "data_visualization", "title": "Events", "chart": chart} | more


def _input(**more: Any) -> Block:
    return {"type": "input", "label": _plain("L"), "element": {"type": "plain_text_input"}, **more}


def _overflow(*values: str) -> Block:
    options = [{"text": _plain("o"), "value": v} for v in values]
    return _section("s", accessory={"type": "overflow", "action_id": "o", "options": options})


REFUSED: dict[str, list[Block]] = {
    "more than 50 blocks": [_section("a")] * 51,
    "13,200 characters": [_section("a" * 2900)] * 5,
    "a long section": [_section("a" * 3001)],
    "an empty section": [_section("  ")],
    "a section of nothing": [{"type": "section"}],
    "eleven fields": [{"type": "section", "fields": [_mrkdwn("f")] * 11}],
    "a long field": [{"type": "section", "fields": [_mrkdwn("f" * 2001)]}],
    "a long header": [{"type": "header", "text": _plain("h" * 151)}],
    "a header with markup": [{"type": "header", "text": _mrkdwn("h")}],
    "eleven context elements": [{"type": "context", "elements": [_mrkdwn("c")] * 11}],
    "an empty context": [{"type": "context", "elements": []}],
    "26 buttons": [_actions(*[_button(str(i)) for i in range(26)])],
    "a long button": [_actions(_button(text="b" * 76))],
    "a long value": [_actions(_button(value="v" * 2001))],
    "a long address": [_actions(_button(url="https://a.example/" + "u" * 3000))],
    "another scheme": [_actions(_button(url="javascript:alert(1)"))],
    "another style": [_actions(_button(style="loud"))],
    "one action id twice": [_actions(_button("x")), _actions(_button("x"))],
    "one block id twice": [_section("a", block_id="x"), _section("b", block_id="x")],
    "a long id": [_section("a", block_id="x" * 256)],
    "a long option value": [_overflow("v" * 151)],
    "six overflow options": [_overflow(*"abcdef")],
    "two options with one value": [_overflow("a", "a")],
    "a long markdown": [{"type": "markdown", "text": "m" * 6001}] * 2,
    "21 points": [_chart(21)],
    "a long chart title": [_chart(title="t" * 51)],
    "three charts": [_chart()] * 3,
    "21 columns": [{"type": "table", "rows": [[{"type": "raw_text", "text": "c"}] * 21]}],
    "101 rows": [{"type": "table", "rows": [[{"type": "raw_text", "text": "c"}]] * 101}],
    "an input in a message": [_input()],
    "an unknown block": [{"type": "hologram"}],
    "an unknown element": [_actions({"type": "lever", "action_id": "a"})],
    "an everybody mention": [_section("<!channel> look")],
    "a person's mention": [_section("<@U123> look")],
    "a link to elsewhere": [_section("<mailto:a@b.example|mail>")],
    "an unescaped character": [_section("a < b")],
    "an unescaped ampersand": [_section("a & b")],
    "bare addresses made links": [{"type": "section", "text": {"type": "mrkdwn", "text": "x"}}],
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_slack_refuses_is_found(name: str) -> None:
    """Each way to be refused is a problem."""
    assert check({"text": "t", "blocks": REFUSED[name]}) != []


@pytest.mark.parametrize("text", [None, "", " ", "t" * 4001, "<!here>"])
def test_a_message_without_good_text_is_found(text: str | None) -> None:
    """Notifications and screen readers need text, and it may mention nobody."""
    assert check({"text": text, "blocks": [_section("a")]}) != []


def test_a_good_message_has_no_problems() -> None:
    """Everything within its limits passes."""
    made = [
        {"type": "header", "text": _plain("h" * 150)},
        _section("a &amp; b <https://a.example/?q=1|there> <!date^1^{time}^https://a.example|then> <#C1>"),
        _actions(*[_button(str(i), "b" * 75, value="v" * 2000) for i in range(3)]),
        _overflow(*"abcde"),
        _chart(20),
        {"type": "divider"},
    ]
    assert check({"text": "t", "blocks": made}) == []


VIEWS: dict[str, dict[str, Any]] = {
    "a long title": {"title": _plain("t" * 25)},
    "no title": {"title": None},
    "a long submit": {"submit": _plain("s" * 25)},
    "an input without submit": {"blocks": [_input()]},
    "101 blocks": {"blocks": [_section("a")] * 101},
    "250 KB": {"blocks": [_section("a" * 2999)] * 90},
    "long metadata": {"private_metadata": "m" * 3001},
    "no blocks": {"blocks": []},
    "a channel that is chosen and none": {
        "submit": _plain("s"),
        "blocks": [
            _input()
            | {"element": {"type": "conversations_select", "action_id": "a", "initial_conversation": ""}}
        ],
    },
}


@pytest.mark.parametrize("name", VIEWS)
def test_what_slack_refuses_of_a_view_is_found(name: str) -> None:
    """A modal has limits of its own."""
    view = {"type": "modal", "title": _plain("t"), "callback_id": "c", "blocks": [_section("a")]}
    assert check(view) == []
    assert check(view | VIEWS[name]) != []
