"""Checks of the things one can press, pick and fill in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.views.limits.texts import TextLimit, check_text, http_problem, long_problem

Element = dict[str, Any]
PLAIN = "plain_text"


def check_element(element: Element, where: str) -> list[str]:
    """Return what is wrong with a block element."""
    checker = ELEMENTS.get(str(element.get("type")))
    if checker is None:
        return [f"{where}: unknown element {element.get('type')!r}"]
    problems = checker(element, where)
    if "action_id" in element:
        problems += [] if element["action_id"] else [f"{where}.action_id: empty"]
        problems += long_problem(f"{where}.action_id", element["action_id"], 255)
    if "placeholder" in element:
        problems += check_text(f"{where}.placeholder", element["placeholder"], TextLimit(150, PLAIN))
    if "confirm" in element:
        problems += _confirm(element["confirm"], f"{where}.confirm")
    return problems


def _button(element: Element, where: str) -> list[str]:
    problems = check_text(f"{where}.text", element.get("text"), TextLimit(75, PLAIN))
    problems += long_problem(f"{where}.value", element.get("value") or "", 2000)
    problems += long_problem(f"{where}.accessibility_label", element.get("accessibility_label") or "", 75)
    if "url" in element:
        problems += http_problem(f"{where}.url", element["url"])
    if element.get("style") not in (None, "primary", "danger"):
        problems.append(f"{where}.style: {element['style']!r}")
    return problems


def _option(option: Element, where: str) -> list[str]:
    text = option.get("text")
    kind = None if where.endswith(("radio_buttons", "checkboxes")) else PLAIN
    problems = check_text(f"{where}.text", text, TextLimit(75, kind))
    value = option.get("value")
    if not isinstance(value, str) or not value:
        problems.append(f"{where}.value: empty")
    problems += long_problem(f"{where}.value", value or "", 150)
    if "description" in option:
        problems += check_text(f"{where}.description", option["description"], TextLimit(75))
    if "url" in option:
        problems += http_problem(f"{where}.url", option["url"])
    return problems


def _options(most: int) -> Callable[[Element, str], list[str]]:
    def checker(element: Element, where: str) -> list[str]:
        here = f"{where}.{element['type']}"
        groups = element.get("option_groups") or []
        lists = [g.get("options") or [] for g in groups] if groups else [element.get("options") or []]
        problems = [f"{here}: {len(o)} options of 1 to {most}" for o in lists if not 1 <= len(o) <= most]
        problems += [f"{here}: {len(groups)} groups of at most 100"] if len(groups) > 100 else []
        for group in groups:
            problems += check_text(f"{here}.label", group.get("label"), TextLimit(75, PLAIN))
        options = [option for each in lists for option in each]
        for option in options:
            problems += _option(option, here)
        values = [o.get("value") for o in options]
        if len(set(values)) != len(values):
            problems.append(f"{here}: two options have one value")
        chosen = element.get("initial_options") or [element[n] for n in ("initial_option",) if n in element]
        problems += [f"{here}: the initial option is no option" for o in chosen if o not in options]
        return problems

    return checker


def _image(element: Element, where: str) -> list[str]:
    problems = http_problem(f"{where}.image_url", element.get("image_url"))
    alt = element.get("alt_text") or ""
    return (
        problems
        + ([] if alt else [f"{where}.alt_text: empty"])
        + long_problem(f"{where}.alt_text", alt, 2000)
    )


def _text_input(element: Element, where: str) -> list[str]:
    problems = long_problem(f"{where}.initial_value", element.get("initial_value") or "", 3000)
    if not 1 <= element.get("max_length", 3000) <= 3000:
        problems.append(f"{where}.max_length: at most 3000")
    return problems


def _confirm(dialog: Element, where: str) -> list[str]:
    problems = check_text(f"{where}.title", dialog.get("title"), TextLimit(100, PLAIN))
    problems += check_text(f"{where}.text", dialog.get("text"), TextLimit(300))
    for name in ("confirm", "deny"):
        problems += check_text(f"{where}.{name}", dialog.get(name), TextLimit(30, PLAIN))
    return problems


def _chosen(element: Element, where: str) -> list[str]:
    """Return what is chosen from the start and is nothing: Slack refuses the whole view for it."""
    return [
        f"{where}.{name}: empty"
        for name, value in element.items()
        if name.startswith("initial_") and not value
    ]


ELEMENTS: dict[str, Callable[[Element, str], list[str]]] = {
    "button": _button,
    "overflow": _options(5),
    "static_select": _options(100),
    "multi_static_select": _options(100),
    "radio_buttons": _options(10),
    "checkboxes": _options(10),
    "image": _image,
    "plain_text_input": _text_input,
    "conversations_select": _chosen,
    "channels_select": _chosen,
    "users_select": _chosen,
    "datepicker": _chosen,
    "timepicker": _chosen,
    "number_input": _chosen,
}
