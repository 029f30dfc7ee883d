"""Block Kit's limits as one checker, so that no payload of this project is ever refused for its size.

Slack names some limits in its reference, others only by refusing (`msg_blocks_too_long`). Where
sources disagree the lower is used. The checker also holds what this project promises: `text` on
every message, only http(s) links, nothing that mentions people, no unescaped text.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from bot.views.limits.elements import ELEMENTS, check_element
from bot.views.limits.texts import TextLimit, check_text, long_problem, mrkdwn_problems

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
MESSAGE_CHARACTERS = 13_200  # undocumented: msg_blocks_too_long
TEXT_CHARACTERS = 4_000  # recommended; cut at 40,000
MARKDOWN_CHARACTERS = 12_000  # of all markdown blocks together
CHARTS = 2

Problems = list[str]
Block = dict[str, Any]


def check(payload: dict[str, Any]) -> list[str]:
    """Return what Slack or this project would refuse of a message or view; an empty list is good.

    Args:
        payload: `{"text", "blocks"?}` of a message, or a view with `type` `modal` or `home`.
    """
    if payload.get("type") in ("modal", "home"):
        return _check_view(payload)
    blocks = payload.get("blocks") or []
    text = payload.get("text")
    problems: Problems = []
    if not isinstance(text, str) or not text.strip():
        problems.append("text: missing; notifications and screen readers need it")
    else:
        problems += long_problem("text", text, TEXT_CHARACTERS) + mrkdwn_problems("text", text)
    if len(blocks) > MESSAGE_BLOCKS:
        problems.append(f"blocks: {len(blocks)} of at most {MESSAGE_BLOCKS}")
    if (size := characters(blocks)) > MESSAGE_CHARACTERS:
        problems.append(f"blocks: {size} characters of at most {MESSAGE_CHARACTERS}")
    problems += _check_blocks(blocks, "message")
    if "fallback_blocks" in payload:  # what is sent where a workspace does not know a newer block
        problems += check({"text": text, "blocks": payload["fallback_blocks"]})
    return problems


def characters(value: Any) -> int:
    """Return how many characters of text a value holds: what Slack counts against a message."""
    if isinstance(value, dict):
        own = sum(len(v) for k, v in value.items() if isinstance(v, str) and k in _COUNTED)
        return own + sum(characters(v) for v in value.values() if not isinstance(v, str))
    if isinstance(value, list):
        return sum(len(v) if isinstance(v, str) else characters(v) for v in value)
    return 0


_COUNTED = frozenset({"text", "label", "title", "alt_text", "name", "x_label", "y_label"})


def _check_view(view: dict[str, Any]) -> Problems:
    blocks = view.get("blocks") or []
    problems: Problems = []
    if not blocks:
        problems.append("blocks: a view needs one")
    if len(blocks) > VIEW_BLOCKS:
        problems.append(f"blocks: {len(blocks)} of at most {VIEW_BLOCKS}")
    if (size := len(json.dumps(view, ensure_ascii=False).encode())) > VIEW_BYTES:
        problems.append(f"view: {size} bytes of at most {VIEW_BYTES}")
    for name, limit in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        problems += long_problem(name, view.get(name) or "", limit)
    if view["type"] == "modal":
        problems += check_text("title", view.get("title"), TextLimit(24, "plain_text"))
        for name in ("submit", "close"):
            if name in view:
                problems += check_text(name, view[name], TextLimit(24, "plain_text"))
        if any(b.get("type") == "input" for b in blocks) and "submit" not in view:
            problems.append("submit: a modal with an input needs it")
    return problems + _check_blocks(blocks, view["type"])


def _check_blocks(blocks: list[Block], surface: str) -> Problems:
    problems: Problems = []
    for i, block in enumerate(blocks):
        where = f"blocks[{i}].{block.get('type')}"
        checker = _BLOCKS.get(str(block.get("type")))
        if checker is None:
            problems.append(f"{where}: unknown block")
            continue
        problems += checker(block, where) + _check_id(where, block, "block_id")
    problems += _duplicates("block_id", [b["block_id"] for b in blocks if "block_id" in b])
    problems += _duplicates(
        "action_id", [e["action_id"] for b in blocks for e in _elements(b) if "action_id" in e]
    )
    markdown = sum(len(b.get("text", "")) for b in blocks if b.get("type") == "markdown")
    if markdown > MARKDOWN_CHARACTERS:
        problems.append(f"markdown: {markdown} characters of at most {MARKDOWN_CHARACTERS} together")
    if sum(b.get("type") == "data_visualization" for b in blocks) > CHARTS:
        problems.append(f"data_visualization: more than {CHARTS}")
    if surface == "message" and any(b.get("type") in ("input", "alert") for b in blocks):
        problems.append("blocks: inputs and alerts belong in views")
    return problems


def _elements(block: Block) -> list[Block]:
    found = list(block.get("elements") or []) if block.get("type") in ("actions", "context_actions") else []
    found += [block[name] for name in ("accessory", "element") if isinstance(block.get(name), dict)]
    return found


def _check_id(where: str, holder: Block, name: str) -> Problems:
    if name not in holder:
        return []
    value = holder[name]
    if not isinstance(value, str) or not value:
        return [f"{where}.{name}: empty"]
    return long_problem(f"{where}.{name}", value, 255)


def _duplicates(name: str, ids: list[str]) -> Problems:
    return [f"{name}: {i!r} is used {ids.count(i)} times" for i in sorted(set(ids)) if ids.count(i) > 1]


def _section(block: Block, where: str) -> Problems:
    problems: Problems = []
    fields = block.get("fields")
    if "text" not in block and not fields:
        problems.append(f"{where}: neither text nor fields")
    if "text" in block:
        problems += check_text(f"{where}.text", block["text"], TextLimit(3000))
    if fields is not None and not 1 <= len(fields) <= 10:
        problems.append(f"{where}.fields: {len(fields)} of 1 to 10")
    for i, each in enumerate(fields or []):
        problems += check_text(f"{where}.fields[{i}]", each, TextLimit(2000))
    if "accessory" in block:
        problems += check_element(block["accessory"], f"{where}.accessory")
    return problems


def _header(block: Block, where: str) -> Problems:
    return check_text(f"{where}.text", block.get("text"), TextLimit(150, "plain_text"))


def _context(block: Block, where: str) -> Problems:
    elements = block.get("elements") or []
    problems = [] if 1 <= len(elements) <= 10 else [f"{where}: {len(elements)} elements of 1 to 10"]
    for i, element in enumerate(elements):
        if element.get("type") == "image":
            problems += check_element(element, f"{where}[{i}]")
        else:
            problems += check_text(f"{where}[{i}]", element, TextLimit(3000))
    return problems


def _actions(block: Block, where: str) -> Problems:
    elements = block.get("elements") or []
    most = 5 if block.get("type") == "context_actions" else 25
    problems = [] if 1 <= len(elements) <= most else [f"{where}: {len(elements)} elements of 1 to {most}"]
    for i, element in enumerate(elements):
        problems += check_element(element, f"{where}[{i}]")
        if "action_id" not in element:
            problems.append(f"{where}[{i}]: no action_id, so nothing can answer")
    return problems


def _input(block: Block, where: str) -> Problems:
    problems = check_text(f"{where}.label", block.get("label"), TextLimit(2000, "plain_text"))
    if "hint" in block:
        problems += check_text(f"{where}.hint", block["hint"], TextLimit(2000, "plain_text"))
    element = block.get("element")
    if not isinstance(element, dict) or element.get("type") not in ELEMENTS:
        return [*problems, f"{where}.element: missing or unknown"]
    return problems + check_element(element, f"{where}.element")


def _image(block: Block, where: str) -> Problems:
    problems = check_element({**block, "type": "image"}, where)
    if "title" in block:
        problems += check_text(f"{where}.title", block["title"], TextLimit(2000, "plain_text"))
    return problems


def _markdown(block: Block, where: str) -> Problems:
    text = block.get("text")
    if not isinstance(text, str) or not text.strip():
        return [f"{where}.text: empty"]
    return long_problem(f"{where}.text", text, MARKDOWN_CHARACTERS)


def _table(block: Block, where: str) -> Problems:
    rows = block.get("rows") or []
    problems = [] if 1 <= len(rows) <= 100 else [f"{where}: {len(rows)} rows of 1 to 100"]
    problems += [
        f"{where}[{i}]: {len(r)} columns of 1 to 20" for i, r in enumerate(rows) if not 1 <= len(r) <= 20
    ]
    cells = [cell for row in rows for cell in row]
    problems += [
        f"{where}: an empty cell" for c in cells if c.get("type") == "raw_text" and not c.get("text")
    ]
    if (size := characters(rows)) > 10_000:
        problems.append(f"{where}: {size} characters of at most 10000")
    return problems


def _chart(block: Block, where: str) -> Problems:
    problems: Problems = []
    title = block.get("title")
    if not isinstance(title, str) or not title.strip():
        problems.append(f"{where}.title: empty")
    problems += long_problem(f"{where}.title", title or "", 50)
    chart = block.get("chart") or {}
    if chart.get("type") == "pie":
        return problems + _points(chart.get("segments") or [], f"{where}.segments", 6)
    if chart.get("type") not in ("bar", "line", "area"):
        return [*problems, f"{where}.chart: unknown kind"]
    axis, series = chart.get("axis_config") or {}, chart.get("series") or []
    categories = axis.get("categories") or []
    for name in ("x_label", "y_label"):
        problems += long_problem(f"{where}.{name}", axis.get(name) or "", 50)
    if not 1 <= len(series) <= 6:
        problems.append(f"{where}.series: {len(series)} of 1 to 6")
    problems += _duplicates(f"{where}.series", [s.get("name", "") for s in series])
    problems += _duplicates(f"{where}.categories", categories)
    for one in series:
        problems += long_problem(f"{where}.series.name", one.get("name") or "", 20)
        problems += _points(one.get("data") or [], f"{where}.data", 20)
        if [p.get("label") for p in one.get("data") or []] != categories:
            problems.append(f"{where}.data: labels are not the categories")
    return problems


def _points(points: list[Block], where: str, most: int) -> Problems:
    problems = [] if 1 <= len(points) <= most else [f"{where}: {len(points)} of 1 to {most}"]
    for point in points:
        if not point.get("label"):
            problems.append(f"{where}: an empty label")
        problems += long_problem(f"{where}.label", point.get("label") or "", 20)
        if not isinstance(point.get("value"), (int, float)):
            problems.append(f"{where}.value: no number")
    return problems


def _alert(block: Block, where: str) -> Problems:
    return check_text(f"{where}.text", block.get("text"), TextLimit(200))


_BLOCKS: dict[str, Callable[[Block, str], Problems]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "context_actions": _actions,
    "divider": lambda _block, _where: [],
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "table": _table,
    "data_visualization": _chart,
    "alert": _alert,
}
