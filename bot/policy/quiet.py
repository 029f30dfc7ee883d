"""Quiet hours: when a subscription's alerts are held, and until when.

They are wall-clock hours in the zone of who asked, so that a night stays a night when clocks change.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.event import Event
from bot.model.message import Subscription
from bot.policy.alert import CRITICAL


def quiet_until(asked: Subscription, zone: str, now: datetime) -> datetime | None:
    """Return when the quiet hours that hold now end; None where none hold.

    Args:
        asked: the subscription. Hours that begin when they end are no quiet hours.
        zone: the IANA zone of who asked, where the subscription does not say one.
        now: the present.

    Returns:
        A time later than `now`, in the zone of `now`. An end that the clocks skip that night is the
        moment they jump to; one that comes twice is the first that is still to come.
    """
    if asked.quiet_from is None or asked.quiet_to is None or asked.quiet_from == asked.quiet_to:
        return None
    here = ZoneInfo(asked.zone or zone)
    local = now.astimezone(here)
    begin, end = time.fromisoformat(asked.quiet_from), time.fromisoformat(asked.quiet_to)
    clock = local.time().replace(second=0, microsecond=0)
    over_night = begin > end
    inside = (clock >= begin or clock < end) if over_night else begin <= clock < end
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if over_night and clock >= begin else 0)
    ends = datetime.combine(day, end, here).astimezone(now.tzinfo)
    return ends if ends > now else datetime.combine(day, end, here).replace(fold=1).astimezone(now.tzinfo)


def held_until(
    event: Event, asked: Iterable[Subscription], zones: dict[tuple[str, str], str], zone: str, now: datetime
) -> datetime | None:
    """Return until when an event is not told to one target, None where it may be told now.

    Where several subscriptions of the target ask for it, one that is awake is enough.

    Args:
        event: as it stands; a critical one passes where a subscription lets it.
        asked: the subscriptions of one target that ask for the event.
        zones: the zones of people who are targets, by (workspace, user).
        zone: for those who have none.
        now: the present.
    """
    ends: list[datetime] = []
    for one in asked:
        until = quiet_until(one, zones.get((one.workspace, one.target), zone), now)
        if until is None or (one.pass_critical and event.severity >= CRITICAL):
            return None
        ends.append(until)
    return min(ends, default=None)
