"""The calendars of many participants at once: as `calendar.sessions_of`, in five queries however many they are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from peewee import Expression

from webapp.database import among
from webapp.people.models import Enrollment, Level, Placement
from webapp.prepared import prepared
from webapp.timetables.models import GIVEN, ProgramSession, Seat, Series
from webapp.timetables.stays import attends, windows


def sessions_of_many(stays: Iterable[Enrollment], which: Expression) -> dict[str, list[ProgramSession]]:
    """Each stay's program sessions of which `which` (a condition on ProgramSession) is true, by stay id.

    Cancelled ones too, in no order. People placed alike from the same day share one reading of the groups' sessions.
    """
    stays = list(stays)
    programs = {stay.program_id for stay in stays}
    found = list(ProgramSession.select().where(_of(stays, programs), which)) if stays else ()
    if not found:  # then no seat is in one of them either
        return {stay.id: [] for stay in stays}
    placements = _placements(stays, programs)
    series = {one.id: one for one in Series.select().where(Series.program.in_(programs))}
    of_group = [one for one in found if one.enrollment_id is None]
    of_one = defaultdict(list)
    for one in found:
        of_one[one.enrollment_id].append(one)
    seated = _seated(stays, which)
    cohorts = {}
    mine = {}
    for stay in stays:
        cohort = (stay.program_id, stay.admitted_on, stay.ended_on, *map(_as_key, placements[stay.id]))
        if cohort not in cohorts:
            windows_of = {key: list(windows(one, stay, placements[stay.id])) for key, one in series.items()}
            here = [one for one in of_group if one.program_id == stay.program_id]
            cohorts[cohort] = windows_of, [one for one in here if attends(one, stay, windows_of)]
        windows_of, groups = cohorts[cohort]
        theirs = [one for one in of_one[stay.id] if attends(one, stay, windows_of)]
        mine[stay.id] = list({one.id: one for one in (*groups, *theirs, *seated[stay.id])}.values())
    return mine


def _of(stays: list[Enrollment], programs: set[str]) -> Expression:
    mine = ProgramSession.enrollment.is_null() | among(ProgramSession.enrollment, [stay.id for stay in stays])
    return ProgramSession.program.in_(programs) & mine


def _placements(stays, programs) -> dict[str, list[Placement]]:
    levels = {level.id: level for level in Level.select().where(Level.program.in_(programs))}
    by_stay = defaultdict(list)
    for one in _in_turn([stay.id for stay in stays]):
        one.level = levels[one.level_id]
        by_stay[one.enrollment_id].append(one)
    return by_stay


@prepared
def _in_turn(ids):
    return Placement.select().where(among(Placement.enrollment, ids)).order_by(Placement.starts_on)


def _as_key(placement: Placement) -> tuple:
    return placement.level_id, placement.track, placement.starts_on


def _seated(stays, which) -> dict[str, Iterator]:
    """The sessions in which each stay was given a seat."""
    ids = [stay.id for stay in stays]
    seats = (
        Seat.select(Seat.enrollment, ProgramSession)
        .join(ProgramSession, on=Seat.program_session)
        .where(among(Seat.enrollment, ids), Seat.state == GIVEN, which)
    )
    by_stay = defaultdict(list)
    for seat in seats:
        by_stay[seat.enrollment_id].append(seat.program_session)
    return by_stay
