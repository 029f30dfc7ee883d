"""The page: one template, and the static files beside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

WEB = Path(__file__).parent / "web"


@cache
def _template() -> Template:
    loader = FileSystemLoader(WEB)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("index.html")


def render(page_token: str) -> str:
    """Return the page.

    Args:
        page_token: what it proves itself with when it does something.
    """
    return _template().render(token=page_token)
