"""One turn of a person with the bot: who asks, where, and how they are answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from slack_bolt.context.respond import Respond
from slack_sdk import WebClient

from bot.log import get_logger
from bot.model.errors import DeliveryError, PermissionDeniedError
from bot.ports import Person
from bot.services import Services
from bot.views import blocks as b
from bot.views.words import Names
from handlers import people

log = get_logger(__name__)

Body = Mapping[str, Any]


@dataclass
class Turn:
    """What a handler is given.

    `channel` is where it was asked ("" in a view), `trigger` lets it open a modal, `body` is
    Slack's request. `over`: the first answer takes the place of what was pressed.
    """

    services: Services
    client: WebClient
    user: str
    channel: str
    trigger: str
    body: Body
    respond: Respond | None = field(default=None, repr=False)
    over: bool = False

    @classmethod
    def of(cls, services: Services, client: WebClient, body: Body, respond: Respond | None = None) -> Turn:
        """Return the turn of a command, a click or a form."""
        user = body.get("user_id") or (body.get("user") or {}).get("id") or ""
        channel = body.get("channel_id") or (body.get("channel") or {}).get("id") or ""
        usable = respond if respond is not None and body.get("response_url") else None
        here = services.at(_workspace(body))
        return cls(here, client, str(user), str(channel), str(body.get("trigger_id") or ""), body, usable)

    @property
    def now(self) -> datetime:
        """The present."""
        return self.services.now()

    @cached_property
    def names(self) -> Names:
        """What ids are called."""
        return Names(self.services.taxonomy, self.services.gazetteer)

    @cached_property
    def person(self) -> Person:
        """Who asks; what Slack said lately will do."""
        return people.known(self.services, self.client, self.user)

    @property
    def zone(self) -> str:
        """The reader's IANA zone."""
        return self.person.zone or self.services.settings.zone

    @property
    def workspace(self) -> str:
        """The workspace it happens in."""
        return self.services.workspace

    @property
    def action(self) -> Mapping[str, Any]:
        """What was pressed or picked."""
        actions = self.body.get("actions") or [{}]
        return actions[0] if isinstance(actions[0], Mapping) else {}

    @property
    def value(self) -> str:
        """The value of what was pressed or picked."""
        picked = self.action.get("selected_option") or {}
        return str(self.action.get("value") or picked.get("value") or "")

    @property
    def typed(self) -> str:
        """What was typed after `/kp-events`, or offered on a button and pressed; else empty."""
        if self.body.get("command"):
            return str(self.body.get("text") or "")
        return self.value if str(self.action.get("action_id", "")).startswith("ask:") else ""

    @property
    def ephemeral(self) -> bool:
        """Whether what was pressed is seen by this person only."""
        container = self.body.get("container") or {}
        return bool(container.get("is_ephemeral")) or container.get("type") == "view"

    def require_admin(self, what: str) -> None:
        """Let only workspace admins go on; Slack is asked each time.

        Raises:
            PermissionDeniedError: the person is none.
        """
        if not people.ask(self.services, self.client, self.user).admin:
            raise PermissionDeniedError(f"Only workspace admins may {what}.", hint="Ask one of them.")

    def answer(self, payload: b.Payload, *, replace: bool = False, public: bool = False) -> None:
        """Show something where it was asked: as a message only this person sees, or over a view.

        Args:
            payload: the message.
            replace: in place of the message or view that was pressed.
            public: to everybody in the channel.

        Raises:
            DeliveryError: Slack did not take it.
        """
        replace, self.over = replace or self.over, False
        if self.respond is not None:
            self._respond(payload, replace=replace, public=public)
        elif self.body.get("view"):
            self._over_view(payload, replace=replace)
        else:
            self.client.chat_postMessage(
                channel=self.user, text=payload["text"], blocks=payload.get("blocks")
            )

    def withdraw(self) -> None:
        """Remove the message that was pressed."""
        if self.respond is not None:
            self.respond(text="", delete_original=True)

    def open(self, view: b.Payload) -> None:
        """Open a modal, over the one that is open."""
        kind = (self.body.get("view") or {}).get("type")
        if kind == "modal":
            self.client.views_push(trigger_id=self.trigger, view=view)
        else:
            self.client.views_open(trigger_id=self.trigger, view=view)

    def _respond(self, payload: b.Payload, *, replace: bool, public: bool) -> None:
        assert self.respond is not None  # noqa: S101 - the caller asked
        forms = [payload.get("blocks"), payload.get("fallback_blocks")]
        code = ""
        for blocks in [form for form in forms if form is not None] or [None]:
            answer = self.respond(
                text=payload["text"],
                blocks=blocks,
                response_type="in_channel" if public else "ephemeral",
                replace_original=replace,
                unfurl_links=False,
                unfurl_media=False,
            )
            if answer.status_code == 200:
                return
            code = answer.body[:200]
            log.warning("answer_refused", status=answer.status_code, code=code)
            if "invalid_blocks" not in code:
                break
        raise DeliveryError(
            "Slack did not take the answer. Ask again.", code=code or "no_answer", outcome="refused"
        )

    def _over_view(self, payload: b.Payload, *, replace: bool) -> None:
        blocks = payload.get("fallback_blocks") or payload.get("blocks") or [b.section(payload["text"])]
        view = b.modal("KP events", "answer", blocks)
        pressed = self.body["view"]
        if replace and pressed.get("type") == "modal":
            self.client.views_update(view_id=pressed["id"], view=view)
        else:
            self.open(view)


def _workspace(body: Body) -> str:
    """Return the workspace a request comes from; a form may be opened in one and belong to another."""
    view = body.get("view") or {}
    team = body.get("team") or {}
    user = body.get("user") or {}
    found = (
        view.get("app_installed_team_id")
        or team.get("id")
        or body.get("team_id")
        or user.get("team_id")
        or ""
    )
    return str(found)
