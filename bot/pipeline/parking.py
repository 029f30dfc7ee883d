"""A workspace that has removed the app: nothing more is sent there, its wishes are kept, and it is told once."""

from __future__ import annotations

from bot.log import get_logger
from bot.ports import Clock
from bot.store import installations, outbox
from bot.store.db import Store

log = get_logger(__name__)


def park(store: Store, clock: Clock, workspace: str, why: str, *, operator: str | None) -> bool:
    """Stop deciding and sending messages for a workspace until it installs the app again.

    Args:
        store: the database.
        clock: the time.
        workspace: which one.
        why: Slack's word for it.
        operator: the channel, in the workspace that runs the bot, that is told.

    Returns:
        Whether it was not known yet.
    """
    now = clock.now()
    with store.write() as db:
        found = installations.get(db, workspace)
        if found is None or not installations.park(db, workspace, why, now):
            return False
        home = installations.home(db)
        if operator is not None and home is not None and home != workspace:
            outbox.put(
                db,
                workspace=home,
                dedup_key=f"operator:parked:{workspace}:{now:%Y%m%dT%H%M%S}",
                kind="operator",
                channel=operator,
                payload={
                    "text": f"{found.name} has removed the app ({why}). Nothing more is sent there; its"
                    " subscriptions are kept and hold again when it is installed again."
                },
                now=now,
            )
    log.warning("workspace_parked", workspace=workspace, why=why)
    return True
