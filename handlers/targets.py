"""Where things go: "in #channel" read from what was typed, and who may change what a channel gets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.log import get_logger
from bot.model.errors import InputError, PermissionDeniedError
from bot.model.message import is_channel
from handlers import people
from handlers.turn import Turn

log = get_logger(__name__)
T = TypeVar("T")

_IN = re.compile(
    r"(?:^|\s)(?:in|to)\s+(<#(?P<id>[CG][A-Z0-9]+)(?:\|[^>]*)?>|#(?P<name>[\w.-]+)|(?P<me>me)|(?P<here>here)|(?P<who><@\w+(?:\|[^>]*)?>))(?=\s|$)",
    re.IGNORECASE,
)
_PAGE, _PAGES = 999, 20  # the most that Slack lists at once; a name is looked for in so many pages
_CHANNELS = "public_channel,private_channel"


def split_target(turn: Turn, text: str) -> tuple[str, str | None]:
    """Return what was typed without its "in #channel", and the channel's or person's id (None: not said).

    Raises:
        InputError: the channel is not known, or it is another person.
    """
    found = _IN.search(text)
    if found is None:
        return text.strip(), None
    rest = f"{text[: found.start()]} {text[found.end() :]}".strip()
    if found["id"]:
        return rest, found["id"].upper()
    if found["name"]:
        return rest, _by_name(turn, found["name"])
    if found["who"]:
        if found["who"].startswith(f"<@{turn.user}"):
            return rest, turn.user
        raise InputError(
            "Alerts go to a channel or to yourself, not to another person.", hint="Try: in #channel"
        )
    return rest, turn.user if found["me"] else here(turn)


def here(turn: Turn) -> str:
    """Return where a turn happens as a target: its channel, or the person in a direct message."""
    return turn.channel if is_channel(turn.channel) else turn.user


def require_member(turn: Turn, target: str) -> None:
    """Let only members change what a channel gets, and no guests; everybody may change their own.

    Slack is asked, except where somebody types in the channel: that only members can. Whatever is then
    written names the target, so that it changes nothing that has become another's meanwhile.

    Raises:
        PermissionDeniedError: the person is not in the channel, is a guest, or Slack does not say.
        InputError: the bot cannot post there.
    """
    if target == turn.user:
        return
    if not is_channel(target):
        raise PermissionDeniedError(
            "That is somebody else's.", hint="You can change your own and your channels'."
        )
    if people.ask(turn.services, turn.client, turn.user).guest:
        raise PermissionDeniedError(
            "Guests may change only what they get themselves.", hint="Ask a member of the channel."
        )
    if target == turn.channel and turn.body.get("command"):
        return
    try:
        asked = turn.client.conversations_info(channel=target, include_num_members=True)
        info: dict[str, Any] = asked.get("channel") or {}
        if info.get("is_archived"):
            raise InputError("That channel is archived.")
        if _is_member(turn, target, int(info.get("num_members") or 0)):
            return
    except SlackApiError as error:
        log.info("channel_not_seen", channel=target, code=str(error.response.get("error")))
        raise PermissionDeniedError(
            "I cannot see who is in that channel.",
            hint="Invite me there (/invite @kp-events), then ask again.",
        ) from error
    raise PermissionDeniedError("Only members of a channel may change what it gets.", hint="Join it first.")


def require_colleague(turn: Turn) -> None:
    """Let guests look at the record and not change it.

    Raises:
        PermissionDeniedError: the person is a guest, or of another workspace.
    """
    if turn.person.guest:
        raise PermissionDeniedError("Guests may look, not change what is on record.", hint="Ask a colleague.")


def for_colleagues(do: Callable[[Turn], T]) -> Callable[[Turn], T]:
    """Return a function that does the same, for all but guests."""

    def asked(turn: Turn) -> T:
        require_colleague(turn)
        return do(turn)

    return asked


def _is_member(turn: Turn, channel: str, members: int) -> bool:
    """Tell whether a person is in a channel, by the shorter list: its members, or the channels they are in."""
    if members <= _PAGE:
        listed = _paged("members", turn.client.conversations_members, channel=channel)
        return turn.user in listed
    mine = _paged("channels", turn.client.users_conversations, user=turn.user, types=_CHANNELS)
    return any(each.get("id") == channel for each in mine)


def channels_of(turn: Turn) -> set[str]:
    """Return the channels a person is in, as far as the bot can see them; none where Slack does not say."""
    try:
        mine = _paged("channels", turn.client.users_conversations, user=turn.user, types=_CHANNELS)
        return {str(each["id"]) for each in mine}
    except SlackApiError as error:
        log.info("channels_not_seen", code=str(error.response.get("error")))
        return set()


def _by_name(turn: Turn, name: str) -> str:
    channels = _paged("channels", turn.client.conversations_list, types=_CHANNELS, exclude_archived=True)
    for channel in channels:
        if str(channel.get("name", "")).lower() == name.lower():
            return str(channel["id"])
    raise InputError(
        f"I see no channel #{name}.", hint="If it is private, invite me there: /invite @kp-events"
    )


def _paged(what: str, ask: Callable[..., SlackResponse], **args: Any) -> Iterator[Any]:
    """Yield what Slack lists, page by page, as far as it is looked at."""
    cursor: str | None = None
    for _ in range(_PAGES):
        page = ask(**args, limit=_PAGE, cursor=cursor)
        yield from page.get(what) or []
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
