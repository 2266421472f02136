"""An exercise that a clinician assigned, once a day for all of them; none once the week's practice is done."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from webapp.content_files import FIRST_LANGUAGE
from webapp.exercises.assigned import assigned_on
from webapp.reminders.kinds.kind import Kind, Occasion
from webapp.reminders.kinds.wall_times import occasions_on, people_by_day
from webapp.reminders.people import Person


def occasions(people: list[Person], now: dt.datetime) -> Iterator[Occasion]:
    """Of today and tomorrow, wherever the people are."""
    for day, there in people_by_day(people, now):
        done = _all_done(people, day, now)
        for person in there:
            if person.id in done:
                reason = "done_already" if done[person.id] else ""
                yield from occasions_on(EXERCISE, person, day, reason)


def _all_done(people: list[Person], day: dt.date, now: dt.datetime) -> dict[str, bool]:
    """Who has something assigned on the day, and whether all of it is done for then."""
    whose = {stay.id: person.id for person in people for stay in person.current_stays(now)}
    stays = [stay for person in people for stay in person.current_stays(now)]
    zones = {stay.id: stay.program.time_zone for stay in stays}
    done = defaultdict(lambda: True)
    for one in assigned_on(stays, day, zones, FIRST_LANGUAGE):
        done[whose[one.assignment.enrollment_id]] &= one.is_enough or one.done_today
    return done


EXERCISE = Kind(
    name="exercise",
    title=_l("Exercises from your therapist"),
    explanation=_l(
        "On days when one of them is still to do. It stays away once you have done enough for the week."
    ),
    neutral=_l("A few minutes for yourself?"),
    plain=_l("Time to practice?"),
    occasions=occasions,
    page=lambda about: ("exercises.library", {}),
    times=("18:00",),
    most_times=1,
    has_days=True,
    keeps_wall_time=True,
)
