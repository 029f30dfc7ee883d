"""Through the flow: why reports joined is kept and shown, retractions take back, a wire counts once."""

from __future__ import annotations

from bot.pipeline.classify import classify_new
from bot.pipeline.moving import keep_apart
from bot.store import links, reports
from bot.views import plain
from bot.views.models import load_card
from tests.pipeline.flow import AGAIN, DAY, LAUNCH, Flow


def test_why_a_report_joined_is_kept_with_it_and_shown(flow: Flow) -> None:
    """On the card in full, below the alert for the latest one."""
    flow.subscribe()
    flow.entry(LAUNCH)
    classify_new(flow.services)
    flow.sent(flow.messages()[0])
    flow.entry(AGAIN, publisher="Other Daily")
    classify_new(flow.services)
    (event,) = flow.events()
    with flow.store.read() as db:
        opened, joined = (r.why or "" for r in reports.of_event(db, event.id))
        card = plain.render_card(load_card(db, event.id), plain.names_of(flow.services))
    assert opened == "Opened: no event of this kind is near in time"
    assert joined.startswith("Joined: same day, both ")
    assert joined.endswith("% alike")
    assert "Why one event" in card
    assert "Other Daily joined: same day, both Missile launch; partly the same words" in card
    assert "joined" not in str(flow.messages()[-1].payload)  # that is for Details


def test_who_announced_it_takes_it_back_however_many_repeated_it(flow: Flow) -> None:
    """A retraction is no voice among others."""
    for outlet in ("First", "Second", "Third"):
        title = f"{outlet}: North Korea fires missiles"
        flow.classifier.says(title, "missile_test", "srbm", **DAY)
        flow.entry(title, publisher=outlet)
    classify_new(flow.services)
    assert [(e.status, e.sources) for e in flow.events()] == [("occurred", 3)]
    retracted = "JCS retracts announcement of North Korean missile launch"
    flow.classifier.says(retracted, "missile_test", None, relation="denial", **DAY)
    flow.entry(retracted, publisher="Fourth")
    classify_new(flow.services)
    (event,) = flow.events()
    assert event.status == "denied"
    with flow.store.read() as db:
        assert reports.of_event(db, event.id)[-1].relation == "denial"


def test_one_agency_s_story_in_five_outlets_is_one_source_and_a_sixth_outlet_s_own_the_second(
    flow: Flow,
) -> None:
    """By dateline, by byline, by ending, or word for word; it confirms nothing by itself."""
    long = "North Korea fires several ballistic missiles off its eastern coast, South Korea says"
    told = [
        ("Post", long, "SEOUL (Reuters) - North Korea fired missiles."),
        ("Herald", f"{long} | Reuters", ""),
        ("Times", long, "By Some Body, Reuters"),
        ("Courier", long, "The missiles flew 400 km."),
        ("Reuters", long, ""),
    ]
    for outlet, title, summary in told:
        flow.classifier.says(title, "missile_test", "srbm", **DAY)
        flow.entry(title, publisher=outlet, summary=summary)
        flow.clock.advance(minutes=3)
    classify_new(flow.services)
    assert [(e.sources, e.confirmed) for e in flow.events()] == [(1, False)]
    flow.entry(AGAIN, publisher="Own Reporting Daily")
    classify_new(flow.services)
    assert [(e.sources, e.confirmed) for e in flow.events()] == [(2, False)]


def test_a_report_that_fits_two_events_asks_whether_they_are_one(flow: Flow) -> None:
    """Until somebody says that they are not."""
    east, west = "Ballistic missiles toward East Sea: JCS", "Cruise missile flies over Yellow Sea"
    flow.classifier.says(east, "missile_test", "srbm", places=("sea_east",), **DAY)
    flow.classifier.says(west, "missile_test", "cruise", places=("sea_west",), **DAY)
    flow.entry(east)
    flow.entry(west, publisher="Other Daily")
    classify_new(flow.services)
    one, two = flow.events()
    later = ["North Korea launches missiles, South says", "North Korea launches missiles, Tokyo says"]
    linked = []
    for title in later:
        flow.classifier.says(title, "missile_test", "other", **DAY)
        flow.entry(title, publisher=title)
        classify_new(flow.services)
        with flow.store.read() as db:
            linked.append([other for kind, other in links.of_event(db, one.id) if kind == "possibly_same"])
        keep_apart(flow.services, one.id, two.id, user="U1")
    assert linked == [[two.id], []]
