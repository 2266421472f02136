"""Asking for a make-up, and the answer: a clinician's or coordinator's, or the program's at once.

Asking and giving hold the program's row, as admissions do: two at once come one after the other, and the last place
goes to one.
"""

from webapp import audit, clock
from webapp.attendance.offers import offers_for
from webapp.attendance.seats import OPEN, is_ahead, seats_of
from webapp.people.models import Program, User
from webapp.timetables.models import ASKED, GIVEN, WITHDRAWN, Seat
from webapp.timetables.rosters import roster_of


class NoPlace(Exception):
    """The place is not to be had (any more): taken, begun, cancelled, withdrawn, or in the way of something else."""


class Changed(Exception):
    """Somebody else has answered, or the participant has withdrawn, since it was looked at."""


def ask(enrollment, missed, program_session_id: str) -> Seat:
    """Ask for one of the offers; given at once where the program allows it. NoPlace if it is none (any more)."""
    _hold(enrollment.program_id)
    if program_session_id not in {one.program_session.id for one in offers_for(enrollment, missed)}:
        raise NoPlace
    withdraw_for(enrollment, missed)  # one make-up for one session: the new wish takes the old one's place
    return _keep(enrollment, missed, program_session_id, enrollment.program.gives_seats_at_once)


def answer(seat: Seat, state: str, staff: User, seen: str) -> Seat:
    """Give or decline what was asked for, or think again. NoPlace if the group is full by now or it is too late.

    `seen` is the state that the answer is about; Changed if it is another one by now.
    """
    _hold(seat.program_session.program_id)
    seat = Seat.get_by_id(seat.id)
    if seat.state != seen:
        raise Changed
    if not is_ahead(seat) or (state == GIVEN and not _has_room_for(seat)):
        raise NoPlace
    seat.state, seat.answered_at, seat.answered_by = state, clock.now(), staff.id
    seat.save()
    audit.record(f"make-up {state}", seat.enrollment, seat, actor=staff)
    return seat


def withdraw(seat: Seat) -> bool:
    """The participant gives back what they asked for or were given, before it begins. Whether there was anything."""
    still_theirs = (Seat.id == seat.id) & Seat.state.in_(OPEN)
    return is_ahead(seat) and Seat.update(state=WITHDRAWN).where(still_theirs).execute() > 0


def withdraw_for(enrollment, missed) -> bool:
    """Give back every make-up for a session that has not begun, as when they come to the session after all."""
    seats = [seat for seat in seats_of(enrollment) if seat.instead_of_id == missed.id]
    return any([withdraw(seat) for seat in seats])


def _keep(enrollment, missed, program_session_id, at_once: bool) -> Seat:
    """The one row of this stay and session; after a withdrawal it is used again."""
    now = clock.now()
    mine = (Seat.program_session == program_session_id) & (Seat.enrollment == enrollment.id)
    seat = Seat.get_or_none(mine)
    is_new = seat is None
    seat = seat or Seat(program_session=program_session_id, enrollment=enrollment.id)
    seat.instead_of, seat.asked_at, seat.answered_by = missed.id, now, None
    seat.state, seat.answered_at = (GIVEN, now) if at_once else (ASKED, None)
    seat.save(force_insert=is_new)
    return seat


def _has_room_for(seat: Seat) -> bool:
    """Room beside all who are expected by now and the others who asked."""
    capacity = seat.program_session.series.capacity
    expected = {one.stay.id for one in roster_of(seat.program_session)}
    asked = Seat.select(Seat.enrollment).where(
        Seat.program_session == seat.program_session_id, Seat.state == ASKED
    )
    others = (expected | {one.enrollment_id for one in asked}) - {seat.enrollment_id}
    return capacity is None or len(others) < capacity


def _hold(program_id) -> None:
    """On PostgreSQL this holds the row until the transaction ends; SQLite holds everything anyway."""
    Program.update(name=Program.name).where(Program.id == program_id).execute()
