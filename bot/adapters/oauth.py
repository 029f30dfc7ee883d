"""Installing the app from a browser: slack-bolt's OAuth flow as routes."""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_bolt.oauth import OAuthFlow
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"


def install_routes(flow: OAuthFlow) -> list[Route]:
    """Return the page that begins an installation, and the address to which Slack sends the browser back."""

    def route(path: str, handle: Callable[[BoltRequest], BoltResponse]) -> Route:
        async def answer(request: Request) -> Response:
            return to_starlette_response(await run_in_threadpool(handle, to_bolt_request(request, b"")))

        return Route(path, answer, methods=["GET"])

    return [route(INSTALL_PATH, flow.handle_installation), route(REDIRECT_PATH, flow.handle_callback)]
