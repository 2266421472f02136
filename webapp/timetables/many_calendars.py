"""The calendars of many participants at once: as `calendar.sessions_of`, in five queries however many they are."""

import functools
import inspect
from collections import defaultdict
from collections.abc import Callable, Iterable

from webapp.database import among
from webapp.people.models import Enrollment, Level, Placement
from webapp.prepared import prepared
from webapp.timetables.models import GIVEN, ProgramSession, Seat, Series
from webapp.timetables.stays import attends, windows


def sessions_of_many(
    stays: Iterable[Enrollment], which: Callable, *values
) -> dict[str, list[ProgramSession]]:
    """Each stay's program sessions of which `which(*values)` (a condition on ProgramSession) is true, by stay id.

    Cancelled ones too, in no order. People placed alike from the same day share one reading of the groups' sessions.
    The SQL is written once for each `which`, which therefore stands in its module.
    """
    stays = list(stays)
    ids, programs = [stay.id for stay in stays], {stay.program_id for stay in stays}
    found = _offered(which)(programs, ids, *values) if stays else ()
    if not found:  # then no seat is in one of them either
        return {stay.id: [] for stay in stays}
    placements = _placements(ids, programs)
    series = {one.id: one for one in _series_of(programs)}
    of_group = [one for one in found if one.enrollment_id is None]
    of_one = defaultdict(list)
    for one in found:
        of_one[one.enrollment_id].append(one)
    seated = defaultdict(list)
    for seat in _seats(which)(ids, *values):
        seated[seat.enrollment_id].append(seat.program_session)
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


@functools.cache
def _offered(which: Callable) -> prepared:
    """The sessions of the programs' groups, and those that one of the stays has alone."""

    def build(programs, ids, *values):
        mine = ProgramSession.enrollment.is_null() | among(ProgramSession.enrollment, ids)
        return ProgramSession.select().where(among(ProgramSession.program, programs), mine, which(*values))

    return prepared(build, slots=2 + len(inspect.signature(which).parameters))


@functools.cache
def _seats(which: Callable) -> prepared:
    """The seats that the stays were given in such sessions."""

    def build(ids, *values):
        seats = Seat.select(Seat.enrollment, ProgramSession).join(ProgramSession, on=Seat.program_session)
        return seats.where(among(Seat.enrollment, ids), Seat.state == GIVEN, which(*values))

    return prepared(build, slots=1 + len(inspect.signature(which).parameters))


@prepared
def _series_of(programs):
    return Series.select().where(among(Series.program, programs))


@prepared
def _levels_of(programs):
    return Level.select().where(among(Level.program, programs))


@prepared
def _in_turn(ids):
    return Placement.select().where(among(Placement.enrollment, ids)).order_by(Placement.starts_on)


def _placements(ids, programs) -> dict[str, list[Placement]]:
    levels = {level.id: level for level in _levels_of(programs)}
    by_stay = defaultdict(list)
    for one in _in_turn(ids):
        one.level = levels[one.level_id]
        by_stay[one.enrollment_id].append(one)
    return by_stay


def _as_key(placement: Placement) -> tuple:
    return placement.level_id, placement.track, placement.starts_on
