"""Which days of which series belong to a stay: its weeks, levels and track, as plain dates.

A placement gives the level and the track from its first day to the day before the next one.
"""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

from webapp.people.models import Enrollment, Level, Placement
from webapp.prepared import prepared

DAY = timedelta(days=1)


def placements_of(enrollment):
    """The dated levels and tracks of a stay, in order, in one query."""
    return _placements(enrollment.id)


@prepared
def _placements(enrollment_id):
    return (
        Placement.select(Placement, Level)
        .join(Level)
        .where(Placement.enrollment == enrollment_id)
        .order_by(Placement.starts_on)
    )


def stays_between(program_id, first_day, last_day, levels=None, also=()):
    """A program's stays that any of the days falls into, each with its placements in order; in two queries.

    With `levels` (codes), only stays that were ever placed at one of them, and those whose ids are `also` given.
    """
    within = (
        (Enrollment.program == program_id)
        & (Enrollment.admitted_on <= last_day)
        & (Enrollment.ended_on.is_null() | (Enrollment.ended_on >= first_day))
        & Enrollment.withdrawn_at.is_null()
    )
    if levels is not None:
        placed = Placement.select(Placement.enrollment).join(Level)
        placed = placed.where(Level.program == program_id, Level.code.in_(list(levels)))
        within &= Enrollment.id.in_(placed) | Enrollment.id.in_(list(also))
    stays = list(Enrollment.select().where(within))
    of_program = (
        Placement.select(Placement, Level)
        .join(Level)
        .where(Placement.enrollment.in_(Enrollment.select(Enrollment.id).where(within)))
        .order_by(Placement.starts_on)
    )
    placements = defaultdict(list)
    for one in of_program:
        placements[one.enrollment_id].append(one)
    return [(stay, placements[stay.id]) for stay in stays]


def windows(series, enrollment, placements):
    """The (first day, last day) ranges, both included, in which a participant attends a series."""
    stay_ends = enrollment.ended_on or date.max
    for placement, following in pairwise([*placements, None]):
        if placement.level.code not in series.levels or series.track not in (None, placement.track):
            continue
        placed_until = min(following.starts_on - DAY if following else date.max, stay_ends)
        for first_week, last_week in series.weeks:
            first_day = max(placement.starts_on, first_day_of(enrollment, first_week))
            last_day = min(placed_until, first_day_of(enrollment, last_week + 1) - DAY)
            if first_day <= last_day:
                yield first_day, last_day


def first_day_of(enrollment, week):
    """The first day of a week of the stay; week 1 begins on the admission date."""
    return enrollment.admitted_on + timedelta(weeks=week - 1)


def attends(program_session, enrollment, windows_of):
    """Whether a dated meeting is this participant's, given the windows of each series by its id."""
    if program_session.enrollment_id not in (None, enrollment.id):
        return False
    if program_session.series_id is None:
        own = program_session.enrollment_id == enrollment.id
        return own and enrollment.covers(program_session.local_date)
    stands_for = program_session.series_date
    return any(first <= stands_for <= last for first, last in windows_of.get(program_session.series_id, ()))
