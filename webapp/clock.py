"""Time: the only source of "now", and the way between wall time in a zone and UTC.

Instants are aware datetimes in UTC; wall times are stored as date + time + IANA zone and resolved
for each occurrence, so a session at 18:00 stays at 18:00 on both sides of a clock change.
"""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

UTC = dt.UTC


def now() -> dt.datetime:
    """The present instant, in UTC."""
    return dt.datetime.now(UTC)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name; ValueError if there is none."""
    try:
        return ZoneInfo(name)
    except Exception as error:  # zoneinfo raises OSError, KeyError and ValueError for various bad names
        raise ValueError(f"unknown time zone {name!r}") from error


def is_zone(name: str) -> bool:
    """True for a name of the IANA database (exact spelling)."""
    return name in _zone_names()


def zone_names() -> list[str]:
    """The zones of places, for choosing from ("America/Denver"; not "Etc/GMT+7")."""
    return sorted(name for name in _zone_names() if "/" in name and not name.startswith(("Etc/", "SystemV/")))


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def local(instant: dt.datetime, zone_name: str) -> dt.datetime:
    """The instant as wall time in the zone."""
    return instant.astimezone(zone(zone_name))


def today(zone_name: str) -> dt.date:
    """The calendar day it now is in the zone."""
    return local(now(), zone_name).date()


def at_wall(day: dt.date, wall: dt.time, zone_name: str) -> dt.datetime:
    """The UTC instant of a wall time on a day.

    A time that does not exist (clocks go forward) moves forward by the gap: 02:30 becomes 03:30.
    A time that exists twice (clocks go back) means the first of the two.
    """
    return dt.datetime.combine(day, wall.replace(fold=0), zone(zone_name)).astimezone(UTC)


def day_bounds(day: dt.date, zone_name: str) -> tuple[dt.datetime, dt.datetime]:
    """The instants at which the day begins and ends in the zone (23 to 25 hours apart)."""
    midnight = dt.time()
    return at_wall(day, midnight, zone_name), at_wall(day + dt.timedelta(days=1), midnight, zone_name)
