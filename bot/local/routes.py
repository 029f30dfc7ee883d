"""The addresses of the local workspace: the page, what it asks and does, and Slack's Web API."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.local.api import parse_values
from bot.local.errors import ApiError
from bot.local.interactions import Click
from bot.local.page import WEB, render

if TYPE_CHECKING:
    from bot.local.workspace import LocalWorkspace

Json = dict[str, Any]
_PAGE_LIMIT = 40
_BIGGEST_BODY = 21_000_000


def routes(workspace: LocalWorkspace) -> list[Route | Mount]:
    """Return all routes of a workspace."""
    return [
        *_reading(workspace),
        *_doing(workspace),
        *_web_api(workspace),
        Mount("/static", StaticFiles(directory=WEB)),
    ]


def _reading(w: LocalWorkspace) -> list[Route | Mount]:
    def index(_: Request) -> Response:
        return HTMLResponse(render(w.page_token))

    def boot(_: Request) -> Json:
        return w.boot()

    def state(_: Request) -> Json:
        return w.state()

    def history(request: Request) -> Json:
        before = request.query_params.get("before") or "9999999999.999999"
        channel = request.query_params.get("channel", "")
        found = w.talk.history(channel, latest=before, limit=_PAGE_LIMIT, ephemeral=True)
        older = found and w.talk.history(channel, latest=found[-1]["ts"], limit=1, ephemeral=True)
        return {"ok": True, "messages": found[::-1], "more": bool(older)}

    def thread(request: Request) -> Json:
        params = request.query_params
        return {
            "ok": True,
            "messages": w.talk.thread(params.get("channel", ""), params.get("ts", ""), ephemeral=True),
        }

    async def events(_: Request) -> Response:
        stream = w.hub.stream({"kind": "hello", "boot": w.page_token[:12]})
        return StreamingResponse(stream, media_type="text/event-stream")

    def file(request: Request) -> Response:
        found = w.files.get(request.path_params["file_id"])
        if found is None:
            return JSONResponse({"ok": False, "error": "file_not_found"}, 404)
        name = "".join(c for c in found.name if c.isalnum() or c in "._- ") or found.id
        ascii_name = name.encode("ascii", "replace").decode().replace("?", "_")
        disposition = f'attachment; filename="{ascii_name}"'
        return Response(found.content, media_type=found.type, headers={"content-disposition": disposition})

    return [
        Route("/", index),
        Route("/ui/boot", _get(boot)),
        Route("/state", _get(state)),
        Route("/ui/history", _get(history)),
        Route("/ui/thread", _get(thread)),
        Route("/ui/events", events),
        Route("/files/{file_id}", file),
    ]


def _doing(w: LocalWorkspace) -> list[Route | Mount]:
    def say(body: Json, page: str | None) -> Json:
        return w.acts.command(_text(body, "channel"), _text(body, "text"), page)

    def click(body: Json, page: str | None) -> Json:
        return w.acts.click(
            Click(
                block_id=_text(body, "block_id"),
                action_id=_text(body, "action_id"),
                raw=body.get("value"),
                values=body.get("values") or {},
                page=page,
                channel=body.get("channel"),
                ts=body.get("ts"),
                view=body.get("view"),
            )
        )

    def shortcut(body: Json, page: str | None) -> Json:
        return w.acts.shortcut(_text(body, "shortcut"), _text(body, "channel"), _text(body, "ts"), page)

    def submit(body: Json, page: str | None) -> Json:
        return w.acts.submit(_text(body, "view"), body.get("values") or {}, page)

    def close(body: Json, _: str | None) -> Json:
        return w.acts.close(_text(body, "view"))

    def home(_: Json, __: str | None) -> Json:
        return w.acts.home()

    def dismiss(body: Json, _: str | None) -> Json:
        w.dismiss(_text(body, "channel"), _text(body, "ts"))
        return {"ok": True}

    def zone(body: Json, _: str | None) -> Json:
        w.set_zone(_text(body, "zone"))
        return {"ok": True}

    doing = {
        "say": say,
        "click": click,
        "shortcut": shortcut,
        "submit": submit,
        "close": close,
        "home": home,
        "dismiss": dismiss,
        "zone": zone,
    }
    return [Route(f"/ui/{name}", _post(do), methods=["POST"]) for name, do in doing.items()]


def _web_api(w: LocalWorkspace) -> list[Route | Mount]:
    async def method(request: Request) -> Response:
        try:
            args = {**dict(request.query_params), **await _arguments(request)}
        except ApiError as error:
            return JSONResponse(error.to_slack())
        return JSONResponse(await run_in_threadpool(w.api.call, request.path_params["method"], args))

    async def respond(request: Request) -> Response:
        try:
            message = _object(await _body(request))
            await run_in_threadpool(w.acts.respond, request.path_params["key"], message)
        except ApiError as error:
            return Response(error.code, 404)
        return Response("ok")

    async def upload(request: Request) -> Response:
        try:
            w.files.receive(request.path_params["key"], await _body(request))
        except ApiError as error:
            return Response(error.code, 400)
        return Response("OK")

    return [
        Route("/api/{method}", method, methods=["GET", "POST"]),
        Route("/respond/{key}", respond, methods=["POST"]),
        Route("/upload/{key}", upload, methods=["POST"]),
    ]


def _get(read: Callable[[Request], Json]) -> Callable[[Request], Response]:
    """Return an endpoint whose refusals are answers."""

    def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(read(request))
        except ApiError as error:
            return JSONResponse(error.to_slack(), 404)

    return endpoint


def _post(do: Callable[[Json, str | None], Json]) -> Callable[[Request], Any]:
    """Return an endpoint that takes an object from a page."""

    async def endpoint(request: Request) -> Response:
        try:
            body = _object(await _body(request))
            return JSONResponse(await run_in_threadpool(do, body, request.headers.get("x-kp-page")))
        except ApiError as error:
            return JSONResponse(error.to_slack())

    return endpoint


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _BIGGEST_BODY:
            raise ApiError("request_too_large")
    return body


def _object(body: bytes) -> Json:
    try:
        found = json.loads(body or b"{}")
    except ValueError as error:
        raise ApiError("invalid_json") from error
    if not isinstance(found, dict):
        raise ApiError("json_not_object")
    return found


async def _arguments(request: Request) -> Json:
    """Return a Web API call's arguments, from JSON or a form."""
    body = await _body(request)
    if "json" in request.headers.get("content-type", ""):
        return parse_values(_object(body))
    return parse_values(dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)))


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ApiError("invalid_arguments")
    return value
