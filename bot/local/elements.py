"""What can be pressed, picked and filled in: found in blocks, and its value in Slack's shape.

The page sends plain values (a text, an option's value, a list of them). What the handlers get is
built here from the element as it was posted, so a page cannot invent an option.
"""

from __future__ import annotations

import copy
import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any

Element = dict[str, Any]
Raw = str | list[str] | None

_ONE_OF = {
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "users_select": "selected_user",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
_MANY_OF = {
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "multi_users_select": "selected_users",
}
_OPTION = {"static_select", "overflow", "radio_buttons", "external_select"}
_OPTIONS = {"multi_static_select", "checkboxes"}
_TEXT = {"plain_text_input", "number_input", "email_text_input", "url_text_input"}
_PRESSED = {"button", "icon_button", "feedback_buttons"}
_INTERACTIVE = {*_ONE_OF, *_MANY_OF, *_OPTION, *_OPTIONS, *_TEXT, *_PRESSED}


def with_ids(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return blocks in which every block and every interactive element has an id, as Slack gives them."""
    out = copy.deepcopy(blocks)
    for block in out:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in elements(block):
            if element.get("type") in _INTERACTIVE:
                element.setdefault("action_id", secrets.token_urlsafe(4))
    return out


def elements(block: dict[str, Any]) -> Iterator[Element]:
    """Yield the elements of a block."""
    held = block.get("elements") if block.get("type") in ("actions", "context_actions") else None
    if isinstance(held, list):
        yield from held
    for name in ("accessory", "element"):
        if isinstance(block.get(name), dict):
            yield block[name]


def find(blocks: list[dict[str, Any]], block_id: str, action_id: str) -> Element | None:
    """Return the element with these ids, None when there is none."""
    for block in blocks:
        if block.get("block_id") == block_id:
            for element in elements(block):
                if element.get("action_id") == action_id:
                    return element
    return None


def action(element: Element, block_id: str, raw: Raw, at: str) -> dict[str, Any]:
    """Return one item of a `block_actions` payload's `actions`.

    Args:
        element: the element as posted.
        block_id: of the block that holds it.
        raw: what the page sent.
        at: the time of the click, as a message id.
    """
    base = {"type": element["type"], "action_id": element["action_id"], "block_id": block_id, "action_ts": at}
    if element["type"] == "button":
        kept = {name: element[name] for name in ("text", "value", "style", "url") if name in element}
        return base | kept
    if element["type"] == "feedback_buttons":
        which = element["positive_button" if raw == "positive" else "negative_button"]
        return base | {"text": which["text"], "value": which["value"]}
    if element["type"] == "icon_button":
        return base | {name: element[name] for name in ("text", "value", "icon") if name in element}
    return base | value(element, raw)


def value(element: Element, raw: Raw) -> dict[str, Any]:
    """Return what stands in an element, as in a payload's `state.values`."""
    kind = element["type"]
    one = raw if isinstance(raw, str) and raw != "" else None
    many = [v for v in raw if v] if isinstance(raw, list) else []
    if kind in _OPTION:
        return {"type": kind, "selected_option": _picked(element, one)}
    if kind in _OPTIONS:
        return {"type": kind, "selected_options": [o for o in options(element) if o["value"] in many]}
    if kind in _MANY_OF:
        return {"type": kind, _MANY_OF[kind]: many}
    if kind == "datetimepicker":
        return {"type": kind, "selected_date_time": int(one) if one and one.isdigit() else None}
    if kind in _ONE_OF:
        return {"type": kind, _ONE_OF[kind]: one}
    return {"type": kind, "value": one}


def state(blocks: list[dict[str, Any]], values: dict[str, dict[str, Raw]]) -> dict[str, dict[str, Any]]:
    """Return `state.values` of a message or view: one entry for each element that holds a value."""
    out: dict[str, dict[str, Any]] = {}
    for block in blocks:
        for element in elements(block):
            if element.get("type") not in _INTERACTIVE - _PRESSED - {"overflow"}:
                continue
            block_id, action_id = block["block_id"], element["action_id"]
            out.setdefault(block_id, {})[action_id] = value(element, values.get(block_id, {}).get(action_id))
    return out


def complaints(blocks: list[dict[str, Any]], values: dict[str, dict[str, Raw]]) -> dict[str, str]:
    """Return what is missing or cannot be in a modal's inputs: a sentence for each block id."""
    found: dict[str, str] = {}
    for block in blocks:
        if block.get("type") != "input":
            continue
        element = block["element"]
        raw = values.get(block["block_id"], {}).get(element["action_id"])
        if not raw:
            if not block.get("optional"):
                found[block["block_id"]] = "Please fill this in."
            continue
        problem = _CHECKS[element["type"]](element, str(raw)) if element["type"] in _CHECKS else None
        if problem:
            found[block["block_id"]] = problem
    return found


def options(element: Element) -> list[dict[str, Any]]:
    """Return all options of an element, those in groups too."""
    grouped = [o for group in element.get("option_groups") or [] for o in group.get("options") or []]
    return [*(element.get("options") or []), *grouped]


def _picked(element: Element, wanted: str | None) -> dict[str, Any] | None:
    return next((o for o in options(element) if o["value"] == wanted), None) if wanted is not None else None


def _check_text(element: Element, text: str) -> str | None:
    if len(text) < int(element.get("min_length") or 0):
        return f"Please write at least {element['min_length']} characters."
    if len(text) > int(element.get("max_length") or 3000):
        return f"Please write at most {element.get('max_length') or 3000} characters."
    return None


def _check_number(element: Element, text: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, text):
        return "Please write a number."
    if "min_value" in element and float(text) < float(element["min_value"]):
        return f"Please write a number from {element['min_value']}."
    if "max_value" in element and float(text) > float(element["max_value"]):
        return f"Please write a number up to {element['max_value']}."
    return None


def _check_email(_: Element, text: str) -> str | None:
    return None if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text) else "Please write an email address."


def _check_url(_: Element, text: str) -> str | None:
    return None if re.fullmatch(r"https?://\S+", text) else "Please write a web address (https://…)."


_CHECKS: dict[str, Callable[[Element, str], str | None]] = {
    "plain_text_input": _check_text,
    "number_input": _check_number,
    "email_text_input": _check_email,
    "url_text_input": _check_url,
}
