"""How buttons, menus and forms reach plain functions: acknowledged first, then done."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.log import get_logger
from bot.model.errors import KpError
from bot.services import Services
from bot.views import blocks as b
from bot.views.help import hint_message
from handlers import edge
from handlers.turn import Turn

log = get_logger(__name__)


class FormError(KpError):
    """What was filled in cannot be used; `block` is the line of the form it stands in."""

    def __init__(self, block: str, message: str) -> None:
        super().__init__(message)
        self.block = block


def on_action(app: App, services: Services, name: str, do: Callable[[Turn], None]) -> None:
    """Call a function when something is pressed whose action id is a name, or the name, a colon and more."""

    @app.action(re.compile(rf"^{re.escape(name)}(:.*)?$", re.DOTALL))
    def pressed(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond) -> None:
        ack()
        turn = Turn.of(services, client, body, respond)
        edge.run(turn, f"action {name}", lambda: do(turn))


def on_form(app: App, services: Services, name: str, do: Callable[[Turn], b.Payload]) -> None:
    """Call a function when a form is sent; the view it returns is shown instead of the form.

    What cannot be used is said beside the line it stands in.
    """

    @app.view(name)
    def sent(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        turn = Turn.of(services, client, body)
        try:
            view = do(turn)
        except FormError as error:
            ack(response_action="errors", errors={error.block: str(error)})
        except Exception as error:  # noqa: BLE001 - the edge tells what people cause from what nobody expected
            first = next((x["block_id"] for x in body["view"]["blocks"] if x["type"] == "input"), "")
            ack(response_action="errors", errors={first: edge.sentence(error, f"form {name}")})
        else:
            ack(response_action="update", view=view)


def on_slow_form(
    app: App, services: Services, name: str, do: Callable[[Turn], b.Payload], meanwhile: str
) -> None:
    """Call a function that may take longer than Slack waits when a form is sent.

    The form says `meanwhile` until the message that the function returns, or why it failed, stands in its
    place; to who has closed the form by then it is sent.
    """

    @app.view(name)
    def sent(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        title, form = str(body["view"]["title"]["text"]), str(body["view"]["id"])
        ack(response_action="update", view=b.modal(title, "answer", [b.section(meanwhile)]))
        turn = Turn.of(services, client, body)
        try:
            told = do(turn)
        except Exception as error:  # noqa: BLE001 - as in on_form
            told = hint_message(edge.sentence(error, f"form {name}"))
        edge.run(turn, f"form {name}", lambda: _show(turn, form, title, told))


def _show(turn: Turn, form: str, title: str, told: b.Payload) -> None:
    try:
        turn.client.views_update(view_id=form, view=b.modal(title, "answer", told["blocks"]))
    except SlackApiError as error:
        log.info("form_closed", code=str(error.response.get("error")))
        turn.client.chat_postMessage(channel=turn.user, text=told["text"], blocks=told["blocks"])


def filled(turn: Turn) -> dict[str, str]:
    """Return what was filled into a form, by block id; what was left empty is "", several ticks have commas."""
    values: dict[str, dict[str, dict[str, Any]]] = turn.body["view"]["state"]["values"]
    return {block: _filled(next(iter(element.values()), {})) for block, element in values.items()}


def _filled(element: dict[str, Any]) -> str:
    if "selected_options" in element:
        return ",".join(str(option["value"]) for option in element["selected_options"] or [])
    picked = element.get("selected_option") or {}
    names = ("value", "selected_conversation", "selected_channel", "selected_time")
    return str(next((element[n] for n in names if element.get(n)), picked.get("value") or ""))
