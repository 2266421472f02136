"""The days of a series that belong to a stay, against asking the same of each day alone."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from webapp.people.models import Enrollment, Level, Placement
from webapp.timetables.models import Series
from webapp.timetables.stays import windows

ADMITTED = dt.date(2026, 10, 5)
DAYS = [ADMITTED + dt.timedelta(days=n) for n in range(-10, 150)]
CODES, TRACKS = ("2.1", "1.5", "1.0"), (None, "morning", "evening")

week_ranges = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 4)), min_size=1, max_size=3)
placements = st.lists(
    st.tuples(st.integers(0, 140), st.sampled_from(CODES), st.sampled_from(TRACKS)),
    max_size=4,
    unique_by=lambda placed: placed[0],
).map(sorted)


@given(
    weeks=week_ranges,
    levels=st.sets(st.sampled_from(CODES), min_size=1),
    track=st.sampled_from(TRACKS),
    placed=placements,
    length=st.none() | st.integers(0, 150),
)
def test_the_windows_hold_exactly_the_days_of_the_stay_in_its_weeks_level_and_track(
    weeks, levels, track, placed, length
):
    stay = Enrollment(
        admitted_on=ADMITTED, ended_on=None if length is None else ADMITTED + dt.timedelta(days=length)
    )
    series = Series(weeks=[[first, first + more] for first, more in weeks], levels=list(levels), track=track)
    rows = [
        Placement(level=Level(code=code), track=one, starts_on=ADMITTED + dt.timedelta(days=after))
        for after, code, one in placed
    ]

    def belongs(day):
        in_force = [row for row in rows if row.starts_on <= day]
        return (
            stay.covers(day)
            and any(first <= stay.week_of(day) <= last for first, last in series.weeks)
            and bool(in_force)
            and in_force[-1].level.code in levels
            and track in (None, in_force[-1].track)
        )

    found = list(windows(series, stay, rows))
    assert [day for day in DAYS if any(first <= day <= last for first, last in found)] == [
        day for day in DAYS if belongs(day)
    ]
