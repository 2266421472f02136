"""On which days a routine comes, held against a calendar that is counted another way."""

import datetime as dt

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from webapp.routines.days import comes_on, days_of
from webapp.routines.models import MONTHLY, ONCE, WEEKLY, YEARLY

DAY = dt.timedelta(days=1)
DAYS = st.dates(dt.date(2023, 1, 1), dt.date(2030, 12, 31))
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1)


def counted(rule, first, last):
    at = dt.time()
    found = rule.between(dt.datetime.combine(first, at), dt.datetime.combine(last, at), inc=True)
    return [one.date() for one in found]


@given(DAYS, DAYS, st.integers(0, 60), WEEKDAYS)
def test_weekly_ones_come_on_their_weekdays(starts_on, first, length, weekdays):
    last = first + length * DAY
    rule = rrule.rrule(rrule.WEEKLY, dt.datetime.combine(starts_on, dt.time()), byweekday=sorted(weekdays))
    written = "".join(map(str, sorted(weekdays)))
    assert list(days_of(WEEKLY, starts_on, written, first, last)) == counted(rule, first, last)


@given(DAYS, DAYS, st.integers(0, 800))
def test_monthly_ones_come_once_a_month_on_the_day_or_the_months_last(starts_on, first, length):
    last = first + length * DAY
    # The latest of the days up to its own that the month has.
    days = range(min(starts_on.day, 28), starts_on.day + 1)
    rule = rrule.rrule(
        rrule.MONTHLY,
        dt.datetime.combine(starts_on.replace(day=1), dt.time()),
        bymonthday=list(days),
        bysetpos=-1,
    )
    expected = [day for day in counted(rule, first, last) if day >= starts_on]
    assert list(days_of(MONTHLY, starts_on, "", first, last)) == expected


@given(DAYS, st.integers(0, 12))
def test_yearly_ones_come_once_a_year(starts_on, later):
    year = starts_on.year + later
    days = list(days_of(YEARLY, starts_on, "", dt.date(year, 1, 1), dt.date(year, 12, 31)))
    try:
        expected = starts_on.replace(year=year)
    except ValueError:  # February 29
        expected = dt.date(year, 2, 28)
    assert days == [expected]


@given(DAYS, DAYS, st.integers(0, 40))
def test_one_that_comes_once_comes_once(starts_on, first, length):
    last = first + length * DAY
    assert list(days_of(ONCE, starts_on, "", first, last)) == [starts_on] * (first <= starts_on <= last)


def test_it_refuses_another_way_to_repeat():
    with pytest.raises(ValueError, match="sometimes"):
        comes_on(dt.date(2026, 1, 1), "sometimes", dt.date(2026, 1, 1))
