"""A questionnaire that is asked: once a day for all of them, on the first days of its period and no longer."""

import datetime as dt
from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from webapp.assessments.due import stays_asked_on
from webapp.reminders.kinds.kind import Kind, Occasion
from webapp.reminders.kinds.wall_times import occasions_on, people_by_day
from webapp.reminders.people import Person


def occasions(people: list[Person], now: dt.datetime) -> Iterator[Occasion]:
    """Of today and tomorrow, wherever the people are."""
    for day, there in people_by_day(people, now):
        stays = [stay for person in there for stay in person.current_stays(now)]
        asked = stays_asked_on(stays, day)
        whose = {stay.participant_id for stay in stays if stay.id in asked}
        for person in there:
            if person.id in whose:
                yield from occasions_on(QUESTIONNAIRE, person, day)


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
