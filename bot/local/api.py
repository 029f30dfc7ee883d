"""Slack's Web API, as far as a bot of this kind needs it: one function a method.

Source: the method pages of Slack's Web API reference (arguments, answers, error codes).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.local import names
from bot.local.conversations import Conversations, to_slack
from bot.local.errors import ApiError
from bot.local.files import Files
from bot.local.names import Member
from bot.local.viewstack import ViewStack
from bot.store.workspace import LocalChannel

Args = dict[str, Any]
Answer = dict[str, Any]


@dataclass(frozen=True)
class Api:
    """The parts of the workspace that methods work on.

    Args:
        zone: returns the reader's IANA zone.
    """

    talk: Conversations
    views: ViewStack
    files: Files
    members: dict[str, Member]
    zone: Callable[[], str]

    def call(self, method: str, args: Args) -> Answer:
        """Return a method's answer; a refusal is an answer too."""
        do = METHODS.get(method)
        if do is None:
            return ApiError("unknown_method", req_method=method).to_slack()
        try:
            return {"ok": True, **do(self, args)}
        except ApiError as error:
            return error.to_slack()


METHODS: dict[str, Callable[[Api, Args], Answer]] = {}


def method(name: str) -> Callable[[Callable[[Api, Args], Answer]], Callable[[Api, Args], Answer]]:
    """Register a function as a method of the Web API."""

    def register(do: Callable[[Api, Args], Answer]) -> Callable[[Api, Args], Answer]:
        METHODS[name] = do
        return do

    return register


def _needed(args: Args, name: str) -> str:
    value = args.get(name)
    if not isinstance(value, str) or not value:
        raise ApiError(
            "invalid_arguments", response_metadata={"messages": [f"[ERROR] missing required field: {name}"]}
        )
    return value


def _limit(args: Args, most: int) -> int:
    try:
        return max(1, min(int(args.get("limit") or 100), most))
    except ValueError as error:
        raise ApiError("invalid_limit") from error


def parse_values(args: Args) -> Args:
    """Return form values with the objects and lists among them read from their JSON."""
    try:
        return {
            name: json.loads(value) if name in _OBJECTS and isinstance(value, str) and value else value
            for name, value in args.items()
        }
    except ValueError as error:
        raise ApiError("invalid_json") from error


_OBJECTS = {"blocks", "metadata", "view", "files", "attachments"}


@method("auth.test")
def _auth_test(api: Api, _: Args) -> Answer:
    return {
        "url": "http://127.0.0.1/",
        "team": "Local workspace",
        "user": api.members[names.BOT_USER].name,
        "team_id": names.TEAM,
        "user_id": names.BOT_USER,
        "bot_id": names.BOT,
        "app_id": names.APP,
        "is_enterprise_install": False,
    }


# chat


@method("chat.postMessage")
def _post_message(api: Api, args: Args) -> Answer:
    posted = api.talk.post(_needed(args, "channel"), args, thread_ts=args.get("thread_ts"))
    return {"channel": posted.channel, "ts": posted.ts, "message": to_slack(posted)}


@method("chat.postEphemeral")
def _post_ephemeral(api: Api, args: Args) -> Answer:
    if _needed(args, "user") not in api.members:
        raise ApiError("user_not_in_channel")
    posted = api.talk.post(_needed(args, "channel"), args, thread_ts=args.get("thread_ts"), ephemeral=True)
    return {"message_ts": posted.ts}


@method("chat.update")
def _update(api: Api, args: Args) -> Answer:
    channel = api.talk.channel(_needed(args, "channel"))
    if api.talk.message(channel.id, _needed(args, "ts")).ephemeral:
        raise ApiError("message_not_found")  # only `respond` can change those
    after = api.talk.update(channel.id, args["ts"], args)
    return {
        "channel": after.channel,
        "ts": after.ts,
        "text": after.payload.get("text", ""),
        "message": to_slack(after),
    }


@method("chat.delete")
def _delete(api: Api, args: Args) -> Answer:
    channel = api.talk.channel(_needed(args, "channel"))
    api.talk.delete(channel.id, _needed(args, "ts"))
    return {"channel": channel.id, "ts": args["ts"]}


@method("chat.getPermalink")
def _permalink(api: Api, args: Args) -> Answer:
    channel = api.talk.channel(_needed(args, "channel"))
    message = api.talk.message(channel.id, _needed(args, "message_ts"))
    return {"channel": channel.id, "permalink": f"/#{channel.id}/{message.ts}"}


# conversations


def _channel(channel: LocalChannel) -> Answer:
    direct = channel.kind == "im"
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": not direct,
        "is_im": direct,
        "is_group": False,
        "is_mpim": False,
        "is_private": direct,
        "is_member": True,
        "is_archived": False,
        "topic": {"value": channel.topic},
        "purpose": {"value": channel.topic},
        **({"user": names.YOU} if direct else {}),
    }


@method("conversations.list")
@method("users.conversations")
def _list(api: Api, args: Args) -> Answer:
    wanted = str(args.get("types") or "public_channel").split(",")
    kinds = {"im" if kind == "im" else "channel" for kind in wanted if kind in ("im", "public_channel")}
    found = [_channel(c) for c in api.talk.all() if c.kind in kinds]
    return {"channels": found, "response_metadata": {"next_cursor": ""}}


@method("conversations.info")
def _info(api: Api, args: Args) -> Answer:
    return {"channel": _channel(api.talk.channel(_needed(args, "channel")))}


@method("conversations.open")
def _open(api: Api, args: Args) -> Answer:
    users = args.get("users")
    if users is not None and str(users).split(",") != [names.YOU]:
        raise ApiError("user_not_found")
    direct = api.talk.channel(args.get("channel") or names.DIRECT.id)
    return {"channel": {"id": direct.id}, "already_open": True, "no_op": True}


@method("conversations.join")
def _join(api: Api, args: Args) -> Answer:
    return {"channel": _channel(api.talk.channel(_needed(args, "channel")))}


@method("conversations.members")
def _members(api: Api, args: Args) -> Answer:
    api.talk.channel(_needed(args, "channel"))
    return {"members": list(api.members), "response_metadata": {"next_cursor": ""}}


@method("conversations.history")
def _history(api: Api, args: Args) -> Answer:
    limit = _limit(args, 999)
    found = api.talk.history(
        _needed(args, "channel"),
        oldest=str(args.get("oldest") or "0"),
        latest=str(args.get("cursor") or args.get("latest") or "9999999999.999999"),
        limit=limit + 1,
    )
    return _page(found, limit, args)


@method("conversations.replies")
def _replies(api: Api, args: Args) -> Answer:
    limit = _limit(args, 999)
    after = str(args.get("cursor") or args.get("oldest") or "0")
    found = api.talk.thread(_needed(args, "channel"), _needed(args, "ts"), oldest=after, limit=limit + 1)
    if args.get("cursor"):
        found = found[1:]  # the first page had the message itself
    return _page(found, limit, args)


def _page(found: list[dict[str, Any]], limit: int, args: Args) -> Answer:
    """Return one page; its cursor is the id of its last message."""
    shown = found[:limit]
    if str(args.get("include_all_metadata") or "").lower() not in ("1", "true"):
        shown = [{k: v for k, v in message.items() if k != "metadata"} for message in shown]
    more = len(found) > limit
    cursor = shown[-1]["ts"] if more else ""
    return {"messages": shown, "has_more": more, "response_metadata": {"next_cursor": cursor}}


# users


@method("users.info")
def _user(api: Api, args: Args) -> Answer:
    found = api.members.get(_needed(args, "user"))
    if found is None:
        raise ApiError("user_not_found")
    return {"user": found.to_slack(api.zone())}


@method("users.list")
def _users(api: Api, _: Args) -> Answer:
    zone = api.zone()
    return {
        "members": [m.to_slack(zone) for m in api.members.values()],
        "response_metadata": {"next_cursor": ""},
    }


# views


@method("views.open")
def _views_open(api: Api, args: Args) -> Answer:
    made = api.views.open(_needed(args, "trigger_id"), args.get("view") or {})
    return {"view": api.views.to_slack(made)}


@method("views.push")
def _views_push(api: Api, args: Args) -> Answer:
    made = api.views.push(_needed(args, "trigger_id"), args.get("view") or {})
    return {"view": api.views.to_slack(made)}


@method("views.update")
def _views_update(api: Api, args: Args) -> Answer:
    view_id = args.get("view_id") or api.views.named(_needed(args, "external_id")).id
    after = api.views.update(view_id, args.get("view") or {}, known_hash=args.get("hash"))
    return {"view": api.views.to_slack(after)}


@method("views.publish")
def _views_publish(api: Api, args: Args) -> Answer:
    if _needed(args, "user_id") != names.YOU:
        raise ApiError("user_not_found")
    return {"view": api.views.to_slack(api.views.publish(args.get("view") or {}))}


# files


@method("files.getUploadURLExternal")
def _upload_url(api: Api, args: Args) -> Answer:
    file_id, url = api.files.expect(_needed(args, "filename"))
    return {"upload_url": url, "file_id": file_id}


@method("files.completeUploadExternal")
def _complete_upload(api: Api, args: Args) -> Answer:
    done = [api.files.finish(f["id"], f.get("title")) for f in args.get("files") or []]
    if not done:
        raise ApiError("invalid_arguments")
    for channel in filter(None, [args.get("channel_id"), *str(args.get("channels") or "").split(",")]):
        payload = {"text": args.get("initial_comment") or "", "files": done}
        api.talk.post(channel, payload, thread_ts=args.get("thread_ts"))
    return {"files": done}
