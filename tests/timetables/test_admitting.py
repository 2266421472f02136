"""An admission is refused where a group has no place left, and then nothing of it is written."""

import datetime as dt

import pytest
from timetables import import_text, series, text_of

from webapp.people.models import Enrollment, User
from webapp.timetables.admitting import AdmissionError, admit
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import GIVEN, Seat

MONDAY = dt.date(2026, 11, 30)
WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def program(app, tmp_path):
    small = {"capacity": "2", "weeks": '"1-4"'}
    return import_text(tmp_path, text_of(more=series("Small Group", **small)))


def come(program, name, monday=MONDAY):
    return admit(f"{name}@example.org", program.name, monday, "2.1").enrollment


def test_the_last_place_is_given_and_no_more(program):
    come(program, "one")
    come(program, "two")
    with pytest.raises(AdmissionError, match='"Small Group" on .* has no place left'):
        come(program, "three")
    assert Enrollment.select().where(Enrollment.program == program).count() == 2
    assert User.by_email("three@example.org") is None


def test_a_place_comes_free_when_the_weeks_of_another_are_over(program):
    come(program, "one")
    come(program, "two")
    assert come(program, "three", MONDAY + 4 * WEEK)


def test_who_was_given_a_seat_has_a_place_too(program):
    come(program, "one")
    guest = come(program, "two", MONDAY - 8 * WEEK)
    first = next(
        one
        for one in sessions_of(come(program, "three"), MONDAY, MONDAY + 3 * WEEK)
        if one.title == "Small Group" and one.local_date > MONDAY
    )
    Enrollment.update(ended_on=MONDAY).where(
        Enrollment.participant == User.by_email("three@example.org")
    ).execute()
    Seat.create(program_session=first, enrollment=guest, state=GIVEN)
    with pytest.raises(AdmissionError, match="no place left"):
        come(program, "four", first.local_date)
