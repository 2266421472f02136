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
    return {
        one.id: [Expected(stay, given.get(stay.id)) for stay in own.values()]
        + [Expected(stay, given[stay.id]) for stay in beyond]
        for one, own, given, beyond, _asked in _readings(program_sessions)
    }


def fullness_of(program_sessions):
    """How many are expected and how many more have asked for a seat, by session id."""
    return {
        one.id: (len(own) + len(beyond), asked)
        for one, own, _given, beyond, asked in _readings(program_sessions)
    }


def places_left(program_sessions):
    """How many more each group's session can take, by session id; None where there is no limit.

    A seat that was asked for holds its place until it is answered.
    """
    fullness = fullness_of(program_sessions)
    return {one.id: _left(one, sum(fullness[one.id])) for one in program_sessions if one.series_id}


def first_overfull(program_sessions):
    """The first of some groups' sessions at which more are expected, or asked for a seat, than there are places."""
    limited = [one for one in program_sessions if one.series.capacity is not None]
    fullness = fullness_of(limited)
    full = [one for one in limited if sum(fullness[one.id]) > one.series.capacity]
    return min(full, key=lambda one: one.starts_at, default=None)


def _readings(program_sessions):
    """For each program session: the stays whose own it is, given seats, seated stays of elsewhere, seats asked for.

    Whom a group's session concerns depends on the levels, track and weeks of its series and on its day alone, so
    it is worked out once for each of those.
    """
    if not program_sessions:
        return
    seats = _seats(program_sessions)
    series = {one.id: one for one in Series.select().where(Series.id.in_(_series_ids(program_sessions)))}
    levels = {code for one in series.values() for code in one.levels}
    own = {one.enrollment_id for one in program_sessions if one.enrollment_id}
    also = own | {stay_id for of_one in seats.values() for stay_id in of_one}
    stays = {stay.id: (stay, placements) for stay, placements in _stays(program_sessions, levels, also)}
    attending = _Attending(stays.values())
    for one in program_sessions:
        if one.enrollment_id is None:
            own = attending.of_group(series[one.series_id], one.series_date)
        else:
            own = attending.of_one(one, series.get(one.series_id), stays.get(one.enrollment_id))
        given = {key: seat for key, seat in seats[one.id].items() if seat.state == GIVEN}
        beyond = [stays[key][0] for key in given if key in stays and key not in own]
        yield one, own, given, beyond, len(seats[one.id]) - len(given)


class _Attending:
    """The stays, by id, that attend a kind of series on a day."""

    def __init__(self, stays):
        self.stays, self.windows, self.groups = list(stays), {}, {}

    def of_group(self, series, day):
        kind = (tuple(series.levels), series.track, tuple(map(tuple, series.weeks)))
        if (kind, day) not in self.groups:
            if kind not in self.windows:
                self.windows[kind] = [
                    (stay, list(windows(series, stay, placed))) for stay, placed in self.stays
                ]
            self.groups[kind, day] = {
                stay.id: stay
                for stay, spans in self.windows[kind]
                if any(first <= day <= last for first, last in spans)
            }
        return self.groups[kind, day]

    def of_one(self, program_session, series, placed):
        if placed is None:
            return {}
        stay, placements = placed
        windows_of = {series.id: list(windows(series, stay, placements))} if series else {}
        return {stay.id: stay} if attends(program_session, stay, windows_of) else {}


def _left(program_session, taken):
    capacity = program_session.series.capacity
    return None if capacity is None else max(0, capacity - taken)


def _stays(program_sessions, levels, also):
    """The stays of those levels that one of the days can concern, each with its placements in order."""
    days = [one.series_date or one.local_date for one in program_sessions]
    return stays_between(program_sessions[0].program_id, min(days), max(days), levels, also)


def _seats(program_sessions):
    """Seats asked for and given, by session id and stay id."""
    seats = defaultdict(dict)
    ids = [one.id for one in program_sessions]
    for seat in Seat.select().where(Seat.program_session.in_(ids), Seat.state.in_((ASKED, GIVEN))):
        seats[seat.program_session_id][seat.enrollment_id] = seat
    return seats


def _series_ids(program_sessions):
    return {one.series_id for one in program_sessions if one.series_id}
