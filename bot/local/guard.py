"""Who may ask: pages of this server, and the bot itself. Any website can aim a browser at loopback.

A rebound DNS name brings a foreign Host header; a drive-by request brings a foreign Origin and
cannot bring our tokens. Every answer forbids what the page does not need.
"""

from __future__ import annotations

import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HERE = ("localhost", "127.0.0.1", "[::1]")
_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "connect-src 'self'; "
    "manifest-src 'self'; "
    "base-uri 'none'; "
    "form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}


class Guard:
    """Lets requests through that come from this server's own page or from the bot.

    Args:
        app: what is guarded.
        page_token: what pages send as `X-KP-Token`.
        api_token: what the bot's Web API client sends as its bearer token.
    """

    def __init__(self, app: ASGIApp, *, page_token: str, api_token: str) -> None:
        self._app = app
        self._page_token = page_token
        self._api_token = api_token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, with_headers)
            return
        status, code = refusal
        await JSONResponse({"ok": False, "error": code}, status)(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers, path = Headers(scope=scope), scope["path"]
        host = headers.get("host", "").lower()
        if host.rpartition(":")[0] not in _HERE and host not in _HERE:
            return 421, "wrong_host"
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return 403, "wrong_origin"
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return 403, "wrong_origin"
        if path.startswith("/api/"):
            return (
                None
                if self._known(headers.get("authorization", ""), f"Bearer {self._api_token}")
                else (200, "invalid_auth")
            )
        if scope["method"] in ("GET", "HEAD"):
            return None
        if path.startswith(("/respond/", "/upload/")):  # their addresses are secrets that only the bot has
            return None if origin is None else (403, "wrong_origin")
        return None if self._known(headers.get("x-kp-token", ""), self._page_token) else (403, "wrong_token")

    @staticmethod
    def _known(given: str, expected: str) -> bool:
        return secrets.compare_digest(given.encode(), expected.encode())
