"""Who is expected at program sessions: the calendar of many stays, read the other way round.

The number of queries does not depend on how many program sessions, series or participants there are.
"""

from collections import defaultdict
from dataclasses import dataclass

from webapp.people.models import Enrollment
from webapp.timetables.models import ASKED, GIVEN, Seat, Series
from webapp.timetables.stays import attends, stays_between, windows


@dataclass(frozen=True)
class Expected:
    """A stay on the roster of a program session; `seat` if it is a make-up and not their own group."""

    stay: Enrollment
    seat: Seat | None = None


def roster_of(program_session):
    """Who is expected at one program session, those with a given seat included."""
    return rosters_of([program_session])[program_session.id]


def rosters_of(program_sessions):
    """Who is expected at each of some program sessions of one program, by session id."""
    rosters = {one.id: [] for one in program_sessions}
    if not rosters:
        return rosters
    seats = _seats(rosters)
    series = {one.id: one for one in Series.select().where(Series.id.in_(_series_ids(program_sessions)))}
    for stay, placements in _stays(program_sessions):
        windows_of = {key: list(windows(one, stay, placements)) for key, one in series.items()}
        for one in program_sessions:
            seat = seats.get((one.id, stay.id))
            given = seat is not None and seat.state == GIVEN
            if given or attends(one, stay, windows_of):
                rosters[one.id].append(Expected(stay, seat if given else None))
    return rosters


def places_left(program_sessions):
    """How many more each group's session can take, by session id; None where there is no limit.

    A seat that was asked for holds its place until it is answered.
    """
    rosters = rosters_of(program_sessions)
    asked = defaultdict(int)
    for seat in _seats(rosters).values():
        asked[seat.program_session_id] += seat.state == ASKED
    return {
        one.id: _left(one, len(rosters[one.id]) + asked[one.id]) for one in program_sessions if one.series_id
    }


def _left(program_session, taken):
    capacity = program_session.series.capacity
    return None if capacity is None else max(0, capacity - taken)


def _stays(program_sessions):
    """The program's stays that one of the days can concern, each with its placements in order."""
    days = [one.series_date or one.local_date for one in program_sessions]
    return stays_between(program_sessions[0].program_id, min(days), max(days))


def _seats(session_ids):
    open_seats = Seat.select().where(
        Seat.program_session.in_(list(session_ids)), Seat.state.in_((ASKED, GIVEN))
    )
    return {(seat.program_session_id, seat.enrollment_id): seat for seat in open_seats}


def _series_ids(program_sessions):
    return {one.series_id for one in program_sessions if one.series_id}
