"""Reports by hand: what becomes of a link, of words and of a message, and how it is undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bot.model.errors import FetchError
from bot.model.event import Event
from bot.model.feed import FetchRequest, FetchResult
from bot.model.message import Choices
from bot.model.verdict import Facts, Item, TypeScore, Verdict
from bot.store import events, feedback, outbox, reports, subscriptions
from handlers.reporting import SHORTCUT
from tests.builders import NOW
from tests.handlers.desk import ANA, BEN, GUS, HERE, TEAM, Desk, pressable

STORY = "North Korea fires two short-range missiles toward the East Sea"
PAGE = f"""<html><head><title>{STORY} | Example News</title>
<meta property="og:site_name" content="Example News">
<meta property="article:published_time" content="2026-11-20T09:00:00+09:00"></head>
<body><nav>Menu</nav><h1>{STORY}</h1><p>The military in Seoul said that both flew some 300 kilometers.</p></body></html>"""


class Web:
    """A web of one page."""

    asked: int = 0

    def fetch(self, request: FetchRequest) -> FetchResult:
        self.asked += 1
        if "story" in request.url:
            return FetchResult(200, request.url, PAGE.encode(), {"content-type": "text/html; charset=utf-8"})
        if "rss" in request.url:
            return FetchResult(200, request.url, b"<?xml version='1.0'?><rss></rss>", {})
        if "pdf" in request.url:
            return FetchResult(200, request.url, b"%PDF-1.7 \x00\x01", {"content-type": "application/pdf"})
        if "bare" in request.url:
            return FetchResult(200, request.url, b"<html><body></body></html>", {"content-type": "text/html"})
        raise FetchError("There is nothing at that address (404).", reason="http_404")


@pytest.fixture
def read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[Item]:
    """What the classifier was given; it takes missiles for a launch of 20 November and nothing else for an event."""
    seen: list[Item] = []

    def classify(items: Sequence[Item]) -> list[Verdict]:
        seen.extend(items)
        facts = Facts("2026-11-20", "day", actors=("DPRK",), places=("sunan",), count=2)
        launch = (TypeScore("missile_test", "srbm", 0.97),)
        return [
            Verdict(i.id, launch, severity=3, facts=facts, classifier="test")
            if "missile" in i.title
            else Verdict(i.id, classifier="test")
            for i in items
        ]

    monkeypatch.setattr(desk.services.classifier, "classify", classify)
    web = Web()
    monkeypatch.setattr(desk.services.fetcher, "fetch", web.fetch)
    return seen


def test_without_words_a_form_asks_for_them(desk: Desk, read: list[Item]) -> None:
    """It says that it reads until it has read, then what it took it for, with Undo; guests get none."""
    desk.type("report")
    (form,) = desk.slack.views()
    shown = desk.submit(form, {"text": "https://news.example/story"})
    assert "I am reading it." in str(shown["view"])
    told = desk.slack.views("views.update")[-1]
    assert "It is a new event" in str(told)
    assert [event.title for event in all_events(desk)] == [STORY]
    assert "Taken back" in str(desk.press("report_undo", on=told) or desk.slack.views("views.update")[-1])
    desk.submit(form, {"text": "hm"})
    assert "too little to tell" in str(desk.slack.views("views.update")[-1])
    assert "Guests may look" in desk.type("report", user=GUS)


def test_who_has_closed_the_form_gets_the_answer_as_a_message(desk: Desk, read: list[Item]) -> None:
    """What came of a report is not lost with its window."""
    desk.type("report")
    desk.slack.refuse["views.update"] = "not_found"
    desk.submit(desk.slack.views()[-1], {"text": "https://news.example/story"})
    name, args = desk.slack.calls[-1]
    assert (name, args["channel"]) == ("chat.postMessage", ANA)
    assert "It is a new event" in args["text"]


def all_events(desk: Desk) -> list[Event]:
    """Every event of the record, oldest first."""
    with desk.services.store.read() as db:
        return events.several(db, range(1, 100))


def shortcut(desk: Desk, message: dict[str, Any], user: str = ANA) -> str:
    """Pick “Add to KP events” from a message's menu."""
    desk._send_payload(
        {
            "type": "message_action", "callback_id": SHORTCUT, "user": {"id": user}, "team": {"id": TEAM}, "trigger_id": "1.2",
            "channel": {"id": HERE}, "message": message, "response_url": "https://hooks.example/answer",
        }
    )  # fmt: skip
    return desk.said


def test_a_link_is_opened_and_its_page_becomes_an_event(desk: Desk, read: list[Item]) -> None:
    """With the page's headline, outlet and day; who asked for it is alerted as by any other report."""
    with desk.services.store.write() as db:
        subscriptions.save(db, Choices("", HERE), workspace=TEAM, created_by=ANA, now=NOW)
    said = desk.type("report <https://news.example/story?utm_source=x|news.example/story>")
    assert "I take this for" in said and "Missile launch" in said and "It is a new event" in said
    assert (read[0].title, read[0].source) == (STORY, "Example News")
    assert "flew some 300 kilometers" in read[0].summary
    (event,) = all_events(desk)
    assert (event.origin, event.sources) == ("hand", 1)
    with desk.services.store.read() as db:
        (told,) = reports.of_event(db, event.id)
        assert len(outbox.roots_of(db, event.id)) == 1
    assert told.published is not None and told.published.isoformat() == "2026-11-20T03:00:00+00:00"
    assert pressable(desk.answers[-1]) == ["details", "report_type", "report_undo"]


def test_an_abbreviation_ends_no_headline(desk: Desk, read: list[Item]) -> None:
    """The first sentence is the headline, as outlets write it; the rest stands below."""
    desk.type("report N. Korea fires a missile, Gen. Kim says. The U.S. was told.")
    assert (read[0].title, read[0].summary) == (
        "N. Korea fires a missile, Gen. Kim says.",
        "The U.S. was told.",
    )


def test_what_is_known_is_not_put_in_twice(desk: Desk, read: list[Item]) -> None:
    """The same page by another address, by anybody."""
    desk.type("report https://news.example/story")
    assert "I have this already" in desk.type("report https://www.news.example/story/?fbclid=1", user=BEN)
    assert len(read) == 1


def test_words_join_what_is_known_and_leave_it_again(desk: Desk, read: list[Item]) -> None:
    """They are no further source of it. Undo takes the report and what it changed; the event stays."""
    desk.type("report https://news.example/story")
    said = desk.type(
        "report Two short-range missiles fired by North Korea toward the East Sea from Sunan", user=BEN
    )
    assert "It belongs to: “North Korea fires two" in said
    assert [e.sources for e in all_events(desk)] == [1]
    with desk.services.store.read() as db:
        assert len(reports.of_event(db, all_events(desk)[0].id)) == 2
    assert "Taken back: “" in desk.press("report_undo", user=BEN)
    (event,) = all_events(desk)
    assert (event.sources, event.dismissed_at) == (1, None)
    with desk.services.store.read() as db:
        assert len(reports.of_event(db, event.id)) == 1


def test_an_event_opened_by_hand_goes_with_its_report_and_comes_back_with_it(
    desk: Desk, read: list[Item]
) -> None:
    """Undone by mistake, it is put in again."""
    desk.type("report https://news.example/story")
    assert "marked as not relevant" in desk.press("report_undo")
    assert all_events(desk)[0].dismissed_at is not None
    assert "It is a new event" in desk.type("report https://news.example/story")
    assert [e.dismissed_at is None for e in all_events(desk)] == [False, True]


def test_a_message_is_reported_as_its_author_s_words(desk: Desk, read: list[Item]) -> None:
    """With its time; marks, mentions and greetings of Slack are not its words."""
    said = shortcut(
        desk,
        {
            "text": f"<@U9> *{STORY}* <!here>\nSaid the JCS &amp; others.",
            "user": BEN,
            "ts": "1795143600.000100",
        },
    )
    assert "By Ben" in said
    assert (read[0].title, read[0].summary) == (STORY, "Said the JCS & others.")
    with desk.services.store.read() as db:
        (told,) = reports.of_event(db, all_events(desk)[0].id)
    assert told.source == "By hand"


def test_a_message_with_a_link_that_cannot_be_opened_is_taken_by_its_words(
    desk: Desk, read: list[Item]
) -> None:
    """An app's message carries the headline as an attachment."""
    said = shortcut(
        desk,
        {
            "text": "",
            "username": "rss",
            "ts": "1",
            "attachments": [{"title": STORY, "title_link": "https://x.example/a"}],
        },
    )
    assert "I could not read the page" in said and "404" in said
    assert read[0].title == STORY
    assert read[0].url == "https://x.example/a"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("report hm ok", "too little to tell"),
        ("report <@U1BEN> :rocket:", "too little to tell"),
        ("report https://news.example/gone", "404"),
        ("report https://news.example/rss", "feeds add"),
        ("report https://news.example/a.pdf", "no text I can read"),
        ("report https://news.example/bare", "no headline"),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_sentence(
    desk: Desk, read: list[Item], typed: str, said: str
) -> None:
    """With what would do instead; nothing is kept."""
    assert said in desk.type(typed)
    assert read == []
    assert all_events(desk) == []


def test_what_is_no_event_can_be_said_to_be_one(desk: Desk, read: list[Item]) -> None:
    """A person's word opens it, and is kept to learn from."""
    assert "no event that I watch" in desk.type("report A parade of balloons went over the border")
    desk.press("report_type")
    view = desk.slack.views()[-1]
    assert "Balloons and leaflets" in str(desk.submit(view, {"type": "propaganda_campaign"}))
    (event,) = all_events(desk)
    assert (event.type, event.origin) == ("propaganda_campaign", "hand")
    with desk.services.store.read() as db:
        (said,) = feedback.of_event(db, TEAM, event.id)
    assert (said.kind, said.value) == ("wrong_type", "propaganda_campaign")


def test_the_wrong_type_moves_the_report_and_not_others_events(desk: Desk, read: list[Item]) -> None:
    """What others told stays as it is; an event of its own changes in place."""
    desk.type("report https://news.example/story")
    desk.type("report North Korean missile unit fires artillery toward the East Sea, two missiles seen")
    desk.press("report_type")
    desk.submit(desk.slack.views()[-1], {"type": "artillery_fire"})
    assert sorted((e.type, e.sources) for e in all_events(desk)) == [
        ("artillery_fire", 1),
        ("missile_test", 1),
    ]
    desk.press("report_type")
    desk.submit(desk.slack.views()[-1], {"type": "missile_test.icbm"})
    assert sorted((e.type, e.subtype) for e in all_events(desk)) == [
        ("missile_test", "icbm"),
        ("missile_test", "srbm"),
    ]


def test_a_colleague_s_report_is_changed_by_them_and_by_admins(desk: Desk, read: list[Item]) -> None:
    """Others see it and cannot take it back."""
    desk.type("report https://news.example/story")
    assert "Only workspace admins may change a colleague's report" in desk.press("report_undo", user=BEN)
    assert all_events(desk)[0].dismissed_at is None
    desk.type("report North Korea holds two missiles aloft in a parade on the big square", user=BEN)
    assert "Taken back" in desk.press("report_undo", user=ANA)
    assert "no longer there" in desk.press("report_undo", on=desk.answers[-2], user=ANA)
