"""Wall times in zones whose clocks change, held against clocks that are read minute by minute."""

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp import clock
from webapp.people.models import Enrollment, Program
from webapp.reminders.kinds import KINDS
from webapp.reminders.kinds.wall_times import occasions_of, slots
from webapp.reminders.models import KindSettings, ReminderSettings
from webapp.reminders.people import Person
from webapp.reminders.quiet import QuietHours, audible

QUARTER = dt.timedelta(minutes=15)
DAY = dt.timedelta(days=1)
ZONES = (
    "America/Los_Angeles",
    "America/St_Johns",  # half an hour off
    "Australia/Lord_Howe",  # changes by half an hour
    "Asia/Kathmandu",  # three quarters
    "Europe/Berlin",
    "Africa/Casablanca",
    "Pacific/Kiritimati",
    "Asia/Tokyo",
)
# Days around which clocks change somewhere of these, and others.
CHANGES = [
    dt.date(2026, *day) for day in ((3, 8), (3, 29), (4, 5), (10, 4), (10, 25), (11, 1), (2, 15), (3, 22))
]
DAYS = st.one_of(
    st.builds(lambda day, off: day + off * DAY, st.sampled_from(CHANGES), st.integers(-1, 1)),
    st.dates(dt.date(2026, 1, 2), dt.date(2026, 12, 30)),
)
TIMES = st.builds(dt.time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45)))
ZONE = st.sampled_from(ZONES)


def wall_clock(zone_name: str, day: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
    """Each quarter of an hour around the day: the instant, and what a clock on the wall shows then."""
    begin = dt.datetime.combine(day, dt.time(), dt.UTC) - DAY
    instants = (begin + number * QUARTER for number in range(3 * 96))
    return [(one, one.astimezone(ZoneInfo(zone_name)).replace(tzinfo=None)) for one in instants]


def read_from_the_wall(zone_name: str, day: dt.date, time: dt.time) -> dt.datetime:
    """The first instant at which the wall clock shows this; where it jumps over it, as long after the jump."""
    target = dt.datetime.combine(day, time)
    shown = wall_clock(zone_name, day)
    for instant, wall in shown:
        if wall == target:
            return instant
    last_before = max(pair for pair in shown if pair[1] < target)
    return last_before[0] + (target - last_before[1])


def person_in(zone_name: str, times: str, weekdays: str = "0123456") -> Person:
    stay = Enrollment(participant="p", program=Program(time_zone=zone_name), admitted_on=dt.date(2020, 1, 1))
    kept = KindSettings(kind="check_in", times=times, weekdays=weekdays)
    return Person("p", zone_name, ReminderSettings(), True, [stay], {"check_in": kept})


@given(ZONE, DAYS, TIMES, TIMES)
def test_each_day_has_its_time_once_whatever_clocks_do(zone_name, day, time, now_at):
    now = read_from_the_wall(zone_name, day, now_at)
    today = now.astimezone(ZoneInfo(zone_name)).date()
    person = person_in(zone_name, f"{time:%H:%M}")
    found = list(occasions_of(KINDS["check_in"], [person], now, {}))
    assert {one.about: one.due_at for one in found} == {
        f"{one} {time:%H:%M}": read_from_the_wall(zone_name, one, time)
        for one in (today - DAY, today, today + DAY)
    }


@given(ZONE, DAYS, st.sets(st.integers(0, 6), min_size=1))
def test_only_the_chosen_weekdays(zone_name, day, weekdays):
    now = read_from_the_wall(zone_name, day, dt.time(12))
    person = person_in(zone_name, "18:00", "".join(map(str, sorted(weekdays))))
    found = occasions_of(KINDS["check_in"], [person], now, {})
    days = [dt.date.fromisoformat(one.about.split()[0]) for one in found]
    assert days == [one for one in (day - DAY, day, day + DAY) if one.weekday() in weekdays]


@given(ZONE, ZONE, DAYS, TIMES)
def test_after_a_journey_it_is_the_same_wall_time_there(home, there, day, time):
    now = read_from_the_wall(home, day, dt.time(12))
    for zone_name in (home, there):
        found = occasions_of(KINDS["check_in"], [person_in(zone_name, f"{time:%H:%M}")], now, {})
        due_at = {one.about: one.due_at for one in found}[f"{day} {time:%H:%M}"]
        assert due_at == read_from_the_wall(zone_name, day, time)


@given(st.sets(TIMES, min_size=1, max_size=3), DAYS, TIMES)
def test_what_is_written_counts_for_the_nearer_time(times, day, written):
    choice = KINDS["check_in"].choice(
        KindSettings(times=" ".join(f"{one:%H:%M}" for one in times), weekdays="0123456")
    )
    parts = list(slots(choice, day))
    assert [at for _begins, at in parts] == sorted(times)
    (its_own,) = [at for begins, at in reversed(parts) if begins <= written][:1]
    minutes = {at: abs((at.hour - written.hour) * 60 + at.minute - written.minute) for at in times}
    nearest = min(minutes.values())
    assert minutes[its_own] - nearest <= 15, "but for halves of a quarter"


QUIET_FROM = st.builds(dt.time, st.integers(18, 23), st.sampled_from((0, 15, 30, 45)))
QUIET_UNTIL = st.builds(dt.time, st.integers(4, 11), st.sampled_from((0, 15, 30, 45)))


def is_quiet(instant: dt.datetime, zone_name: str, begins: dt.time, ends: dt.time) -> bool:
    wall = instant.astimezone(ZoneInfo(zone_name)).time()
    return wall >= begins or wall < ends if begins > ends else begins <= wall < ends


@given(ZONE, DAYS, TIMES, QUIET_FROM, QUIET_UNTIL, st.integers(1, 80))
def test_no_phone_sounds_in_quiet_hours(zone_name, day, time, begins, ends, useful_for):
    due_at = read_from_the_wall(zone_name, day, time)
    useless_at = due_at + useful_for * QUARTER
    sent_at = audible(due_at, useless_at, str(QuietHours(begins, ends)), zone_name)
    if not is_quiet(due_at, zone_name, begins, ends):
        assert sent_at == due_at
        return
    wall = sent_at.astimezone(ZoneInfo(zone_name)).time()
    if sent_at > due_at:
        assert wall == ends and sent_at < useless_at
        passed = due_at
        while passed < sent_at:  # it is quiet all the while
            assert is_quiet(passed, zone_name, begins, ends)
            passed += QUARTER
    else:
        assert wall == begins and due_at - sent_at < DAY
        assert not is_quiet(sent_at - dt.timedelta(seconds=1), zone_name, begins, ends)


@given(ZONE, DAYS, TIMES, st.integers(6, 10), st.integers(1, 6))
def test_quiet_hours_can_lie_within_a_day(zone_name, day, time, begins, hours):
    quiet = QuietHours(dt.time(begins), dt.time(begins + hours))
    due_at = read_from_the_wall(zone_name, day, time)
    stretch = quiet.around(due_at, zone_name)
    assert bool(stretch) == is_quiet(due_at, zone_name, *quiet)
    assert not stretch or stretch[0] <= due_at < stretch[1]


@pytest.mark.parametrize(
    ("day", "time", "utc"),
    [
        ("2026-03-08", "02:30", "2026-03-08T10:30"),  # there is no such time: an hour later on the wall
        ("2026-11-01", "01:30", "2026-11-01T08:30"),  # there are two: the first
        ("2026-11-01", "20:00", "2026-11-02T04:00"),
        ("2026-03-08", "20:00", "2026-03-09T03:00"),
    ],
)
def test_the_nights_on_which_clocks_change(day, time, utc):
    now = clock.at_wall(dt.date.fromisoformat(day), dt.time(0, 30), "America/Los_Angeles")
    found = occasions_of(KINDS["check_in"], [person_in("America/Los_Angeles", time)], now, {})
    due = [one.due_at for one in found if one.about == f"{day} {time}"]
    assert due == [dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)]


def test_several_people_are_not_mixed_up():
    people = [person_in(zone_name, "20:00") for zone_name in ZONES]
    for number, person in enumerate(people):
        person.id = str(number)
    now = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
    found = list(occasions_of(KINDS["check_in"], people, now, {"3": [now]}))
    assert Counter(one.user_id for one in found) == {str(number): 3 for number in range(len(ZONES))}
    assert {one.user_id for one in found if one.reason} == {"3"}
