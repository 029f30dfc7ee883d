"""Messages: posted, changed, deleted, read; each change reaches the open pages."""

from __future__ import annotations

from typing import Any

from bot.local import names
from bot.local.elements import with_ids
from bot.local.errors import ApiError, invalid
from bot.local.hub import Hub
from bot.ports import Clock
from bot.store import workspace as rows
from bot.store.db import Store
from bot.store.workspace import LocalChannel, LocalMessage
from bot.views.limits.check import check

TEXT_LIMIT = 40_000
_KEPT = ("text", "blocks", "metadata", "reply_broadcast", "files", "command")


class Conversations:
    """The channels of the workspace and what stands in them."""

    def __init__(self, store: Store, clock: Clock, hub: Hub) -> None:
        self._store = store
        self._clock = clock
        self._hub = hub

    def all(self) -> list[LocalChannel]:
        """Return the channels, direct messages last."""
        with self._store.read() as db:
            return rows.channels(db)

    def channel(self, channel_id: str) -> LocalChannel:
        """Return a channel by its id, its `#name`, or its one member.

        Raises:
            ApiError: channel_not_found.
        """
        if channel_id in (names.YOU, names.BOT_USER):
            channel_id = names.DIRECT.id
        for one in self.all():
            if channel_id in (one.id, f"#{one.name}", one.name):
                return one
        raise ApiError("channel_not_found")

    def message(self, channel_id: str, ts: str) -> LocalMessage:
        """Return a message.

        Raises:
            ApiError: message_not_found.
        """
        with self._store.read() as db:
            found = rows.message(db, channel_id, ts)
        if found is None:
            raise ApiError("message_not_found")
        return found

    def post(
        self,
        channel_id: str,
        payload: dict[str, Any],
        *,
        thread_ts: str | None = None,
        user: str = names.BOT_USER,
        ephemeral: bool = False,
    ) -> LocalMessage:
        """Post a message: text, blocks, metadata as in `chat.postMessage`; one that is ephemeral only the reader sees.

        Raises:
            ApiError: no such channel, nothing to say, or blocks that Slack would refuse.
        """
        channel = self.channel(channel_id)
        kept = _content(payload)
        with self._store.write() as db:
            if thread_ts is not None:
                root = rows.message(db, channel.id, thread_ts)
                if root is None:
                    raise ApiError("thread_not_found")
                thread_ts = root.thread_ts or root.ts
            ts = rows.next_ts(db, channel.id, self._clock.now())
            message = LocalMessage(channel.id, ts, thread_ts, user, ephemeral, kept)
            rows.add_message(db, message)
        self._tell("message", message)
        return message

    def update(self, channel_id: str, ts: str, payload: dict[str, Any], *, mark: bool = True) -> LocalMessage:
        """Change a message of the bot; what is not given stays. With `mark` it is shown as edited.

        Raises:
            ApiError: there is none, it is not the bot's, or blocks that Slack would refuse.
        """
        channel = self.channel(channel_id)
        with self._store.write() as db:
            before = self._own(rows.message(db, channel.id, ts), "cant_update_message")
            given = {name: payload[name] for name in _KEPT if payload.get(name) is not None}
            kept = _content({**before.payload, **given})
            rows.change_message(db, channel.id, ts, kept, self._clock.now() if mark else None)
            after = rows.message(db, channel.id, ts)
        if after is None:
            raise ApiError("message_not_found")
        self._tell("changed", after)
        return after

    def delete(self, channel_id: str, ts: str) -> None:
        """Take a message away.

        Raises:
            ApiError: there is none, or it is not the bot's.
        """
        channel = self.channel(channel_id)
        with self._store.write() as db:
            found = self._own(rows.message(db, channel.id, ts), "cant_delete_message")
            rows.delete_message(db, channel.id, ts, self._clock.now())
        self._hub.publish({"kind": "deleted", "channel": channel.id, "ts": ts, "thread_ts": found.thread_ts})
        if found.thread_ts:
            self._tell_root(channel.id, found.thread_ts)

    def history(
        self,
        channel_id: str,
        *,
        oldest: str = "0",
        latest: str = "9999999999.999999",
        limit: int = 100,
        ephemeral: bool = False,
    ) -> list[dict[str, Any]]:
        """Return messages of a channel between two ids, newest first, with the size of their threads."""
        channel = self.channel(channel_id)
        with self._store.read() as db:
            found = rows.history(
                db, channel.id, oldest=oldest, latest=latest, limit=limit, ephemeral=ephemeral
            )
            sizes = rows.thread_sizes(db, channel.id, [m.ts for m in found])
        return [to_slack(m, sizes.get(m.ts)) for m in found]

    def thread(
        self, channel_id: str, ts: str, *, oldest: str = "0", limit: int = 1000, ephemeral: bool = False
    ) -> list[dict[str, Any]]:
        """Return a message and the replies to it, oldest first.

        Raises:
            ApiError: thread_not_found.
        """
        channel = self.channel(channel_id)
        with self._store.read() as db:
            root = rows.message(db, channel.id, ts)
            if root is None:
                raise ApiError("thread_not_found")
            found = rows.replies(db, channel.id, ts, oldest=oldest, limit=limit, ephemeral=ephemeral)
            sizes = rows.thread_sizes(db, channel.id, [ts])
        return [to_slack(root, sizes.get(ts)), *(to_slack(m) for m in found)]

    def _own(self, message: LocalMessage | None, refusal: str) -> LocalMessage:
        if message is None:
            raise ApiError("message_not_found")
        if message.user != names.BOT_USER:
            raise ApiError(refusal)
        return message

    def _tell(self, kind: str, message: LocalMessage) -> None:
        with self._store.read() as db:
            size = rows.thread_sizes(db, message.channel, [message.ts]).get(message.ts)
        self._hub.publish({"kind": kind, "channel": message.channel, "message": to_slack(message, size)})
        if message.thread_ts:
            self._tell_root(message.channel, message.thread_ts)

    def _tell_root(self, channel_id: str, ts: str) -> None:
        with self._store.read() as db:
            root = rows.message(db, channel_id, ts)
            size = rows.thread_sizes(db, channel_id, [ts]).get(ts)
        if root is not None:
            self._hub.publish({"kind": "changed", "channel": channel_id, "message": to_slack(root, size)})


def to_slack(message: LocalMessage, thread: tuple[int, str] | None = None) -> dict[str, Any]:
    """Return a message as Slack's history does; `thread` is how many replies it has and the id of the last."""
    own = message.user == names.BOT_USER
    out: dict[str, Any] = {
        "type": "message",
        "ts": message.ts,
        "user": message.user,
        "team": names.TEAM,
        **{name: value for name, value in message.payload.items() if name != "reply_broadcast"},
    }
    if own:
        out |= {"bot_id": names.BOT, "app_id": names.APP}
    if message.thread_ts:
        out["thread_ts"] = message.thread_ts
        if message.payload.get("reply_broadcast"):
            out["subtype"] = "thread_broadcast"
    if thread:
        out |= {"thread_ts": message.ts, "reply_count": thread[0], "latest_reply": thread[1]}
    if message.ephemeral:
        out["is_ephemeral"] = True
    if message.edited_at:
        out["edited"] = {"user": message.user, "ts": f"{message.edited_at.timestamp():.6f}"}
    return out


def _content(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a payload, checked and with ids."""
    kept = {name: payload[name] for name in _KEPT if payload.get(name) is not None}
    blocks = kept.get("blocks") or []
    text = kept.get("text")
    if not blocks and not (isinstance(text, str) and text.strip()) and not kept.get("files"):
        raise ApiError("no_text")
    if len(text or "") > TEXT_LIMIT:
        raise ApiError("msg_too_long")
    if not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
        raise ApiError("invalid_blocks_format")
    # the fallback text is checked with the payload by the tests of who makes it; Slack cuts it silently
    problems = [p for p in check({"text": "checked elsewhere", "blocks": blocks}) if not p.startswith("text")]
    if problems:
        raise invalid("invalid_blocks", problems)
    if blocks:
        kept["blocks"] = with_ids(blocks)
    return kept
