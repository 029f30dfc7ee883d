"""Who may change what: every action that changes something, tried by everybody, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.model.message import Choices, DigestSetting, Snooze, Subscription
from bot.model.verdict import Verdict
from bot.store import digest_settings, feedback, feeds, installations, snoozes, subscriptions
from bot.store.installations import Installation
from bot.views import blocks as b
from bot.views.digest_form import digest_form
from bot.views.feedback import wrong_type_modal
from bot.views.models import Preview
from bot.views.snoozes import open_snooze_modal, snooze_modal
from bot.views.subscriptions import Wish, preview_modal, subscription_modal
from bot.views.words import Names
from tests.builders import NOW, make_event, small_gazetteer, small_taxonomy
from tests.handlers.desk import ANA, BEN, GUS, HERE, OTHER, TEAM, Desk, SilentClassifier

ELSEWHERE = "T2"
OUT, ADMIN, OWNER, FAR = "U4OUT", "U5ADMIN", "U6OWNER", "U7FAR"
DM = "D1"  # where they type: what they may do in #desk must not hang on being there
ROLES = {
    "member": (BEN, TEAM),
    "non-member": (OUT, TEAM),
    "guest": (GUS, TEAM),  # a member of #desk, too
    "admin": (ADMIN, TEAM),  # no member of #desk
    "owner": (OWNER, TEAM),  # of a personal subscription, snooze and digest
    "elsewhere": (FAR, ELSEWHERE),  # admin of another workspace on the same record
}
MEMBERS, OWNERS, ADMINS = {"member"}, {"owner"}, {"admin"}
COLLEAGUES = {"member", "non-member", "admin", "owner"}
OWN = {"member", "non-member", "guest", "admin", "owner"}  # what concerns only themselves


@dataclass
class Held:
    """What there is to be changed."""

    ours: Subscription
    theirs: Subscription
    ended: Subscription
    rests: Snooze
    undone: Snooze
    owners: Snooze
    feed: int
    event: int


Act = Callable[[Desk, Held, str], Any]


def _press(action_id: str, value: Callable[[Held], str], *, menu: bool = False, channel: str = HERE) -> Act:
    """Press a button, or pick from a menu, that stands in a message everybody may see."""

    def act(desk: Desk, held: Held, user: str) -> None:
        element: dict[str, Any] = {"type": "button", "action_id": action_id, "value": value(held)}
        if menu:
            element = b.overflow(action_id, [b.option("Do it", value(held))])
        shown = {"blocks": [{"type": "actions", "elements": [element]}]}
        desk.press(
            action_id, pick=value(held) if menu else None, on=shown, user=user, shared=True, channel=channel
        )

    return act


def _type(words: Callable[[Held], str]) -> Act:
    return lambda desk, held, user: desk.type(words(held), user=user, channel=DM)


def _fill(view: Callable[[Held], b.Payload], **values: str) -> Act:
    """Send a form, and the preview that it becomes."""

    def act(desk: Desk, held: Held, user: str) -> None:
        answer = desk.submit(view(held), values, user=user)
        shown = answer.get("view") or {}
        if shown.get("submit"):
            answer = desk.submit(shown, {}, user=user)
        desk.answers.append({"text": str(answer)})

    return act


def _wish(target: str, **more: Any) -> Wish:
    return Wish("sanctions", target, **more)


ACTIONS: dict[str, tuple[Act, set[str]]] = {
    # what #desk gets
    "save a previewed subscription": (_press("subscription_save", lambda _: _wish(HERE).to_value()), MEMBERS),
    "fill in the form": (_fill(lambda _: subscription_modal(_wish(HERE))), MEMBERS),
    "agree to the preview in a window": (
        _fill(lambda _: preview_modal(_wish(HERE), Preview(0, ()), "sanctions", BEN)), MEMBERS),
    "change it by the form": (
        _fill(lambda h: subscription_modal(Wish.of(h.ours)), query="sanctions"), MEMBERS),
    "move it to another channel": (
        _fill(lambda h: subscription_modal(Wish.of(h.ours)), target=OTHER), set()),
    "move it to oneself": (_press("subscription_save", lambda h: Wish("mine", OWNER, id=h.ours.id).to_value()), set()),
    "pause it": (_press("subscription_menu", lambda h: f"pause {h.ours.id}", menu=True), MEMBERS),
    "end it by its menu": (_press("subscription_menu", lambda h: f"remove {h.ours.id}", menu=True), MEMBERS),
    "end it by its number": (_type(lambda h: f"unsubscribe {h.ours.id}"), MEMBERS),
    "have it back": (_press("subscription_undo", lambda h: str(h.ended.id)), MEMBERS),
    "have it back in a list": (_press("subscription_back", lambda h: str(h.ended.id)), MEMBERS),
    "snooze in it": (_type(lambda _: "snooze sanctions for 3d in <#C1DESK|desk>"), MEMBERS),
    "snooze from an alert": (_fill(lambda _: snooze_modal("x", HERE, "type:missile_test")), MEMBERS),
    "snooze in it by the form": (_fill(lambda _: open_snooze_modal(HERE), query="sanctions"), MEMBERS),
    "snooze in it by a button that offers it": (
        _press("ask:0", lambda _: "snooze sanctions for 3d in <#C1DESK|desk>", channel=DM), MEMBERS),
    "end its snooze": (_press("unsnooze", lambda h: str(h.rests.id)), MEMBERS),
    "end its snooze by number": (_type(lambda h: f"unsnooze {h.rests.id}"), MEMBERS),
    "let its snooze hold on": (_press("snooze_again", lambda h: str(h.undone.id)), MEMBERS),
    "change its digest": (_type(lambda _: "digest at 07:15 in <#C1DESK|desk>"), MEMBERS),
    "turn its digest off": (_press("digest_turn", lambda _: f"off {HERE}"), MEMBERS),
    "fill in its digest's form": (_fill(lambda _: digest_form(DigestSetting(TEAM, HERE, hour="06:00"), BEN)), MEMBERS),
    # what one person gets
    "save for another person": (_press("subscription_save", lambda _: _wish(OWNER).to_value()), OWNERS),
    "pause another's": (_press("subscription_menu", lambda h: f"pause {h.theirs.id}", menu=True), OWNERS),
    "end another's": (_type(lambda h: f"unsubscribe {h.theirs.id}"), OWNERS),
    "change another's": (_fill(lambda h: subscription_modal(Wish.of(h.theirs)), query="sanctions"), OWNERS),
    "end another's snooze": (_type(lambda h: f"unsnooze {h.owners.id}"), OWNERS),
    "turn another's digest off": (_press("digest_turn", lambda _: f"off {OWNER}"), OWNERS),
    # one's own
    "snooze for oneself by the form": (_fill(lambda _: open_snooze_modal(DM), query="sanctions"), OWN),
    "snooze for oneself": (_type(lambda _: "snooze sanctions for 3d"), OWN),
    "have a digest": (_type(lambda _: "digest at 06:45 in me"), OWN),
    # what is on record, seen by all and by other workspaces too
    "say that it is right": (_press("right", lambda h: str(h.event)), COLLEAGUES),
    "say that it is no event": (_press("not_relevant", lambda h: str(h.event)), COLLEAGUES),
    "say its type": (
        _fill(lambda h: wrong_type_modal(make_event(id=h.event), Names(small_taxonomy(), small_gazetteer())),
              type="artillery_fire"), COLLEAGUES),
    # the feeds of all
    "pause a feed": (_type(lambda h: f"feeds pause {h.feed}"), ADMINS),
    "remove a feed": (_type(lambda h: f"feeds remove {h.feed}"), ADMINS),
    "pause a feed by its menu": (_press("feed_menu", lambda h: f"pause {h.feed}", menu=True), ADMINS),
    "add a feed": (_type(lambda _: "feeds add https://feed.example/rss"), ADMINS),
}  # fmt: skip


def _wish_kept(desk: Desk, target: str, query: str) -> Subscription:
    with desk.services.store.write() as db:
        kept, _ = subscriptions.save(
            db, Choices(query, target), workspace=TEAM, created_by=ANA, now=NOW
        )  # fmt: skip
    return kept


def _snooze_kept(desk: Desk, target: str) -> Snooze:
    until = NOW + timedelta(days=3)
    with desk.services.store.write() as db:
        return snoozes.add(
            db, workspace=TEAM, target=target, query="balloons", until=until, created_by=ANA, now=NOW
        )  # fmt: skip


def _lay_out(desk: Desk) -> Held:
    """Put everything back as it is before each try."""
    with desk.services.store.write() as db:
        for wipe in (
            "DELETE FROM subscriptions",
            "DELETE FROM snoozes",
            "DELETE FROM digest_settings",
            "DELETE FROM feeds",
            "DELETE FROM feedback",
        ):
            db.execute(wipe)
    held = Held(
        ours=_wish_kept(desk, HERE, "icbm"),
        theirs=_wish_kept(desk, OWNER, "icbm"),
        ended=_wish_kept(desk, HERE, "drones"),
        rests=_snooze_kept(desk, HERE),
        undone=_snooze_kept(desk, HERE),
        owners=_snooze_kept(desk, OWNER),
        feed=0,
        event=desk.add().id,
    )
    with desk.services.store.write() as db:
        subscriptions.remove(db, held.ended, NOW)
        snoozes.undo(db, held.undone, NOW)
        for target in (HERE, OWNER):
            digest_settings.put(db, DigestSetting(TEAM, target), NOW)
        held.feed = feeds.add(
            db, url="https://other.example/rss", title="Other", publisher="Other", added_by=ANA, now=NOW
        )  # fmt: skip
    return held


def _all(desk: Desk) -> list[Any]:
    """What belongs to the workspace, or to all."""
    asked = (
        "SELECT * FROM subscriptions WHERE workspace = 'T1'",
        "SELECT * FROM snoozes WHERE workspace = 'T1'",
        "SELECT * FROM digest_settings WHERE workspace = 'T1'",
        "SELECT id, url, state FROM feeds",
        "SELECT * FROM feedback WHERE workspace = 'T1'",
    )
    with desk.services.store.read() as db:
        return [db.execute(sql).fetchall() for sql in asked]


def _install(desk: Desk) -> None:
    with desk.services.store.write() as db:
        for n, team in enumerate((TEAM, ELSEWHERE)):
            installations.save(
                db,
                Installation(
                    team, team, None, "B1", "UBOT", (), "xoxb-test", False, ANA, NOW + timedelta(days=n)
                ),
            )


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A bot that two workspaces installed; each try lays out anew what is to be changed."""
    desk = Desk(tmp_path_factory.mktemp("rights"), many=True)
    desk.slack.admins |= {ADMIN, FAR}
    _install(desk)
    return desk


@pytest.mark.parametrize("what", ACTIONS)
def test_only_those_who_may_change_it(office: Desk, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may not is told so in a sentence, and everything stays as it was."""
    monkeypatch.setattr(SilentClassifier, "classify", lambda _, items: [Verdict(i.id) for i in items])
    desk = office
    act, allowed = ACTIONS[what]
    done = set()
    for role, (user, team) in ROLES.items():
        desk.team = TEAM
        held = _lay_out(desk)
        desk.team = team
        before, said = _all(desk), len(desk.answers)
        act(desk, held, user)
        if _all(desk) != before:
            done.add(role)
        elif team == TEAM:
            assert len(desk.answers) > said, f"{role} hears nothing"
    assert done == allowed


def test_two_workspaces_on_one_record_see_nothing_of_each_other(tmp_path: Path) -> None:
    """Subscriptions, snoozes, feedback and digests are each workspace's own; the events are everybody's."""
    desk = Desk(tmp_path, many=True)
    _install(desk)
    event = desk.add()
    desk.type("subscribe missiles in <#C1DESK|desk>")
    desk.press("subscription_save")
    desk.type("snooze balloons for 3d in here")
    desk.type("digest at 07:15 in here")
    desk.press("right", on=_alert(event.id))
    shared = desk.type("missiles")
    desk.team = ELSEWHERE
    assert desk.type("missiles") == shared
    assert "There are no subscriptions here" in desk.type("subscriptions")
    assert "Nothing is snoozed" in desk.type("snoozes")
    assert "No daily digest" in desk.type("digest")
    assert "Ana" not in desk.type(f"show {event.id}")
    home = str(desk.open_home())
    assert "missiles" not in home
    assert "balloons" not in home
    with desk.services.store.read() as db:
        assert subscriptions.all_of(db, ELSEWHERE) == []
        assert snoozes.active(db, NOW, workspace=ELSEWHERE) == []
        assert digest_settings.enabled(db, ELSEWHERE) == []
        assert feedback.of_event(db, ELSEWHERE, event.id) == []
        assert len(subscriptions.all_of(db, TEAM)) == 1
        assert len(feedback.of_event(db, TEAM, event.id)) == 1


def test_the_same_wish_in_two_workspaces_is_two_subscriptions(tmp_path: Path) -> None:
    """One ends, the other goes on."""
    desk = Desk(tmp_path, many=True)
    for team in (TEAM, ELSEWHERE):
        desk.team = team
        desk.type("subscribe icbm")
        desk.press("subscription_save")
    with desk.services.store.read() as db:
        (there,) = subscriptions.all_of(db, ELSEWHERE)
    assert "Unsubscribed" in desk.type(f"unsubscribe {there.id}")
    with desk.services.store.read() as db:
        assert [s.workspace for s in subscriptions.active(db)] == [TEAM]


def _alert(event_id: int) -> dict[str, Any]:
    button = {"type": "button", "action_id": "right", "value": str(event_id)}
    return {"blocks": [{"type": "actions", "elements": [button]}]}
