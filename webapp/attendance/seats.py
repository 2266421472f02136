"""The make-ups of a stay: places in other groups that were asked for, given or declined."""

from webapp import clock
from webapp.prepared import prepared
from webapp.timetables.models import ASKED, GIVEN, WITHDRAWN, ProgramSession, Seat

OPEN = (ASKED, GIVEN)
LAPSED = "lapsed"  # asked for, and begun without an answer
CALLED_OFF = "called_off"  # asked for or given, and the group does not meet


def seats_of(enrollment) -> list[Seat]:
    """All that was not withdrawn, each with its program session, in order of time."""
    return _seats(enrollment.id)


def seat_for(seats, missed) -> Seat | None:
    """The newest of the seats that was meant to make up for a session."""
    meant = [one for one in seats if one.instead_of_id == missed.id]
    return max(meant, key=lambda one: one.asked_at, default=None)


def is_ahead(seat: Seat) -> bool:
    """Whether what the seat is in has not begun and takes place."""
    return seat.program_session.starts_at > clock.now() and not seat.program_session.is_cancelled


def standing_of(seat: Seat) -> str:
    """Its state, or what became of it without an answer."""
    if seat.state in OPEN and seat.program_session.is_cancelled:
        return CALLED_OFF
    return LAPSED if seat.state == ASKED and not is_ahead(seat) else seat.state


def settles(seat: Seat | None) -> bool:
    """Whether a missed session needs no (other) make-up: one was given, or a wish still waits for its answer."""
    return seat is not None and standing_of(seat) in OPEN


def in_view(seats) -> list[Seat]:
    """Those that a participant wants to see before they happen."""
    now = clock.now()
    return [one for one in seats if one.program_session.starts_at > now]


@prepared
def _seats(enrollment_id):
    return (
        Seat.select(Seat, ProgramSession)
        .join(ProgramSession, on=Seat.program_session)
        .where(Seat.enrollment == enrollment_id, Seat.state != WITHDRAWN)
        .order_by(ProgramSession.starts_at)
    )
