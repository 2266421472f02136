"""Busy times from calendar files: only times are kept, the same file twice is one, a bomb ends at once."""

import datetime as dt
import time

import pytest
from calendar_text import TOMORROW, calendar

from webapp import clock
from webapp.timetables.busy_times import DEADLINE, CalendarFileError, forget, import_calendar, read_busy_times
from webapp.timetables.models import BusyTime


def test_it_keeps_the_times_and_nothing_else(cast):
    count, is_new = import_calendar(
        cast.program, calendar({}, {"RRULE": "FREQ=WEEKLY;COUNT=3"}), clinician=cast.kim.id
    )
    assert (count, is_new) == (4, True)
    assert {one.clinician_id for one in BusyTime.select()} == {cast.kim.id}
    assert min(one.starts_at for one in BusyTime.select()) == TOMORROW
    kept = str(list(BusyTime.select().tuples()))
    assert "Dinner" not in kept and "alex" not in kept.lower()


def test_the_same_file_again_changes_nothing_and_another_takes_its_place(cast):
    first = calendar({}, {"RRULE": "FREQ=DAILY;COUNT=5"})
    import_calendar(cast.program, first, place="Garden")
    import_calendar(cast.program, calendar({}), clinician=cast.kim.id)
    ids = {one.id for one in BusyTime.select()}
    assert import_calendar(cast.program, first, place="Garden") == (6, False)
    assert {one.id for one in BusyTime.select()} == ids
    assert import_calendar(cast.program, calendar({}), place="Garden") == (1, True)
    assert BusyTime.select().count() == 2
    forget(cast.program, place="Garden")
    assert [one.clinician_id for one in BusyTime.select()] == [cast.kim.id]


def test_free_cancelled_and_past_events_take_no_time():
    past = {"DTSTART": "20200101T100000Z", "DTEND": "20200101T110000Z"}
    found = read_busy_times(calendar({"TRANSP": "TRANSPARENT"}, {"STATUS": "CANCELLED"}, past), "UTC")
    assert found == set()


def test_a_whole_day_is_that_of_the_program():
    day = TOMORROW.date() + dt.timedelta(days=3)
    whole = {"DTSTART;VALUE=DATE": f"{day:%Y%m%d}", "DTSTART": None, "DTEND": None}
    ((_uid, starts, ends),) = read_busy_times(calendar(whole), "America/Los_Angeles")
    assert (starts, ends) == clock.day_bounds(day, "America/Los_Angeles")


BOMBS = [
    {"RRULE": "FREQ=SECONDLY"},
    {"RRULE": "FREQ=MINUTELY;INTERVAL=1"},
    {"RRULE": "FREQ=DAILY;BYHOUR=0,1,2;BYMINUTE=0,1,2,3,4,5;BYSECOND=0,1,2,3"},
    {"RRULE": "FR\r\n EQ=SECON\r\n DLY"},
]


@pytest.mark.parametrize("bomb", BOMBS, ids=range(len(BOMBS)))
def test_a_bomb_of_recurrences_ends_within_two_seconds(bomb):
    began = time.monotonic()
    with pytest.raises(CalendarFileError):
        read_busy_times(calendar(bomb), "UTC")
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b"\xff" * 100]
)
def test_a_broken_file_is_refused(content):
    with pytest.raises(CalendarFileError):
        read_busy_times(content, "UTC")


def test_what_only_running_it_shows_to_be_endless_ends_at_the_deadline():
    for_years = {"RRULE": "FREQ=DAILY", "DTSTART": "19700101T000000Z", "DTEND": "19700101T010000Z"}
    began = time.monotonic()
    with pytest.raises(CalendarFileError, match="too long"):
        read_busy_times(calendar(*[for_years] * 2000), "UTC")
    assert time.monotonic() - began < DEADLINE + 2
