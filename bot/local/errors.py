"""A refusal in Slack's words."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """The Web API answers `{"ok": false, "error": code}`.

    Args:
        code: one of Slack's error codes.
        detail: further fields of the answer.
    """

    def __init__(self, code: str, **detail: Any) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail

    def to_slack(self) -> dict[str, Any]:
        """Return the answer's body."""
        return {"ok": False, "error": self.code, **self.detail}


def invalid(code: str, problems: list[str]) -> ApiError:
    """Return a refusal that lists what was wrong, as Slack does in `response_metadata`."""
    return ApiError(code, response_metadata={"messages": [f"[ERROR] {p}" for p in problems]})
