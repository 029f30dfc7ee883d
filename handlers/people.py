"""Who people are, as Slack says, remembered for some hours."""

from __future__ import annotations

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.log import get_logger
from bot.model.errors import PermissionDeniedError
from bot.ports import Person
from bot.services import Services
from bot.store import people

log = get_logger(__name__)


def known(services: Services, client: WebClient, user: str) -> Person:
    """Return a person as last heard of; somebody without zone or rights when Slack does not say."""
    now = services.now()
    with services.store.read() as db:
        found = people.get(db, services.workspace, user, newer_than=now - people.FRESH)
    if found is not None:
        return found
    try:
        return ask(services, client, user)
    except PermissionDeniedError:
        with services.store.read() as db:
            old = people.get(db, services.workspace, user)
        return old or Person(user, "A colleague", None, False)


def ask(services: Services, client: WebClient, user: str) -> Person:
    """Return a person as Slack describes them now, and remember it.

    Raises:
        PermissionDeniedError: Slack does not say.
    """
    try:
        answer = client.users_info(user=user)
    except (SlackApiError, SlackClientError, OSError) as error:
        log.warning("person_not_known", error=str(error))
        raise PermissionDeniedError(
            "Slack does not say who you are.", hint="Try again in a minute."
        ) from error
    found = answer.get("user") or {}
    profile = found.get("profile") or {}
    name = profile.get("display_name") or found.get("real_name") or found.get("name") or "A colleague"
    admin = bool(found.get("is_admin") or found.get("is_owner"))
    guest = any(found.get(flag) for flag in ("is_restricted", "is_ultra_restricted", "is_stranger"))
    person = Person(user, str(name), found.get("tz"), admin, guest)
    with services.store.write() as db:
        people.put(db, services.workspace, person, services.now())
    return person
