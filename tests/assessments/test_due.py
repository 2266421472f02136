"""When a questionnaire is due: once or by its cadence, counted from its first day."""

import datetime as dt

import pytest
from questionnaires import DAY, ask, fields, url

from webapp import clock
from webapp.assessments.due import assign_usual, due_of
from webapp.assessments.models import AssessmentPolicy, AssignedInstrument
from webapp.people.models import Enrollment

FIRST = dt.date(2026, 11, 2)


@pytest.mark.parametrize(
    ("every_days", "last", "expected"),
    [
        (14, None, 0),
        (14, 0, 14),
        (14, 3, 14),
        (14, 6, 14),
        (14, 9, 16),  # late in its period: not again within half a period
        (14, 13, 20),
        (14, 14, 28),
        (7, 0, 7),
        (7, 6, 10),
        (30, 31, 60),
        (0, None, 0),
        (0, 5, None),
    ],
)
def test_the_day_from_which_it_is_due(every_days, last, expected):
    one = AssignedInstrument(instrument="phq-9", every_days=every_days, starts_on=FIRST)
    due = one.next_due(None if last is None else FIRST + last * DAY)
    assert due == (None if expected is None else FIRST + expected * DAY)


def test_it_is_asked_between_its_first_and_its_last_day(stay):
    today = clock.today(stay.program.time_zone)
    ask(stay, "phq-9", begun=-1)
    ask(stay, "gad-7", begun=20, ends_on=today - DAY)
    ask(stay, "barc-10", ends_on=today)
    assert [one.instrument.slug for one in due_of(stay)] == ["barc-10"]


def test_today_tells_of_it_until_it_is_answered(cast, client_of, stay):
    jo, gad = client_of(cast.jo), ask(stay, "gad-2", every_days=7)
    assert "A short form to answer" in jo.get("/").text
    jo.send(url(gad), fields(0, 0))
    assert "A short form to answer" not in jo.get("/").text
    assert "From " in jo.get("/assessments/").text


def test_the_number_of_queries_does_not_grow(cast, client_of, stay, queries):
    jo, kim = client_of(cast.jo), client_of(cast.kim)
    pages = [(jo, "/assessments/"), (kim, f"/assessments/of/{stay.id}"), (jo, "/")]

    def answered(slug, count):
        one = ask(stay, slug, every_days=7)
        for number in range(count):
            jo.send(url(one), fields(number % 3, 0, 0, 0, 0, 0, 0))

    answered("gad-7", 2)
    for visitor, page in pages:
        visitor.get(page)
    few = [queries(lambda: visitor.get(page)) for visitor, page in pages]  # noqa: B023
    answered("gad-7", 5)
    answered("gad-2", 2)
    assert [queries(lambda: visitor.get(page)) for visitor, page in pages] == few  # noqa: B023


def test_a_programs_habit_is_given_to_who_is_admitted_from_then_on(cast, stay):
    today = clock.today(stay.program.time_zone)
    AssessmentPolicy.create(program=stay.program, usual=["phq-9", "gad-7"], usual_since=today)
    assert assign_usual() == 0  # Jo and Ana were here before
    Enrollment.update(admitted_on=today).where(Enrollment.id == stay.id).execute()
    assert assign_usual() == 1
    given = AssignedInstrument.select().order_by(AssignedInstrument.instrument)
    assert [(one.instrument, one.every_days, one.starts_on) for one in given] == [
        ("gad-7", 14, today),
        ("phq-9", 14, today),
    ]
    assert assign_usual() == 0
