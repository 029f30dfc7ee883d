"""A bot of a few handlers, to try the workspace without the real one."""

from __future__ import annotations

from typing import Any

from slack_bolt import App


def plain(text: str) -> dict[str, Any]:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict[str, Any]:
    """A paragraph."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def button(action_id: str, label: str, value: str = "1") -> dict[str, Any]:
    """A button."""
    return {"type": "button", "action_id": action_id, "text": plain(label), "value": value}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    """A row of elements."""
    return {"type": "actions", "block_id": "buttons", "elements": list(elements)}


def form(title: str = "Subscribe", **more: Any) -> dict[str, Any]:
    """A modal with one input."""
    field = {"type": "plain_text_input", "action_id": "words"}
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Save"),
        "blocks": [{"type": "input", "block_id": "query", "label": plain("Query"), "element": field}],
        **more,
    }


def home(text: str) -> dict[str, Any]:
    """An App Home."""
    return {"type": "home", "blocks": [section(text)]}


def register(app: App) -> list[dict[str, Any]]:
    """Register the handlers; the list that is returned fills with the payloads they get."""
    app.listener_runner.process_before_response = True  # a test looks as soon as it has asked
    seen: list[dict[str, Any]] = []
    _commands_and_events(app, seen)
    _actions(app, seen)
    _views(app, seen)
    return seen


def _commands_and_events(app: App, seen: list[dict[str, Any]]) -> None:
    @app.command("/kp-events")
    def command(ack: Any, respond: Any, body: dict[str, Any], client: Any) -> None:
        seen.append(body)
        ack()
        if body["text"] == "subscribe":
            client.views_open(trigger_id=body["trigger_id"], view=form())
        elif body["text"] == "post":
            client.chat_postMessage(channel=body["channel_id"], text="Posted")
        else:
            respond(
                text="Found 1",
                blocks=[section("*Found 1*"), actions(button("next", "Next"), button("share", "Share"))],
            )

    @app.event("app_home_opened")
    def opened(event: dict[str, Any], client: Any) -> None:
        seen.append(event)
        client.views_publish(user_id=event["user"], view=home("Your subscriptions"))


def _actions(app: App, seen: list[dict[str, Any]]) -> None:
    @app.action("next")
    def following(ack: Any, respond: Any, body: dict[str, Any]) -> None:
        seen.append(body)
        ack()
        respond(text="Page 2", blocks=[section("Page 2")], replace_original=True)

    @app.action("share")
    def share(ack: Any, respond: Any, body: dict[str, Any]) -> None:
        seen.append(body)
        ack()
        respond(text="Shared", response_type="in_channel")

    @app.action("drop")
    def drop(ack: Any, respond: Any) -> None:
        ack()
        respond(delete_original=True)

    @app.action("broken")
    def broken() -> None:
        raise RuntimeError("as the test wants it")

    @app.shortcut({"type": "message_action", "callback_id": "keep"})
    def keep(ack: Any, respond: Any, body: dict[str, Any]) -> None:
        seen.append(body)
        ack()
        respond(text=f"Kept: {body['message']['text']}")

    @app.action("pick")
    def pick(ack: Any, body: dict[str, Any]) -> None:
        seen.append(body)
        ack()


def _views(app: App, seen: list[dict[str, Any]]) -> None:
    @app.view("form")
    def submitted(ack: Any, body: dict[str, Any]) -> None:
        seen.append(body)
        words = body["view"]["state"]["values"]["query"]["words"]["value"]
        answers: dict[str, dict[str, Any]] = {
            "wrong": {"response_action": "errors", "errors": {"query": "I cannot read that."}},
            "next": {"response_action": "update", "view": form("Step 2")},
            "more": {"response_action": "push", "view": form("On top")},
            "done": {"response_action": "clear"},
        }
        ack(**answers.get(words, {}))

    @app.view_closed("form")
    def closed(ack: Any, body: dict[str, Any]) -> None:
        seen.append(body)
        ack()
