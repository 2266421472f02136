"""Minutes are exact, because weekly hours are: what a participant's own pages and letters count."""

import datetime as dt

import pytest

from webapp.attendance.models import Attendance
from webapp.attendance.records import marked_for, minutes_attended
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import ProgramSession

START = dt.datetime(2026, 11, 1, 7, 30, tzinfo=dt.UTC)  # the clocks go back during it in Denver
SESSION = ProgramSession(starts_at=START, ends_at=START + dt.timedelta(minutes=90))


@pytest.mark.parametrize(
    ("state", "late", "early", "minutes"),
    [
        ("present", 0, 0, 90),
        ("late", 7, 0, 83),
        ("left_early", 0, 13, 77),
        ("late", 7, 13, 70),
        ("late", 60, 60, 0),
        ("excused", 0, 0, 0),
        ("absent", 0, 0, 0),
        ("made_up", 0, 0, 0),
    ],
)
def test_it_counts_the_exact_minutes(state, late, early, minutes):
    marked = Attendance(state=state, minutes_late=late, minutes_early=early)
    assert minutes_attended(marked, SESSION) == minutes


def test_it_finds_what_was_marked_for_one_stay_in_one_query(cast, queries):
    jo, ana = cast.stay_of(cast.jo), cast.stay_of(cast.ana)
    first, second, *others = sessions_of(jo, jo.admitted_on, jo.admitted_on + dt.timedelta(days=20))
    Attendance.create(enrollment=jo, program_session=first, state="late", minutes_late=5)
    Attendance.create(enrollment=ana, program_session=second, state="present")
    found = {}
    assert queries(lambda: found.update(marked_for(jo, [first, second, *others]))) == 1
    assert {key: one.state for key, one in found.items()} == {first.id: "late"}


def test_it_asks_for_nothing_and_gets_nothing(cast):
    assert marked_for(cast.stay_of(cast.jo), []) == {}
