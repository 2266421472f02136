"""A questionnaire that is asked: once a day for all of them, on the first days of its period and no longer."""

import datetime as dt
from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from webapp import clock
from webapp.assessments.due import stays_asked_on
from webapp.reminders.kinds.kind import Kind, Occasion
from webapp.reminders.kinds.wall_times import LASTS, slots
from webapp.reminders.people import Person, today_of

ONE_DAY = dt.timedelta(days=1)


def occasions(people: list[Person], now: dt.datetime) -> Iterator[Occasion]:
    """Of today and tomorrow, wherever the people are: a day of theirs is at most one away from now's."""
    whose = {stay.id: person.id for person in people for stay in person.current_stays(now)}
    stays = [stay for person in people for stay in person.current_stays(now)]
    for number in (-1, 0, 1, 2):
        day = now.date() + number * ONE_DAY
        asked = {whose[stay_id] for stay_id in stays_asked_on(stays, day)}
        for person in people:
            if person.id in asked and day in (today_of(person, now), today_of(person, now) + ONE_DAY):
                yield from _on(person, day)


def _on(person: Person, day: dt.date) -> Iterator[Occasion]:
    for _begins, at in slots(QUESTIONNAIRE.choice_of(person), day):
        due_at = clock.at_wall(day, at, person.zone_name)
        yield Occasion(person.id, f"{day} {at:%H:%M}", due_at, due_at + LASTS)


QUESTIONNAIRE = Kind(
    name="questionnaire",
    title=_l("Questionnaires"),
    explanation=_l(
        "On the first three days of each one that is asked. It stays away once you have answered."
    ),
    neutral=_l("Two minutes for yourself?"),
    plain=_l("A few questions for you?"),
    occasions=occasions,
    page=lambda about: ("assessments.home", {}),
    times=("10:00",),
    most_times=1,
    has_days=True,
    keeps_wall_time=True,
    vanished="done_already",
)
