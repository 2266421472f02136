"""The calendars of many participants at once say what each one's own calendar says."""

import datetime as dt

import pytest
from reminder_plans import another_participant

from webapp import clock
from webapp.attendance.notices import not_coming_among, say_cannot_come
from webapp.people.models import Enrollment, Level, Placement
from webapp.timetables.calendar import sessions_of
from webapp.timetables.many_calendars import sessions_of_many
from webapp.timetables.models import ASKED, GIVEN, ProgramSession, Seat

DAY = dt.timedelta(days=1)


@pytest.fixture
def days(cast):
    today = clock.today(cast.program.time_zone)
    return today, today + 14 * DAY


def of_each(stays, first_day, last_day):
    return {stay.id: sorted(one.id for one in sessions_of(stay, first_day, last_day)) for stay in stays}


def of_all(stays, first_day, last_day):
    found = sessions_of_many(stays, ProgramSession.local_date.between, first_day, last_day)
    return {stay_id: sorted(one.id for one in sessions) for stay_id, sessions in found.items()}


def test_it_agrees_with_every_calendar(cast, days):
    jo, ana = cast.stay_of(cast.jo), cast.stay_of(cast.ana)
    ana.ended_on = days[0] + 3 * DAY
    ana.save()
    for other in Level.select().where(Level.program == cast.program, Level.code != "2.1").limit(1):
        Placement.create(enrollment=jo, level=other, starts_on=days[0] + 5 * DAY)
    not_theirs = ProgramSession.select().where(ProgramSession.local_date.between(*days))
    theirs = {key for keys in of_each([jo, ana], *days).values() for key in keys}
    seats = [one for one in not_theirs if one.id not in theirs and one.enrollment_id is None][:2]
    for one, state in zip(seats, (GIVEN, ASKED), strict=False):
        Seat.create(program_session=one, enrollment=jo, state=state)
    stays = list(Enrollment.select())
    assert of_all(stays, *days) == of_each(stays, *days)
    assert all(of_all(stays, *days).values())


def test_it_asks_no_more_for_more_people(cast, days, queries):
    jo = cast.stay_of(cast.jo)
    few = queries(lambda: of_all([jo], *days))
    for number in range(10):
        another_participant(jo, number)
    assert (
        queries(lambda: of_all(list(Enrollment.select()), *days)) == few + 1
    )  # the one that lists the stays


def test_nobody_and_nothing_need_no_rows(cast, days):
    assert of_all([], *days) == {}
    jo = cast.stay_of(cast.jo)
    assert of_all([jo], dt.date(2031, 1, 1), dt.date(2031, 1, 2)) == {jo.id: []}


def test_who_cannot_come_is_known_of_many(app, cast, days):
    jo = cast.stay_of(cast.jo)
    one = next(one for one in sessions_of(jo, *days) if one.starts_at > clock.now())
    say_cannot_come(jo, one, "work")
    everything = ProgramSession.local_date.between(*days)
    assert not_coming_among(Enrollment.select(), everything) == {(jo.id, one.id)}
