"""A time zone as an iCalendar component (RFC 5545, 3.6.5), exact to the second at which its clocks change.

Not `Calendar.add_missing_timezones`: icalendar 7.3 writes the hour after a gap ("03:00") where the standard wants the
wall time before it ("02:00"), so a strict reader would put what starts at 03:30 that night an hour off.
"""

import datetime as dt

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from webapp import clock

DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)


def zone_component(zone_name: str, first_year: int, last_year: int) -> Timezone:
    """The zone as it is from the beginning of one year to the end of another."""
    zone = clock.zone(zone_name)
    begins = dt.datetime(first_year, 1, 1, tzinfo=clock.UTC) - DAY
    ends = dt.datetime(last_year, 12, 31, tzinfo=clock.UTC) + 2 * DAY
    component = Timezone()
    component.add("TZID", zone_name)
    before = begins.astimezone(zone)
    component.add_component(_observance(before, before))
    for at in _changes(zone, begins, ends):
        component.add_component(_observance((at - SECOND).astimezone(zone), at.astimezone(zone)))
    return component


def _observance(before: dt.datetime, after: dt.datetime) -> TimezoneStandard:
    """What holds from an instant on; its onset is that instant on the clocks that were right until then."""
    one = TimezoneDaylight() if after.dst() else TimezoneStandard()
    onset = after.astimezone(clock.UTC) + before.utcoffset()
    one.add("DTSTART", onset.replace(tzinfo=None))
    one.add("TZOFFSETFROM", before.utcoffset())
    one.add("TZOFFSETTO", after.utcoffset())
    one.add("TZNAME", after.tzname())
    return one


def _changes(zone, begins: dt.datetime, ends: dt.datetime):
    """The instants at which the offset changes (never twice in a day)."""
    day = begins
    while day < ends:
        if _offset(zone, day) != _offset(zone, day + DAY):
            yield _first_second(zone, day, day + DAY)
        day += DAY


def _first_second(zone, early: dt.datetime, late: dt.datetime) -> dt.datetime:
    """The first whole second of the later offset, by halving."""
    while late - early > SECOND:
        middle = early + SECOND * ((late - early) // SECOND // 2)
        if _offset(zone, middle) == _offset(zone, early):
            early = middle
        else:
            late = middle
    return late


def _offset(zone, instant: dt.datetime) -> dt.timedelta:
    return instant.astimezone(zone).utcoffset()
