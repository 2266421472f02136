"""What comes by a participant's own routines: their reminders to themselves, and their hard times."""

import datetime as dt
from collections.abc import Iterator

from webapp import clock
from webapp.database import among
from webapp.reminders.kinds.kind import Occasion
from webapp.reminders.people import Person, today_of
from webapp.routines.days import ONE_DAY, days_of
from webapp.routines.models import Routine

AHEAD = dt.timedelta(days=7)
LASTS = dt.timedelta(hours=2)


def occasions_of(purpose: str, people: list[Person], now: dt.datetime) -> Iterator[Occasion]:
    """Each day of the coming week on which a routine comes, at its wall time where the person lives now."""
    stays = {stay.id: person for person in people for stay in person.current_stays(now)}
    when = (Routine.repeats, Routine.starts_on, Routine.weekdays)
    found = (
        Routine.select(Routine.enrollment, Routine.id, Routine.at, *when)
        .where(Routine.deleted_at.is_null(), Routine.purpose == purpose, among(Routine.enrollment, stays))
        .tuples()
    )
    for stay_id, routine_id, at, *comes in found:
        person = stays[stay_id]
        today = today_of(person, now)
        for day in days_of(*comes, today - ONE_DAY, today + AHEAD):
            due_at = clock.at_wall(day, dt.time.fromisoformat(at), person.zone_name)
            yield Occasion(person.id, f"{routine_id} {day}", due_at, due_at + LASTS)
