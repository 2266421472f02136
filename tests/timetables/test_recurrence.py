"""When series meet: checked by hand and against a plain walk through the days."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from webapp.timetables.importing import MATRIX
from webapp.timetables.program_template import read_template
from webapp.timetables.recurrence import occurrences
from webapp.timetables.template_values import WEEKDAYS

DAY = dt.timedelta(days=1)
days = st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31))
weekday_sets = st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(sorted)


def dates(*args, **options):
    return [one.day for one in occurrences(*args, **options)]


def test_it_finds_the_mondays_and_fridays():
    found = dates(["mon", "fri"], dt.date(2026, 10, 28), dt.date(2026, 11, 1), dt.date(2026, 11, 9))
    assert found == [dt.date(2026, 11, 2), dt.date(2026, 11, 6), dt.date(2026, 11, 9)]


def test_it_includes_both_ends_and_nothing_before_the_series_began():
    monday = dt.date(2026, 11, 2)
    assert dates(["mon"], monday, monday, monday) == [monday]
    assert dates(["mon"], monday + DAY, monday, monday) == []
    assert dates(["mon"], monday, monday + DAY, monday) == []


def test_a_closed_day_is_left_out_and_uses_up_no_topic():
    began = dt.date(2026, 11, 12)
    found = occurrences(["thu"], began, began, dt.date(2026, 12, 10), closed_on=[dt.date(2026, 11, 26)])
    assert [(one.day.day, one.topic(("a", "b", "c"))) for one in found] == [
        (12, "a"),
        (19, "b"),
        (3, "c"),
        (10, "a"),
    ]


def test_a_series_without_topics_has_none():
    (one,) = occurrences(["mon"], dt.date(2026, 11, 2), dt.date(2026, 11, 2), dt.date(2026, 11, 2))
    assert one.topic(()) == ""


@given(weekday_sets, days, days, st.integers(0, 400), st.sets(days, max_size=60))
def test_it_agrees_with_walking_through_the_days(weekdays, anchor, first, length, closed):
    last = first + length * DAY
    held = []
    day = anchor
    while day <= last:
        if WEEKDAYS[day.weekday()] in weekdays and day not in closed:
            held.append(day)
        day += DAY
    found = occurrences(weekdays, anchor, first, last, closed)
    assert [one.day for one in found] == [day for day in held if day >= first]
    assert all(held[one.ordinal] == one.day for one in found)


@given(weekday_sets, days, days, st.integers(0, 200), st.integers(0, 200))
def test_a_day_has_the_same_topic_in_whatever_range_it_is_asked_for(weekdays, anchor, first, some, more):
    narrow = occurrences(weekdays, anchor, first + some * DAY, first + (some + more) * DAY)
    wide = occurrences(weekdays, anchor, first, first + (some + more + 50) * DAY)
    assert set(narrow) <= set(wide)


def test_the_matrix_program_has_the_sessions_that_its_manual_says():
    program, admitted = read_template(MATRIX), dt.date(2026, 10, 5)
    counts = {}
    for series in program.series:
        for first, last in series.weeks:
            span = (admitted + dt.timedelta(weeks=first - 1), admitted + dt.timedelta(weeks=last) - DAY)
            counts[series.title] = counts.get(series.title, 0) + len(dates(series.weekdays, admitted, *span))
    assert counts == {
        "Early Recovery Skills": 8,
        "Relapse Prevention": 32,
        "Family Education": 12,
        "Social Support": 36,
        "Individual session": 3,
    }
