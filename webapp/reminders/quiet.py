"""Quiet hours: when a phone should stay silent, and when a reminder goes instead."""

import datetime as dt

from webapp import clock


def audible(due_at: dt.datetime, useless_at: dt.datetime, quiet_hours: str, zone_name: str) -> dt.datetime:
    """When to send what would be due at `due_at`.

    In quiet hours it waits for their end; if that is too late to be of use, it goes just before they begin.
    `quiet_hours` is "22:00-07:00" in the zone's wall time, or empty for none.
    """
    if not quiet_hours:
        return due_at
    begins, ends = (dt.time.fromisoformat(part) for part in quiet_hours.split("-"))
    evening = clock.local(due_at, zone_name).date()
    for day in (evening - dt.timedelta(days=1), evening):
        quiet_from = clock.at_wall(day, begins, zone_name)
        quiet_until = clock.at_wall(day + dt.timedelta(days=begins > ends), ends, zone_name)
        if quiet_from <= due_at < quiet_until:
            return quiet_until if quiet_until < useless_at else quiet_from
    return due_at
