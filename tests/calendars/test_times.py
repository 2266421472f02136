"""The times in a calendar file, read back by others, are those of the program sessions, over every clock change."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from calendar_files import events, onsets, span, strict_utc
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from webapp import clock
from webapp.calendars.events import file_of
from webapp.calendars.zones import zone_component
from webapp.people.models import Enrollment, Program
from webapp.timetables.models import ProgramSession

# Clocks that change by an hour, by half an hour, at midnight, backwards in summer, in the south, and never.
ZONES = (
    "America/New_York",
    "America/Los_Angeles",
    "Europe/Berlin",
    "Europe/Dublin",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Casablanca",
    "America/Phoenix",
    "Asia/Kathmandu",
    "UTC",
)
FORWARD, BACK = dt.date(2027, 3, 14), dt.date(2026, 11, 1)  # in New York and Los Angeles
MINUTE = dt.timedelta(minutes=1)


def file_with(starts_at, minutes, zone_name) -> bytes:
    stay = Enrollment(
        participant="someone", program=Program(time_zone=zone_name), admitted_on=dt.date(2026, 1, 5)
    )
    one = ProgramSession(
        title="Group",
        kind="skills_group",
        local_date=clock.local(starts_at, zone_name).date(),
        starts_at=starts_at,
        ends_at=starts_at + minutes * MINUTE,
    )
    return file_of(one, stay, real_titles=True)


@pytest.mark.parametrize("day", [FORWARD, BACK])
@pytest.mark.parametrize("wall", ["00:30", "01:30", "02:30", "03:30"])
@pytest.mark.parametrize("zone_name", ["America/New_York", "America/Los_Angeles"])
def test_a_night_session_at_both_clock_changes(app, zone_name, day, wall):
    starts_at = clock.at_wall(day, dt.time.fromisoformat(wall), zone_name)
    [event] = events(file_with(starts_at, 90, zone_name)).values()
    assert span(event) == (starts_at, starts_at + 90 * MINUTE)


def test_at_half_past_two_on_the_night_without_that_time_it_starts_at_half_past_three(app):
    content = file_with(clock.at_wall(FORWARD, dt.time(2, 30), "America/New_York"), 60, "America/New_York")
    assert b"DTSTART;TZID=America/New_York:20270314T033000\r\n" in content
    assert strict_utc(content, dt.datetime(2027, 3, 14, 3, 30)) == dt.datetime(
        2027, 3, 14, 7, 30, tzinfo=dt.UTC
    )


def test_the_second_of_two_equal_hours_is_written_in_utc(app):
    second = dt.datetime(2026, 11, 1, 6, 30, tzinfo=dt.UTC)  # 1:30 AM for the second time
    content = file_with(second - 60 * MINUTE, 60, "America/New_York")
    assert b"DTSTART;TZID=America/New_York:20261101T013000\r\nDTEND:20261101T063000Z\r\n" in content


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zone_name=st.sampled_from(ZONES),
    starts_at=st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2029, 12, 30), timezones=st.just(dt.UTC)).map(
        lambda at: at.replace(second=0, microsecond=0)
    ),
    minutes=st.integers(5, 600),
)
@example("America/New_York", dt.datetime(2026, 11, 1, 5, 30, tzinfo=dt.UTC), 60)
@example("Australia/Lord_Howe", dt.datetime(2027, 4, 3, 14, 45, tzinfo=dt.UTC), 45)
@example("Europe/Dublin", dt.datetime(2027, 3, 28, 0, 45, tzinfo=dt.UTC), 60)
def test_any_time_in_any_zone_comes_back(app, zone_name, starts_at, minutes):
    content = file_with(starts_at, minutes, zone_name)
    [event] = events(content).values()
    expected = (starts_at, starts_at + minutes * MINUTE)
    assert span(event) == expected
    walls = re.findall(
        rb"DT(?:START|END);TZID=[^:]+:(\d{8}T\d{6})\r\n", content.partition(b"BEGIN:VEVENT")[2]
    )
    strict = {strict_utc(content, dt.datetime.strptime(wall.decode(), "%Y%m%dT%H%M%S")) for wall in walls}
    assert strict <= set(expected)


@pytest.mark.parametrize("zone_name", ZONES)
def test_the_zone_changes_when_the_clocks_do(zone_name):
    content = zone_component(zone_name, 2026, 2028).to_ical()
    zone = ZoneInfo(zone_name)
    for at, offset in onsets(content):
        assert at.astimezone(zone).utcoffset() == offset
    hours = [dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + number * 60 * MINUTE for number in range(3 * 365 * 24)]
    changes = [
        hour
        for hour in hours
        if hour.astimezone(zone).utcoffset() != (hour - 60 * MINUTE).astimezone(zone).utcoffset()
    ]
    assert len(onsets(content)) == 1 + len(changes)
