"""A digest is chosen in words or in a form, and the home page shows and changes what one gets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.errors import InputError
from bot.model.message import DigestSetting
from bot.store import digest_settings, outbox
from handlers.digests import read_words
from tests.builders import NOW
from tests.handlers.desk import BEN, HERE, OTHER, TEAM, Desk, pressable


def _setting(desk: Desk, target: str) -> DigestSetting | None:
    with desk.services.store.read() as db:
        return digest_settings.get(db, TEAM, target)


@pytest.mark.parametrize(
    ("words", "min_severity", "query"),
    [
        ("severity:>=3", 3, "icbm"),
        ("severity:4 at 9", 4, "icbm"),
        ("severity 4", 4, "icbm"),
        ("Severity >=4 at 9", 4, "icbm"),
        ("severity >= 4 about balloons", 4, "balloons"),
        ("severity: 4", 4, "icbm"),
        ("about severity 4", 1, "severity 4"),
        ("about balloons OR leaflets", 1, "balloons OR leaflets"),
        ("mon-fri severity:>=2 about nuclear test", 2, "nuclear test"),
        ("about everything", 1, ""),
    ],
)
def test_what_a_digest_is_about_is_read(words: str, min_severity: int, query: str) -> None:
    """How grave, and a query to the end; what is not said stays."""
    setting = read_words(words, DigestSetting("T", "C", query="icbm"))
    assert (setting.min_severity, setting.query) == (min_severity, query)


@pytest.mark.parametrize("words", ["severity", "severity 6", "severity at 8", "severity:>= about icbm"])
def test_a_severity_that_is_none_is_asked_back(words: str) -> None:
    """With one that works, also where the number stands in a word of its own."""
    with pytest.raises(InputError) as caught:
        read_words(words, DigestSetting("T", "C"))
    assert "Severity goes from 1 to 5." in str(caught.value)


def test_about_nothing_is_asked_back() -> None:
    """With an example that works."""
    with pytest.raises(InputError) as caught:
        read_words("about", DigestSetting("T", "C"))
    assert "digest about icbm OR nuclear test" in str(caught.value)


def test_a_digest_is_narrowed_in_words(desk: Desk) -> None:
    """The line says so; a query that cannot be read changes nothing."""
    said = desk.type("digest at 8 severity:>=3 about icbm OR nuclear test")
    assert "every day; only what is about “icbm OR nuclear test”, notable or graver" in said
    assert "place" in desk.type("digest about place:Sunnan")
    kept = _setting(desk, HERE)
    assert kept is not None
    assert kept.query == "icbm OR nuclear test"


def test_a_digest_whose_about_cannot_be_read_any_more_says_so(desk: Desk) -> None:
    """A type may leave the list with a new version; choosing anew mends it."""
    with desk.services.store.write() as db:
        digest_settings.put(db, DigestSetting(TEAM, HERE, query="type:gone"), NOW)
    assert "cannot be read any more, so it is about everything: No type “gone”." in desk.type("digest")
    assert "cannot be read" not in desk.type("digest about icbm")


def test_the_buttons_below_a_digest_turn_and_preview_it(desk: Desk) -> None:
    """What one types can be pressed."""
    desk.type("digest")
    assert "at 08:00" in desk.press("digest_turn")
    assert "The next one comes" in desk.press("digest_preview")
    desk.type("digest")
    assert "No daily digest" in desk.press("digest_turn")
    assert "No daily digest is on here" in desk.press("digest_preview", on=desk.answers[-1])


def test_a_long_digest_sent_at_will_goes_on_in_its_thread(desk: Desk) -> None:
    """The channel gets one message."""
    for n in range(1, 80):
        desk.add(
            origin="feed",
            type="artillery_fire" if n % 2 else "missile_test",
            title=f"{n} " + "shells " * 25,
            severity=1 + n % 5,
        )
    desk.clock.advance(seconds=1)
    desk.type("digest now")
    with desk.services.store.read() as db:
        sent = sorted(outbox.listing(db), key=lambda m: m.id)
    assert [m.kind for m in sent][:2] == ["digest", "thread"]
    assert {m.root_id for m in sent[1:]} == {sent[0].id}
    assert "The rest is in the thread." in str(sent[0].payload["blocks"])


def test_the_home_page_shows_first_steps_and_then_what_one_has(desk: Desk) -> None:
    """They tick off as they are done, are shown to who sets the bot up, and go when nothing is left."""
    assert "0 of 4 done" in str(desk.open_home())
    assert "First steps" not in str(desk.open_home(user=BEN))
    desk.type("subscribe icbm in #desk")
    desk.press("subscription_save")
    home = desk.open_home()
    assert "3 of 4 done" in str(home)
    assert "icbm" in str(home)
    desk.press("digest_edit:channel", on=home)
    form = desk.slack.views()[-1]
    assert "Choose a channel." in str(desk.submit(form, {}))
    said = desk.submit(form, {"channel": HERE, "hour": "07:30", "days": "1,2,3,4,5", "min_severity": "3"})
    assert "at 07:30 (Berlin time), Monday to Friday; only what is notable or graver" in str(said)
    assert "First steps" not in str(desk.slack.views("views.publish")[-1])


def test_a_digests_form_says_what_cannot_be_read(desk: Desk) -> None:
    """Beside its line; only members may change what a channel gets."""
    desk.type("digest at 09:10 in #news")
    desk.press("digest_edit")
    form = desk.slack.views()[-1]
    errors = desk.submit(form, {"query": "place:Sunnan"})["errors"]
    assert "Sunnan" in errors["query"]
    assert desk.submit(form, {}, user=BEN)["response_action"] == "errors"
    assert _setting(desk, OTHER) == replace(
        DigestSetting(TEAM, OTHER, "09:10", "Europe/Berlin"), created_at=NOW
    )


def test_a_snooze_ends_by_its_button_on_the_home_page(desk: Desk) -> None:
    """The page is drawn again without it."""
    desk.type("snooze balloons for 3d in me")
    home = desk.open_home()
    button = next(name for name in pressable(home) if name.startswith("home_unsnooze"))
    desk.press(button, on=home)
    assert "Snoozed" not in str(desk.slack.views("views.publish")[-1])
