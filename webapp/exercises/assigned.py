"""What was assigned and how far this week's practice has come: a day counts once, however often it was practised."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from webapp import clock
from webapp.encryption import preload_keys
from webapp.exercises.catalogue import Exercise
from webapp.exercises.models import SHARED, Assignment, Practice
from webapp.exercises.own import find_all
from webapp.people.models import Enrollment

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Assigned:
    """One assignment, and on how many days of this week (Monday to Sunday) the exercise was practised."""

    assignment: Assignment
    exercise: Exercise
    done: int
    done_today: bool

    @property
    def is_enough(self) -> bool:
        return self.done >= self.assignment.times_a_week


def assigned_to(enrollment: Enrollment, language: str, only_shared: bool = False) -> list[Assigned]:
    """What holds today. Staff ask for `only_shared`: a practice that was not shared is counted for its owner alone."""
    zone_name = enrollment.program.time_zone
    return assigned_on(
        [enrollment], clock.today(zone_name), {enrollment.id: zone_name}, language, only_shared
    )


def assigned_on(
    stays, day: dt.date, zones: dict[str, str], language: str, only_shared=False
) -> list[Assigned]:
    """What holds on a day in some stays; `zones` by stay id says where their days begin. Three queries in all."""
    found = list(Assignment.running([one.id for one in stays], day))
    preload_keys({one.enrollment_id for one in found})
    days = _days_of_practice(found, day, zones, only_shared) if found else {}
    exercises = find_all({one.slug for one in found}, language)
    return [
        Assigned(one, exercises[one.slug], len(done := days[one.enrollment_id, one.slug]), day in done)
        for one in found
        if one.slug in exercises  # it may have left the library
    ]


def _days_of_practice(found, day, zones, only_shared):
    """The days of the week so far on which each (stay, exercise) was practised."""
    monday = day - day.weekday() * DAY
    since = clock.at_wall(monday - DAY, dt.time(0), "UTC")
    practices = Practice.select(Practice.enrollment, Practice.slug, Practice.started_at).where(
        Practice.enrollment.in_({one.enrollment_id for one in found}), Practice.started_at >= since
    )
    if only_shared:
        practices = practices.where(Practice.visibility == SHARED)
    days = defaultdict(set)
    for stay_id, slug, started_at in practices.tuples():
        on = clock.local(started_at, zones[stay_id]).date()
        if monday <= on <= day:
            days[stay_id, slug].add(on)
    return days
