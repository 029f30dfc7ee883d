"""What a Slack message or view holds: its words, what can be used in it, and what a form sends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast


def elements(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every element of a message or view that a person could use, with the block it stands in."""
    for block in message.get("blocks") or []:
        accessory = [block["accessory"]] if block.get("accessory") else []
        for element in [*(block.get("elements") or []), *accessory]:
            yield {**element, "block_id": block.get("block_id")}


def action_in(message: dict[str, Any], action_id: str, value: str | None = None) -> dict[str, Any]:
    """The first element of a message or view whose action starts with `action_id`, as it is when it is used."""
    found = next((e for e in elements(message) if str(e.get("action_id", "")).startswith(action_id)), None)
    assert found is not None, f"no {action_id} in: {words(message)}"
    if value is None:
        return found
    groups = found.get("option_groups") or [found]
    options = [option for group in groups for option in group["options"]]
    picked = next((o for o in options if value in (o["value"], o["text"]["text"])), None)
    assert picked is not None, f"no {value} among {[o['value'] for o in options]}"
    return {**found, "selected_option": picked}


def filled(view: dict[str, Any], changes: dict[str, object]) -> dict[str, dict[str, Any]]:
    """What a modal holds, as Slack sends it: what stood in it when it opened, and what a person changed by block.

    A change is a text, the value of an option, a list of such values, or None for what is emptied.
    """
    inputs = {b["block_id"]: b["element"] for b in view["blocks"] if b["type"] == "input"}
    assert set(changes) <= set(inputs), f"{set(changes) - set(inputs)} not in {list(inputs)}"
    return {
        block: {element["action_id"]: _state(element, changes.get(block, _AS_IT_IS))}
        for block, element in inputs.items()
    }


def opened(message: dict[str, Any]) -> list[int]:
    """The events whose cards a list leads to, in its order: by a button, or by a menu of several."""
    found: list[int] = []
    for element in elements(message):
        if str(element.get("action_id", "")).startswith("details:"):
            held = element.get("options") or [element]
            found += [int(each["value"]) for each in held]
    return found


_AS_IT_IS = object()
_HOLDS = {
    "plain_text_input": ("value", "initial_value"),
    "timepicker": ("selected_time", "initial_time"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "checkboxes": ("selected_options", "initial_options"),
}


def _state(element: dict[str, Any], change: object) -> dict[str, Any]:
    name, first = _HOLDS.get(element["type"], ("selected_option", "initial_option"))
    value = element.get(first) if change is _AS_IT_IS else change
    if name == "selected_options":
        value = [v if isinstance(v, dict) else {"value": v} for v in cast("list[Any]", value or [])]
    elif name == "selected_option" and isinstance(value, str):
        value = {"value": value}
    return {"type": element["type"], name: value}


def words(message: dict[str, Any]) -> str:
    """All that a person reads in a message or view, as one text."""
    found: list[str] = [str(message.get("text", ""))]

    def walk(node: object) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("text"), str):
                found.append(node["text"])
            for key, value in node.items():
                if key != "text" or not isinstance(value, str):
                    walk(value)
        elif isinstance(node, list):
            for part in node:
                walk(part)

    walk(message.get("blocks") or [])
    return "\n".join(found)
