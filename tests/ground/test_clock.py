"""Wall time to UTC and back, over gaps and folds, compared with an independent conversion."""

import datetime as dt

import pytest
from dateutil import tz
from hypothesis import given
from hypothesis import strategies as st

from webapp import clock

ZONES = ("America/New_York", "America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata")


@pytest.mark.parametrize(
    ("day", "wall", "zone", "utc"),
    [
        ("2026-10-30", "18:00", "America/Los_Angeles", "2026-10-31T01:00"),
        ("2026-11-02", "18:00", "America/Los_Angeles", "2026-11-03T02:00"),
        ("2027-03-14", "02:30", "America/New_York", "2027-03-14T07:30"),  # a gap: moved forward
        ("2026-11-01", "01:30", "America/New_York", "2026-11-01T05:30"),  # twice: the first
    ],
)
def test_it_resolves_wall_time(day, wall, zone, utc):
    got = clock.at_wall(dt.date.fromisoformat(day), dt.time.fromisoformat(wall), zone)
    assert got == dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)


@given(
    st.dates(dt.date(2020, 1, 1), dt.date(2035, 1, 1)),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.sampled_from(ZONES),
)
def test_it_agrees_with_another_library(day, wall, zone):
    there = tz.gettz(zone)
    expected = tz.resolve_imaginary(dt.datetime.combine(day, wall, there))
    assert clock.at_wall(day, wall, zone) == expected.astimezone(dt.UTC)


def test_a_day_can_last_23_or_25_hours():
    for day, hours in (("2027-03-14", 23), ("2026-11-01", 25), ("2026-11-02", 24)):
        begin, end = clock.day_bounds(dt.date.fromisoformat(day), "America/New_York")
        assert (end - begin) == dt.timedelta(hours=hours)


def test_it_refuses_an_unknown_zone():
    for name in ("Mars/Olympus", "", "../etc/passwd", "America"):
        assert not clock.is_zone(name)
        with pytest.raises(ValueError):
            clock.zone(name)
