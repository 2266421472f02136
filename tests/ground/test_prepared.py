"""Queries written once read rows as peewee itself does."""

import peewee
import pytest

from webapp.database import among
from webapp.people.models import Enrollment, Membership, Program, User
from webapp.prepared import prepared
from webapp.timetables.models import ProgramSession, Seat, Series


def told(row) -> dict:
    """All that an object made of a row holds, those that are joined to it included."""
    joined = {name: told(one) if isinstance(one, peewee.Model) else one for name, one in row.__rel__.items()}
    hung = {name: told(one) for name, one in vars(row).items() if isinstance(one, peewee.Model)}
    return {"data": row.__data__, "joined": joined, "hung": hung, "changed": row.dirty_fields}


def of_program(program_id):
    return Series.select().where(Series.program == program_id).order_by(Series.id)


def with_program(user_id):
    return (
        Enrollment.select(Enrollment, Program)
        .join(Program)
        .where(Enrollment.participant == user_id)
        .order_by(Enrollment.id)
    )


def with_seat_or_none(program_id):
    given = Seat.program_session == ProgramSession.id
    sessions = ProgramSession.select(ProgramSession, Seat).join(
        Seat, peewee.JOIN.LEFT_OUTER, on=given, attr="seat"
    )
    return sessions.where(ProgramSession.program == program_id).order_by(ProgramSession.id).limit(50)


def with_their_meeting_and_series(program_id):
    missed = ProgramSession.alias("missed")
    return (
        Seat.select(Seat, ProgramSession, Series, missed)
        .join(ProgramSession, on=Seat.program_session)
        .join(Series, peewee.JOIN.LEFT_OUTER)
        .join_from(Seat, missed, peewee.JOIN.LEFT_OUTER, on=(Seat.instead_of == missed.id), attr="instead_of")
        .where(ProgramSession.program == program_id)
    )


def some_columns(program_id):
    return Program.select(Program.time_zone).where(Program.id == program_id)


def staff(program_id):
    members = User.select(User, Membership.role).join(Membership).where(Membership.program == program_id)
    return members.order_by(User.id, Membership.role)


@pytest.fixture
def seated(cast):
    """Jo has a make-up; another of Jo's seats stands for nothing."""
    stay = cast.stay_of(cast.jo)
    first, second, third, *_more = ProgramSession.select().where(ProgramSession.program == stay.program_id)
    Seat.create(program_session=first, enrollment=stay, instead_of=second)
    Seat.create(program_session=third, enrollment=stay)
    return stay


@pytest.mark.parametrize(
    "build", [of_program, with_program, with_seat_or_none, with_their_meeting_and_series, some_columns, staff]
)
def test_it_reads_what_peewee_reads(seated, build):
    value = seated.participant_id if build is with_program else seated.program_id
    ours, theirs = prepared(build)(value), list(build(value))
    assert ours
    assert [told(one) for one in ours] == [told(one) for one in theirs]


def test_it_reads_what_was_counted(seated):
    @prepared
    def counted(program_id):
        return (
            Seat.select(peewee.fn.COUNT(Seat.id))
            .join(ProgramSession, on=Seat.program_session)
            .tuples()
            .where(ProgramSession.program == program_id)
        )

    assert counted(seated.program_id) == [(2,)]


def test_what_it_made_is_saved_like_any_row(seated):
    (stay,) = prepared(with_program)(seated.participant_id)
    stay.ended_on = stay.admitted_on
    assert [field.name for field in stay.dirty_fields] == ["ended_on"]
    assert stay.save() == 1
    assert Enrollment.get_by_id(stay.id).ended_on == stay.admitted_on


def test_it_reads_tuples_as_peewee_does(app, cast):
    def build(user_ids):
        columns = Enrollment.id, Enrollment.participant, Enrollment.admitted_on, Enrollment.ended_on
        return Enrollment.select(*columns).where(among(Enrollment.participant, user_ids)).tuples()

    theirs = [cast.jo.id, cast.ana.id]
    assert sorted(prepared(build)(theirs)) == sorted(build(theirs)) != []


def test_it_writes_and_returns(app, cast):
    def build(zone, user_id):
        return User.update(time_zone=zone).where(User.id == user_id).returning(User.id, User.time_zone)

    change = prepared(build)
    assert [(one.id, one.time_zone) for one in change("Asia/Tokyo", cast.jo.id)] == [
        (cast.jo.id, "Asia/Tokyo")
    ]
    assert User.get_by_id(cast.jo.id).time_zone == "Asia/Tokyo"
