"""A person at a desk: types, presses and fills in, through real Bolt requests and a Slack that is made up."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from slack_bolt import App, BoltContext, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.respond import Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookResponse

import handlers
from bot.config import Settings
from bot.model.errors import FetchError
from bot.model.event import Event
from bot.model.feed import Feed, FetchRequest, FetchResult, ParsedEntry, ParsedFeed
from bot.model.verdict import Item, Verdict
from bot.services import Services
from bot.store import events, reports
from bot.views.limits.check import check
from tests.builders import NOW, make_event, make_report, small_gazetteer, small_taxonomy
from tests.fakes import FakeClock, new_store

TEAM = "T1"
ANA = "U1ANA"  # a workspace admin in Berlin
BEN = "U2BEN"
GUS = "U3GUS"  # a guest
HERE = "C1DESK"
OTHER = "C2NEWS"


class SilentClassifier:
    """Takes nothing for an event; asked for the newest entries of a feed that is added or tested."""

    version = "none"

    def classify(self, items: Sequence[Item]) -> list[Verdict]:
        return [Verdict(item.id) for item in items]


class OneFeed:
    """A web in which one address is a feed."""

    url = "https://feed.example/rss"

    def fetch(self, request: FetchRequest) -> FetchResult:
        if request.url != self.url:
            raise FetchError("There is nothing at that address (404).", reason="http_404")
        return FetchResult(200, self.url, b"<rss/>")

    def parse(self, result: FetchResult, feed: Feed) -> ParsedFeed:
        return ParsedFeed("Example feed", (ParsedEntry("1", None, "Newest <b>", "", published=NOW),))


class MadeUpSlack(WebClient):
    """The Web API of a workspace with two people and two channels; keeps what it is asked."""

    def __init__(self) -> None:
        super().__init__(token="xoxb-test")
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.refuse: dict[str, str] = {}
        self.members = {HERE: [ANA, BEN, GUS], OTHER: [ANA]}
        self.crowd = 0  # members of every channel besides
        self.admins = {ANA}
        self.guests = {GUS}

    def api_call(self, api_method: str, **kwargs: Any) -> SlackResponse:
        args = {**(kwargs.get("params") or {}), **(kwargs.get("json") or {}), **(kwargs.get("data") or {})}
        self.calls.append((api_method, args))
        if api_method in self.refuse:
            answer = self._answer({"ok": False, "error": self.refuse[api_method]})
            raise SlackApiError("refused", answer)  # type: ignore[no-untyped-call]
        for name in ("view", "blocks"):
            if isinstance(args.get(name), str):
                args[name] = json.loads(args[name])
        if api_method.startswith("views."):
            assert check(args["view"]) == []
        if api_method.startswith("chat."):
            assert check({"text": args["text"], "blocks": args.get("blocks") or []}) == []
        return self._answer({"ok": True} | self._facts(api_method, args))

    def _facts(self, method: str, args: dict[str, Any]) -> dict[str, Any]:
        channels = [{"id": HERE, "name": "desk"}, {"id": OTHER, "name": "news"}]
        if method == "users.info":
            admin = args["user"] in self.admins
            zone = "Europe/Berlin" if admin else "Asia/Seoul"
            name = "Ana" if admin else "Ben"
            flags = {"is_admin": admin, "is_restricted": args["user"] in self.guests}
            return {"user": {"id": args["user"], "tz": zone, **flags, "profile": {"display_name": name}}}
        if method == "conversations.open":
            return {"channel": {"id": "D1"}}
        if method == "conversations.list":
            return {"channels": channels}
        if method == "conversations.info":
            found = next(c for c in channels if c["id"] == args["channel"])
            return {"channel": found | {"num_members": self.crowd + len(self.members[found["id"]])}}
        if method == "conversations.members":
            everybody = [f"U{n}" for n in range(self.crowd)] + self.members[args["channel"]]
            start = int(args.get("cursor") or 0)
            end = start + int(args["limit"])
            following = str(end) if end < len(everybody) else ""
            return {"members": everybody[start:end], "response_metadata": {"next_cursor": following}}
        if method == "users.conversations":
            who = args.get("user")
            return {"channels": [c for c in channels if who in self.members[c["id"]]]}
        return {}

    def _answer(self, data: dict[str, Any]) -> SlackResponse:
        return SlackResponse(
            client=self, http_verb="POST", api_url="", req_args={}, data=data, headers={}, status_code=200
        )

    def views(self, method: str = "views.open") -> list[dict[str, Any]]:
        """What was opened, pushed, updated or published."""
        return [args["view"] for name, args in self.calls if name == method]


class Answers(Respond):
    """`respond()`, kept instead of sent; every payload must fit."""

    def __init__(self, kept: list[dict[str, Any]], refusals: list[str]) -> None:
        super().__init__(response_url="https://hooks.example/answer")
        self._kept = kept
        self._refusals = refusals

    def __call__(self, text: Any = "", blocks: Any = None, **rest: Any) -> WebhookResponse:  # type: ignore[override]
        if self._refusals:
            return WebhookResponse(url="", status_code=400, body=self._refusals.pop(0), headers={})
        said = {"text": text, "blocks": blocks or [], **rest}
        if not rest.get("delete_original"):
            assert check({"text": text, "blocks": said["blocks"]}) == []
        self._kept.append(said)
        return WebhookResponse(url="", status_code=200, body="ok", headers={})


class Desk:
    """The bot with its handlers, and what a person does to it.

    With `many` it serves several workspaces; `team` is the one in which people act.
    """

    def __init__(self, folder: Path, *, many: bool = False) -> None:
        self.team = TEAM
        self.clock = FakeClock(NOW)
        web = OneFeed()
        self.services = Services(
            settings=Settings(data=folder),
            store=new_store(folder),
            clock=self.clock,
            taxonomy=small_taxonomy(),
            gazetteer=small_gazetteer(),
            classifier=SilentClassifier(),
            fetcher=web,
            feed_reader=web,
            workspace=TEAM,
            many=many,
        )
        self.slack = MadeUpSlack()
        self.answers: list[dict[str, Any]] = []
        self.refusals: list[str] = []
        self.acked: Any = None
        self._app = App(authorize=self._authorize, process_before_response=True)

        @self._app.middleware
        def stay_inside(context: BoltContext, next: Any) -> None:  # noqa: A002 - Bolt gives arguments by name
            context["client"] = self.slack
            if context.response_url:
                context["respond"] = Answers(self.answers, self.refusals)
            next()

        handlers.register(self._app, self.services)

    @staticmethod
    def _authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token="xoxb-test", bot_user_id="UBOT")

    def add(self, **changes: Any) -> Event:
        """Put an event with one report on record."""
        services = self.services
        with services.store.write() as db:
            made = events.insert(
                db, make_event(**changes), services.taxonomy, services.gazetteer, published=NOW
            )
            reports.add(db, make_report(event_id=made.id))
            events.refresh_words(db, made, services.taxonomy, services.gazetteer)
        return made

    def type(self, text: str, *, user: str = ANA, channel: str = HERE) -> str:
        """Type `/kp-events text`; return the text of the last answer."""
        body = {
            "command": "/kp-events", "text": text, "user_id": user, "channel_id": channel, "team_id": self.team,
            "response_url": "https://hooks.example/answer", "trigger_id": "1.2", "token": "t",
        }  # fmt: skip
        self._send(urllib.parse.urlencode(body), "application/x-www-form-urlencoded")
        return self.said

    @property
    def said(self) -> str:
        """The text of the last answer, as a person reads it."""
        text = str(self.answers[-1]["text"]) if self.answers else ""
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    def press(
        self,
        action_id: str,
        *,
        pick: str | None = None,
        on: dict[str, Any] | None = None,
        user: str = ANA,
        channel: str = HERE,
        shared: bool = False,
    ) -> str:
        """Press (or pick from) something on the last answer, or on another message or view."""
        held = on or self.answers[-1]
        block, element = find(held, action_id)
        action = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block.get("block_id", "b"),
        }
        if pick is None:
            action["value"] = element.get("value", "")
        else:
            action["selected_option"] = next(o for o in options(element) if o["value"].startswith(pick))
        body: dict[str, Any] = {
            "type": "block_actions", "user": {"id": user}, "team": {"id": self.team}, "trigger_id": "1.2", "actions": [action],
        }  # fmt: skip
        if held.get("type") in ("home", "modal"):
            body |= {"view": {"id": "V1", **held}, "container": {"type": "view"}}
        else:
            body |= {
                "channel": {"id": channel},
                "response_url": "https://hooks.example/answer",
                "container": {"type": "message", "is_ephemeral": not shared},
            }
        self._send_payload(body)
        return self.said

    def submit(self, view: dict[str, Any], values: dict[str, str], *, user: str = ANA) -> dict[str, Any]:
        """Fill in a form and send it; return what became of it."""
        state: dict[str, Any] = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                state[block["block_id"]] = {block["element"]["action_id"]: _state(block, values)}
        full = {"id": "V1", "team_id": self.team, **view, "state": {"values": state}}
        self._send_payload(
            {"type": "view_submission", "user": {"id": user}, "team": {"id": self.team}, "view": full}
        )
        body: dict[str, Any] = json.loads(self.acked.body) if self.acked.body else {}
        if "view" in body:
            assert check(body["view"]) == []
        return body

    def open_home(self, user: str = ANA) -> dict[str, Any]:
        """Open the App Home; return what it shows."""
        event = {"type": "app_home_opened", "user": user, "tab": "home", "channel": "D1"}
        body = {"type": "event_callback", "team_id": self.team, "event": event, "event_id": "E1"}
        self._send(json.dumps(body), "application/json")
        return self.slack.views("views.publish")[-1]

    def _send_payload(self, body: dict[str, Any]) -> None:
        text = urllib.parse.urlencode({"payload": json.dumps(body)})
        self._send(text, "application/x-www-form-urlencoded")

    def _send(self, body: str, kind: str) -> None:
        request = BoltRequest(body=body, headers={"content-type": [kind]}, mode="socket_mode")
        self.acked = self._app.dispatch(request)
        assert self.acked.status == 200


def find(held: dict[str, Any], action_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the block and element of an action id."""
    for block in held["blocks"]:
        for element in [
            *(block.get("elements") or []),
            block.get("accessory") or {},
            block.get("element") or {},
        ]:
            if element.get("action_id") == action_id:
                return block, element
    raise AssertionError(f"nothing to press: {action_id}")


def options(element: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all choices of a menu."""
    grouped = [o for group in element.get("option_groups") or [] for o in group["options"]]
    return [*(element.get("options") or []), *grouped]


def pressable(held: dict[str, Any]) -> list[str]:
    """Return the action ids of a message or view."""
    found = [e["action_id"] for b in held["blocks"] if b["type"] == "actions" for e in b["elements"]]
    return found + [b["accessory"]["action_id"] for b in held["blocks"] if "accessory" in b]


def _state(block: dict[str, Any], values: dict[str, str]) -> dict[str, Any]:
    element = block["element"]
    given = values.get(block["block_id"])
    if element["type"] == "static_select":
        chosen = element.get("initial_option")
        if given is not None:
            chosen = next(o for o in options(element) if o["value"] == given)
        return {"type": "static_select", "selected_option": chosen}
    if element["type"] == "checkboxes":
        ticked = [o["value"] for o in element.get("initial_options") or []]
        wanted = ticked if given is None else given.split(",")
        return {
            "type": "checkboxes",
            "selected_options": [o for o in options(element) if o["value"] in wanted],
        }
    if element["type"] == "timepicker":
        return {"type": "timepicker", "selected_time": given or element.get("initial_time")}
    if element["type"] == "conversations_select":
        return {
            "type": element["type"],
            "selected_conversation": given or element.get("initial_conversation"),
        }
    return {"type": element["type"], "value": given if given is not None else element.get("initial_value")}
