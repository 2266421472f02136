"""The make-ups that a clinician or coordinator can give: those that wait, and those answered and still ahead."""

from collections import defaultdict
from dataclasses import dataclass

from peewee import JOIN, fn

from webapp import clock
from webapp.access import Permission, enrollments, reaching
from webapp.attendance.models import CANNOT_COME, Notice
from webapp.attendance.notices import REASONS
from webapp.encryption import preload_keys
from webapp.people.models import Enrollment, User
from webapp.timetables.models import ASKED, CANCELLED, WITHDRAWN, ProgramSession, Seat, Series
from webapp.timetables.rosters import places_left


@dataclass(frozen=True)
class Wish:
    """One seat as staff see it; `reason` is why they miss the other session, if they said so."""

    seat: Seat
    name: str
    reason: str | None
    places_left: int | None


@dataclass(frozen=True)
class Wishes:
    waiting: list[Wish]
    answered: list[Wish]


def wishes_for(user: User) -> Wishes:
    """All that the user can answer, the soonest first, in a number of queries that grows with programs alone."""
    seats = list(_with_nouns().where(_reached(user), Seat.state != WITHDRAWN))
    left, reasons = _places_left(seats), _reasons(seats)
    preload_keys({seat.enrollment.participant_id for seat in seats})
    wishes = [
        Wish(
            seat,
            seat.enrollment.participant.name,
            reasons.get((seat.enrollment_id, seat.instead_of_id)),
            left[seat.program_session_id],
        )
        for seat in seats
    ]
    return Wishes(
        [one for one in wishes if one.seat.state == ASKED], [one for one in wishes if one.seat.state != ASKED]
    )


def count_waiting(user: User) -> int:
    """How many wait for an answer, for the homes of staff."""
    return _waiting(user, clock.now())[0][0]


@reaching(Permission.MARK_ATTENDANCE)
def _waiting(reached, now):
    seats = Seat.select(fn.COUNT(Seat.id)).join(ProgramSession, on=Seat.program_session).tuples()
    stays = reached.select(Enrollment.id).order_by()
    return seats.where(Seat.enrollment.in_(stays), Seat.state == ASKED, _is_ahead(now))


def _reached(user: User):
    """The condition of the seats that the user may answer and that are still ahead."""
    stays = enrollments(user, Permission.MARK_ATTENDANCE).select(Enrollment.id).order_by()
    return Seat.enrollment.in_(stays) & _is_ahead(clock.now())


def _is_ahead(now):
    return (ProgramSession.starts_at > now) & (ProgramSession.status != CANCELLED)


def _with_nouns():
    """Seats, each with its program session, the one missed and the participant."""
    missed = ProgramSession.alias("missed")
    return (
        Seat.select(Seat, ProgramSession, Series, missed, Enrollment, User)
        .join(ProgramSession, on=Seat.program_session)
        .join(Series)
        .join_from(Seat, missed, JOIN.LEFT_OUTER, on=(Seat.instead_of == missed.id), attr="instead_of")
        .join_from(Seat, Enrollment)
        .join(User)
        .order_by(ProgramSession.starts_at)
    )


def _places_left(seats) -> dict[str, int | None]:
    by_program = defaultdict(dict)
    for seat in seats:
        by_program[seat.program_session.program_id][seat.program_session_id] = seat.program_session
    left = {}
    for sessions in by_program.values():
        left |= places_left(list(sessions.values()))
    return left


def _reasons(seats) -> dict[tuple, str]:
    missed = {seat.instead_of_id for seat in seats}
    stays = {seat.enrollment_id for seat in seats}
    preload_keys(stays)
    found = Notice.select().where(
        Notice.enrollment.in_(stays),
        Notice.program_session.in_(missed),
        Notice.kind == CANNOT_COME,
        Notice.withdrawn_at.is_null(),
    )
    return {(one.enrollment_id, one.program_session_id): REASONS[one.reason] for one in found}
