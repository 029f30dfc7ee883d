"""A digest tells grave things first, says when it is late or quiet, and fits into messages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.model.alert import Precedents
from bot.model.digest import (
    DigestGroup,
    DigestLine,
    DigestModel,
    DigestUpdate,
    Held,
    Norm,
    OnThisDay,
    StaleFeed,
)
from bot.views.digests import SPLIT_CHARACTERS, digest_messages, week_bar
from bot.views.limits.check import characters
from bot.views.words import Names
from tests.builders import NOW, make_event


def _line(n: int = 1, **changes: Any) -> DigestLine:
    event = make_event(id=n, title=f"Launch number {n}", **changes)
    last = Precedents(4, "2026", "launch", None, "4th launch this year")
    return DigestLine(event, ("Example News",), "https://news.example/a", last)


def _model(**changes: Any) -> DigestModel:
    fields: dict[str, Any] = {
        "target": "C1",
        "zone": "Asia/Seoul",
        "slot": "2026-11-21",
        "since": NOW - timedelta(days=1),
        "until": NOW,
        "late": 0,
        "folded": (),
        "groups": (DigestGroup(3, "missile_test", (_line(),)),),
        "uncertain": (),
        "updates": (),
        "norms": (),
        "on_this_day": (),
        "feeds_fresh": 41,
        "feeds_total": 43,
        "stale": (),
        "opening": "1 new event.",
    }
    return DigestModel(**(fields | changes))


def _all_text(messages: list[dict[str, Any]]) -> str:
    return "\n".join(m["text"] for m in messages)


def test_a_digest_tells_its_events_in_its_text(names: Names) -> None:
    """One line an event: what, when, where, who says so, what came before."""
    text = _all_text(digest_messages(_model(), names))
    for words in ("Daily digest · Sat 21 Nov 2026", "1 new event.", "Notable",
                  "Launch number 1", "Sunan", "Example News", "4th launch this year", "41 of 43 feeds fresh"):  # fmt: skip
        assert words in text


def test_a_severity_has_one_heading_whatever_the_types(names: Names) -> None:
    """A phone shows one heading a severity, and each event with its type's sign and its shortest precedent."""
    last = Precedents(4, "2026", "launch", None, "4th launch of 2026; last one 20 Aug 2026, Sunan")
    much_told = DigestLine(
        make_event(id=2, title="Shells fired", type="artillery_fire", sources=5), (), None, last
    )
    groups = (
        DigestGroup(3, "missile_test", (_line(sources=1),), more=2),
        DigestGroup(3, "artillery_fire", (much_told,)),
        DigestGroup(2, "artillery_fire", (_line(3, severity=2),)),
    )
    text = _all_text(digest_messages(_model(groups=groups), names))
    assert (text.count("Notable"), text.count("Minor"), text.count("of 5")) == (1, 1, 0)
    assert text.index("Notable") < text.index("Shells fired") < text.index("Launch number 1")
    assert text.index("Launch number 1") < text.index("Minor") < text.index("Launch number 3")
    assert "4th launch of 2026\n" in text
    assert "And more: Missile launch (2). All of them: /kp-events since:2026-11-20" in text


def test_a_busy_digest_has_air(names: Names) -> None:
    """A rule above each severity, an empty line between events, and no line that begins in lower case."""
    groups = (
        DigestGroup(4, "missile_test", (_line(severity=4), _line(2, severity=4, event_date=None))),
        DigestGroup(2, "artillery_fire", (_line(3, severity=2),)),
    )
    (message,) = digest_messages(_model(groups=groups), names)
    kinds = [block["type"] for block in message["blocks"]]
    assert kinds == "header section context divider section divider section divider context actions".split()
    serious = message["blocks"][4]["text"]["text"]
    assert serious.startswith("*Serious*\n:rocket: ")
    assert "\n\n:rocket: <https://news.example/a|Launch number 2>\nDate not known\u00a0· " in serious
    assert not any(line[:1].islower() for line in message["text"].split("\n"))


def test_a_quiet_day_is_a_digest_too(names: Names) -> None:
    """Nothing new is worth saying, with the feeds that were looked at."""
    messages = digest_messages(_model(groups=(), opening="A quiet day: nothing new."), names)
    assert len(messages) == 1
    assert "A quiet day" in messages[0]["text"]


def test_a_late_digest_says_so(names: Names) -> None:
    """After downtime it says how late it is and which days it holds."""
    text = _all_text(digest_messages(_model(late=300, folded=("2026-11-20",)), names))
    assert "Late by 5 hours" in text
    assert "With the digest of 20 Nov 2026" in text


def test_everything_else_has_its_place(names: Names) -> None:
    """Updates, doubts, the week's norm, anniversaries and stale feeds are told."""
    model = _model(
        updates=(DigestUpdate(make_event(), "Now confirmed by three publishers."),),
        uncertain=(_line(7, review=True),),
        norms=(Norm(None, 12, 7.0), Norm("artillery_fire", 3, 0.5)),
        on_this_day=(OnThisDay(make_event(title="Hwasong-17 launch", event_date="2022-11-21"), 4),),
        stale=tuple(StaleFeed(f"Feed {i}", NOW, "no answer") for i in range(7)),
    )
    text = _all_text(digest_messages(model, names))
    for words in ("Now confirmed by three publishers.", "a person should look", "All events: 12, usually 7",
                  "usually 0.5", "4 years ago (21 Nov 2022): Hwasong-17 launch", "7 feeds silent: no answer", "/kp-events feeds"):  # fmt: skip
        assert words in text


def test_a_long_digest_is_split_and_loses_nothing(names: Names) -> None:
    """Several messages near 10,000 characters hold every line, each numbered."""
    groups = tuple(
        DigestGroup(4, kind, tuple(_line(base + i) for i in range(100)))
        for base, kind in ((1000, "missile_test"), (2000, "artillery_fire"))
    )
    messages = digest_messages(_model(groups=groups), names)
    assert len(messages) > 1
    bodies = str([m["blocks"] for m in messages])
    assert all(f"Launch number {n}" in bodies for n in (*range(1000, 1100), *range(2000, 2100)))
    assert "(1 of " in messages[0]["text"]
    assert all(characters(m["blocks"]) < SPLIT_CHARACTERS + 500 for m in messages)


def test_samples_are_said_to_be_made_up(names: Names) -> None:
    """Nobody takes sample news for news."""
    model = _model(groups=(DigestGroup(3, "missile_test", (_line(sample=True),)),))
    text = _all_text(digest_messages(model, names))
    assert "What is marked sample is made-up news" in text
    assert "· sample" in text


def test_what_was_held_back_is_told_with_why(names: Names) -> None:
    """Snoozed events by title; alerts that waited are among the news."""
    launches = tuple(make_event(id=n, title=f"Launch {n}") for n in range(1, 8))
    model = _model(
        held=(
            Held("snooze", launches, "missiles", NOW + timedelta(days=1)),
            Held("quiet", launches[:1]),
            Held("full", launches[:2]),
        )
    )
    text = _all_text(digest_messages(model, names))
    assert "7 events by the snooze of “missiles” until Sun 22 Nov 2026, 12:00 KST: Launch 1; Launch 2" in text
    assert "Launch 5; and 2 more" in text
    assert "1 alert in quiet hours; what it told of is above." in text
    assert "2 alerts in an hour that had enough of them; what they told of is above." in text


def test_a_preview_says_when_the_next_one_comes(names: Names) -> None:
    """Or that none does, and how to have it."""
    told = digest_messages(_model(preview=True, next_at=NOW + timedelta(hours=20)), names)[0]["text"]
    assert "The next one comes Sun 22 Nov 2026, 08:00 KST." in told
    assert "No daily digest is on here" in digest_messages(_model(preview=True), names)[0]["text"]
    assert "Only what is about “icbm”." in digest_messages(_model(about="about “icbm”"), names)[0]["text"]


@given(st.integers(0, 10**5), st.floats(0, 10**5), st.floats(0, 10**5))
def test_a_bar_has_one_length_and_one_mark(week: int, usual: float, more: float) -> None:
    """Whatever the numbers, bars stand below one another."""
    bar = week_bar(Norm(None, week, usual), max(week, usual, more))
    assert (len(bar), bar.count("│")) == (12, 1)


def test_bars_are_not_read_out(names: Names) -> None:
    """A screen reader hears the numbers only."""
    message = digest_messages(_model(norms=(Norm(None, 9, 7.0),)), names)[0]
    assert "`█████████│██` All events: 9, usually 7" in str(message["blocks"])
    assert "█" not in message["text"]
