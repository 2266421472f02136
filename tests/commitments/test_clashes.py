"""When commitments fill the time: against an independent expansion, across zones and clock changes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webapp.commitments.clashes import WEEKDAYS, _occurring, busy_times, met_by, shared_busy_times
from webapp.commitments.models import Commitment

ZONES = ("America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")
MONDAY = dt.date(2026, 10, 26)
UTC = dt.UTC


def commitment(**changes):
    values = {
        "title": "Work",
        "weekdays": ["mon"],
        "starts": "09:00",
        "ends": "17:00",
        "time_zone": "America/Los_Angeles",
        "first_on": "2026-01-05",
        "last_on": None,
    }
    return Commitment(**values | changes)


def minutes_busy(one, first, last):
    """Minute by minute, by asking of each instant whether the wall clock there says "busy"."""
    zone = ZoneInfo(one.time_zone)
    starts, ends = one.starts_at_wall, one.ends_at_wall
    found = set()
    instant = first
    while instant < last:
        wall = instant.astimezone(zone)
        for begun in (wall.date(), wall.date() - dt.timedelta(days=1)):
            if WEEKDAYS[begun.weekday()] not in one.weekdays or begun < one.first_day:
                continue
            if one.last_day and begun > one.last_day:
                continue
            if (begun.isocalendar().week - one.first_day.isocalendar().week) % one.every:  # of one year
                continue
            ends_on = begun + dt.timedelta(days=1) if ends <= starts else begun
            begin = dt.datetime.combine(begun, starts, zone).astimezone(UTC)
            end = dt.datetime.combine(ends_on, ends, zone).astimezone(UTC)
            if begin <= instant < end:
                found.add(instant)
        instant += dt.timedelta(minutes=15)
    return found


quarter_hours = st.builds(
    lambda hour, minute: f"{hour:02}:{minute:02}", st.integers(0, 23), st.sampled_from((0, 15, 30, 45))
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    starts=quarter_hours,
    ends=quarter_hours,
    weekdays=st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    zone=st.sampled_from(ZONES),
    lasts=st.integers(0, 26),
    every=st.integers(1, 4),
)
def test_it_agrees_with_the_clock_on_the_wall(starts, ends, weekdays, zone, lasts, every):
    if starts == ends:
        return
    one = commitment(
        starts=starts,
        ends=ends,
        weekdays=list(weekdays),
        time_zone=zone,
        first_on=(MONDAY + dt.timedelta(days=lasts % 7)).isoformat(),
        last_on=(MONDAY + dt.timedelta(days=lasts)).isoformat(),
        every=every,
    )
    first = dt.datetime(2026, 10, 25, tzinfo=UTC)
    last = first + dt.timedelta(days=29)
    busy = _occurring([one], MONDAY, MONDAY + dt.timedelta(days=27))
    said = set()
    instant = first
    while instant < last:
        if any(time.starts_at <= instant < time.ends_at for time in busy):
            said.add(instant)
        instant += dt.timedelta(minutes=15)
    assert said == minutes_busy(one, first, last)


def test_a_shift_past_midnight_in_the_night_of_a_clock_change_ends_when_the_wall_clock_says():
    one = commitment(weekdays=["sat"], starts="22:00", ends="06:00")
    (busy,) = [
        time
        for time in _occurring([one], dt.date(2026, 10, 31), dt.date(2026, 10, 31))
        if time.starts_at.date().month == 11 or time.starts_at > dt.datetime(2026, 10, 31, tzinfo=UTC)
    ][:1]
    assert busy.ends_at - busy.starts_at == dt.timedelta(hours=9)


def test_what_only_touches_is_no_clash():
    one = commitment()
    busy = _occurring([one], MONDAY, MONDAY)
    five = dt.datetime(2026, 10, 27, 0, 0, tzinfo=UTC)  # 17:00 in Los Angeles
    assert met_by(busy, five, five + dt.timedelta(hours=1)) == []
    assert met_by(busy, five - dt.timedelta(minutes=1), five + dt.timedelta(hours=1)) == [one]


@pytest.fixture
def stays(cast):
    return [cast.stay_of(cast.jo), cast.stay_of(cast.ana)]


def keep(stay, **changes):
    one = commitment(**changes)
    one.enrollment = stay
    one.save(force_insert=True)
    return one


def test_a_participant_meets_all_of_their_own_and_staff_only_what_is_shared(stays):
    jo, ana = stays
    secret, told = keep(jo, title="Secret"), keep(jo, title="Told", shared=True)
    keep(ana, title="Of Ana")
    assert {time.commitment.id for time in busy_times(jo, MONDAY, MONDAY)} == {secret.id, told.id}
    shared = shared_busy_times(stays, MONDAY, MONDAY)
    assert {key: {time.commitment.title for time in times} for key, times in shared.items()} == {
        jo.id: {"Told"}
    }


def test_the_queries_do_not_grow_with_the_stays(stays, queries):
    for stay in stays:
        keep(stay, shared=True)
    one = queries(lambda: shared_busy_times(stays[:1], MONDAY, MONDAY))
    assert queries(lambda: shared_busy_times(stays, MONDAY, MONDAY)) == one
