"""An exercise that a clinician assigned, once a day for all of them; none once the week's practice is done."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from webapp import clock
from webapp.content_files import FIRST_LANGUAGE
from webapp.exercises.assigned import assigned_on
from webapp.reminders.kinds.kind import Kind, Occasion
from webapp.reminders.kinds.wall_times import LASTS, slots
from webapp.reminders.people import Person, today_of

ONE_DAY = dt.timedelta(days=1)


def occasions(people: list[Person], now: dt.datetime) -> Iterator[Occasion]:
    """Of today and tomorrow, wherever the people are: a day of theirs is at most one away from now's."""
    for number in (-1, 0, 1, 2):
        day = now.date() + number * ONE_DAY
        there = [
            person for person in people if day in (today_of(person, now), today_of(person, now) + ONE_DAY)
        ]
        done = _all_done(people, day, now)
        for person in there:
            if person.id in done:
                yield from _on(person, day, "done_already" if done[person.id] else "")


def _all_done(people: list[Person], day: dt.date, now: dt.datetime) -> dict[str, bool]:
    """Who has something assigned on the day, and whether all of it is done for then."""
    whose = {stay.id: person.id for person in people for stay in person.current_stays(now)}
    stays = [stay for person in people for stay in person.current_stays(now)]
    zones = {stay.id: stay.program.time_zone for stay in stays}
    done = defaultdict(lambda: True)
    for one in assigned_on(stays, day, zones, FIRST_LANGUAGE):
        done[whose[one.assignment.enrollment_id]] &= one.is_enough or one.done_today
    return done


def _on(person: Person, day: dt.date, reason: str) -> Iterator[Occasion]:
    for _begins, at in slots(EXERCISE.choice_of(person), day):
        due_at = clock.at_wall(day, at, person.zone_name)
        yield Occasion(person.id, f"{day} {at:%H:%M}", due_at, due_at + LASTS, reason)


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
