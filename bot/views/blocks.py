"""Small builders of Block Kit that shorten and escape, so that what they make always passes `limits`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from bot.text import shorten, squash
from bot.views.limits.check import MESSAGE_BLOCKS, VIEW_BLOCKS, characters
from bot.views.mrkdwn import Mrkdwn, cut, safe, strip

Block = dict[str, Any]
Payload = dict[str, Any]

_APART = re.compile(r" · |\(\d of 5\)")  # no line begins with the dot, nor ends within "(3 of 5)"
TEXT_LIMIT = 3_900
CHARACTERS = 12_800  # below msg_blocks_too_long, with room for Slack to count otherwise


def plain_text(text: str, limit: int) -> Block:
    """Return a plain text object; never empty."""
    return {"type": "plain_text", "text": shorten(squash(text), limit) or "–", "emoji": True}


def mrkdwn(text: str, limit: int) -> Block:
    """Return a mrkdwn text object: escaped unless it is markup of ours, bare addresses left as words."""
    words = Mrkdwn(_APART.sub(_together, cut(safe(text), limit)))
    return {"type": "mrkdwn", "text": words if words.strip() else Mrkdwn("–"), "verbatim": True}


def _together(found: re.Match[str]) -> str:
    return found[0].rstrip().replace(" ", "\u00a0") + (" " if found[0].endswith(" ") else "")


def header(text: str) -> Block:
    """Return a header block."""
    return {"type": "header", "text": plain_text(text, 150)}


def section(*lines: str, accessory: Block | None = None, limit: int = 3000) -> Block:
    """Return a section of lines; empty lines are left out."""
    block: Block = {"type": "section", "text": mrkdwn(_lines(lines), limit)}
    if accessory is not None:
        block["accessory"] = accessory
    return block


def apart(lines: Iterable[str]) -> list[Mrkdwn]:
    """Return lines with an empty one between them."""
    return [Mrkdwn("\n") + line if i else safe(line) for i, line in enumerate(lines)]


def fields(pairs: Iterable[tuple[str, str]]) -> list[Block]:
    """Return sections of name and value, ten to a section; a phone shows them one below the other."""
    cells = [mrkdwn(Mrkdwn(f"*{safe(name)}*\n") + value, 2000) for name, value in pairs if value.strip()]
    return [{"type": "section", "fields": cells[i : i + 10]} for i in range(0, len(cells), 10)]


def context(*lines: str) -> Block:
    """Return a context block of lines as one element, so that a reader hears them in order."""
    return {"type": "context", "elements": [mrkdwn(_lines(lines), 2900)]}


def divider() -> Block:
    """Return a divider."""
    return {"type": "divider"}


def actions(*elements: Block, block_id: str | None = None) -> Block:
    """Return a row of at most 25 things to press."""
    block: Block = {"type": "actions", "elements": list(elements)[:25]}
    return block | ({"block_id": block_id[:255]} if block_id else {})


def button(
    label: str,
    action_id: str,
    value: str = "",
    *,
    style: str | None = None,
    spoken: str | None = None,
    confirm: Block | None = None,
) -> Block:
    """Return a button.

    Args:
        label: what it says.
        action_id: what a handler listens for.
        value: what the handler is given.
        style: `primary` or `danger`.
        spoken: what a screen reader says where the label alone is not enough.
        confirm: a dialogue that asks first.

    Raises:
        ValueError: the value is longer than Slack takes; it is never cut, for it is read back.
    """
    if len(value) > 2000 or len(action_id) > 255:
        raise ValueError(f"the value of {action_id} is too long")
    block: Block = {"type": "button", "text": plain_text(label, 75), "action_id": action_id}
    if value:
        block["value"] = value
    if style is not None:
        block["style"] = style
    if spoken:
        block["accessibility_label"] = shorten(squash(spoken), 75)
    return block | ({"confirm": confirm} if confirm else {})


def option(label: str, value: str, description: str | None = None) -> Block:
    """Return one choice of a menu."""
    if not 0 < len(value) <= 150:
        raise ValueError(f"an option's value must have 1 to 150 characters: {label}")
    made: Block = {"text": plain_text(label, 75), "value": value}
    return made | ({"description": plain_text(description, 75)} if description else {})


def overflow(action_id: str, options: Sequence[Block]) -> Block:
    """Return a "…" menu of at most five choices."""
    return {"type": "overflow", "action_id": action_id, "options": list(options)[:5]}


def select(action_id: str, options: Sequence[Block], *, placeholder: str, chosen: str | None = None) -> Block:
    """Return a menu of at most 100 choices; `chosen` is the value of the one shown first."""
    kept = list(options)[:100]
    block: Block = {
        "type": "static_select",
        "action_id": action_id,
        "options": kept,
        "placeholder": plain_text(placeholder, 150),
    }
    initial = next((o for o in kept if o["value"] == chosen), None)
    return block | ({"initial_option": initial} if initial else {})


def grouped_select(
    action_id: str,
    groups: Sequence[tuple[str, Sequence[Block]]],
    *,
    placeholder: str,
    chosen: str | None = None,
) -> Block:
    """Return a menu of choices under headings: at most 100 headings of 100 choices."""
    kept: list[Block] = [
        {"label": plain_text(label, 75), "options": list(options)[:100]}
        for label, options in list(groups)[:100]
    ]
    block: Block = {
        "type": "static_select",
        "action_id": action_id,
        "option_groups": kept,
        "placeholder": plain_text(placeholder, 150),
    }
    initial = next((o for group in kept for o in group["options"] if o["value"] == chosen), None)
    return block | ({"initial_option": initial} if initial else {})


def text_input(
    label: str,
    block_id: str,
    *,
    value: str = "",
    placeholder: str = "",
    hint: str = "",
    optional: bool = False,
    longest: int = 1000,
) -> Block:
    """Return a line to fill in, several lines where it may be long; its action id is `value`."""
    element: Block = {"type": "plain_text_input", "action_id": f"{block_id}_value", "max_length": longest}
    if longest > 1000:
        element["multiline"] = True
    if value:
        element["initial_value"] = value[:longest]
    if placeholder:
        element["placeholder"] = plain_text(placeholder, 150)
    return _input(label, block_id, element, hint, optional)


def select_input(
    label: str, block_id: str, element: Block, *, hint: str = "", optional: bool = False
) -> Block:
    """Return a menu or radio buttons of a modal."""
    return _input(label, block_id, element, hint, optional)


def place_input(target: str) -> Block:
    """Return the menu that asks which channel or person is meant; left empty it is the reader.

    Args:
        target: what is chosen from the start; a user id is the reader.
    """
    menu: Block = {
        "type": "conversations_select",
        "action_id": "target_value",
        "filter": {"include": ["public", "private", "im"], "exclude_bot_users": False},
        "placeholder": plain_text("Me", 150),
    }
    if target[:1] in ("C", "G", "D"):
        menu["initial_conversation"] = target
    return _input("Where", "target", menu, "Leave it empty for a direct message to you.", True)


def _input(label: str, block_id: str, element: Block, hint: str, optional: bool) -> Block:
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(label, 200),
        "element": element,
        "optional": optional,
    }
    return block | ({"hint": plain_text(hint, 500)} if hint else {})


def confirm(title: str, text: str, yes: str) -> Block:
    """Return a dialogue that asks before something is done."""
    return {
        "title": plain_text(title, 100),
        "text": plain_text(text, 300),
        "confirm": plain_text(yes, 30),
        "deny": plain_text("Cancel", 30),
    }


def message(text: str, blocks: Sequence[Block] = ()) -> Payload:
    """Return a message whose `text` says it all and whose blocks fit.

    Blocks beyond Slack's limits are left out, the last row of buttons is kept, and a line says so.

    Args:
        text: the whole message in words, for notifications and screen readers.
        blocks: what it looks like.
    """
    payload: Payload = {"text": cut(safe(text), TEXT_LIMIT) if text.strip() else "–"}
    return payload | ({"blocks": fit(blocks)} if blocks else {})


def spoken(*parts: str) -> Mrkdwn:
    """Return parts as the plain sentences of `text`: markup gone, one a line."""
    return Mrkdwn("\n").join(_heard(part) for part in parts if part.strip())


def _heard(part: str) -> Mrkdwn:
    """Return a part without markup; only channels stay references, for Slack alone knows their names."""
    if not isinstance(part, Mrkdwn):
        return safe(part)
    pieces = re.split(r"(<#[CGD][A-Z0-9]+>)", part)
    return Mrkdwn("").join(Mrkdwn(p) if i % 2 else safe(strip(p)) for i, p in enumerate(pieces))


def fit(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks within a message's count and characters, dropping from the end but for the buttons."""
    kept = list(blocks)
    if len(kept) <= MESSAGE_BLOCKS and characters(kept) <= CHARACTERS:
        return kept
    tail = [kept.pop()] if kept[-1].get("type") == "actions" else []
    tail.insert(0, context("There is more than fits in one message."))
    while kept and (len(kept) + len(tail) > MESSAGE_BLOCKS or characters(kept + tail) > CHARACTERS):
        kept.pop()
    return kept + tail


def home(blocks: Sequence[Block]) -> Payload:
    """Return an App Home view."""
    return {"type": "home", "blocks": list(blocks)[:VIEW_BLOCKS]}


def modal(
    title: str, callback_id: str, blocks: Sequence[Block], *, submit: str | None = None, metadata: str = ""
) -> Payload:
    """Return a modal view."""
    view: Payload = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title, 24),
        "close": plain_text("Close" if submit is None else "Cancel", 24),
        "blocks": list(blocks)[:VIEW_BLOCKS],
    }
    if submit is not None:
        view["submit"] = plain_text(submit, 24)
    if metadata:
        if len(metadata) > 3000:
            raise ValueError("private_metadata is too long")
        view["private_metadata"] = metadata
    return view


def _lines(lines: Iterable[str]) -> Mrkdwn:
    return Mrkdwn("\n").join(line for line in lines if line)
