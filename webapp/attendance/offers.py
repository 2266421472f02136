"""Where a participant can make up for a program session: open places in equivalent groups of the same week
that meet nothing else of theirs, commitments included.

The queries do not grow with the sessions, the series or the participants that there are.
"""

import datetime as dt
from dataclasses import dataclass

from webapp import clock
from webapp.attendance.notices import not_coming
from webapp.attendance.seats import seats_of
from webapp.commitments.clashes import busy_times
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import ASKED, CANCELLED, ProgramSession, Series
from webapp.timetables.rosters import places_left
from webapp.timetables.stays import placements_of
from webapp.timetables.weeks import DAY, monday_of


@dataclass(frozen=True)
class Offer:
    """A program session with room for one more; `places_left` is None where there is no limit."""

    program_session: ProgramSession
    places_left: int | None


def offers_for(enrollment, missed) -> list[Offer]:
    """Where the participant can make up for one session: the same title first, then the soonest."""
    return offers_in_week(enrollment, [missed])[missed.id]


def offers_in_week(enrollment, missed) -> dict[str, list[Offer]]:
    """The offers for some sessions of one week (the program's, from Monday), by the id of the missed one."""
    first_day = monday_of(missed[0].local_date)
    last_day = first_day + 6 * DAY
    week = sessions_of(enrollment, first_day, last_day)
    seats = seats_of(enrollment)
    placements = placements_of(enrollment)
    known = {one.id for one in [*week, *missed]} | {seat.program_session_id for seat in seats}
    taken = _times_taken(enrollment, week, seats, missed)
    taken += [(one.starts_at, one.ends_at) for one in busy_times(enrollment, first_day, last_day)]
    open_to_them = [
        one
        for one in _still_to_come(enrollment, first_day, last_day, {one.kind for one in missed}, placements)
        if one.id not in known and _fits_level(one, placements) and not _clashes(one, taken)
    ]
    left = places_left(open_to_them)
    offers = [Offer(one, left[one.id]) for one in open_to_them if left[one.id] != 0]
    return {one.id: _nearest_first(offers, one) for one in missed}


def _still_to_come(enrollment, first_day, last_day, kinds, placements) -> list[ProgramSession]:
    """The groups' sessions of those kinds at their levels, theirs and others'."""
    found = (
        ProgramSession.select(ProgramSession, Series)
        .join(Series)
        .where(
            Series.for_levels({one.level.code for one in placements}),
            ProgramSession.program == enrollment.program_id,
            ProgramSession.local_date.between(first_day, last_day),
            ProgramSession.enrollment.is_null(),
            ProgramSession.kind.in_(kinds),
            ProgramSession.status != CANCELLED,
            ProgramSession.starts_at > clock.now(),
        )
    )
    return [one for one in found if enrollment.covers(one.local_date)]


def _fits_level(program_session, placements) -> bool:
    """Whether the level that the participant has on that day is one of the group's."""
    begun = [one for one in placements if one.starts_on <= program_session.local_date]
    return bool(begun) and begun[-1].level.code in program_session.series.levels


def _times_taken(enrollment, week, seats, missed):
    """When the participant comes to sessions of their own, or has asked for a place elsewhere."""
    away = not_coming(enrollment, week) | {one.id for one in missed}
    coming = [one for one in week if not one.is_cancelled and one.id not in away]
    asked = [seat.program_session for seat in seats if seat.state == ASKED and seat.instead_of_id not in away]
    return [(one.starts_at, one.ends_at) for one in [*coming, *asked]]


def _clashes(program_session, taken: list[tuple[dt.datetime, dt.datetime]]) -> bool:
    return any(start < program_session.ends_at and program_session.starts_at < end for start, end in taken)


def _nearest_first(offers, missed) -> list[Offer]:
    alike = [one for one in offers if one.program_session.kind == missed.kind]
    return sorted(
        alike,
        key=lambda one: (one.program_session.title != missed.title, one.program_session.starts_at),
    )
