"""What comes at wall times of a person's own, on some weekdays: check-ins, the journal, what staff ask for."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from peewee import Expression

from webapp import clock
from webapp.database import among
from webapp.journals.models import JournalEntry
from webapp.people.models import Enrollment
from webapp.reminders.kinds.kind import Choice, Kind, Occasion
from webapp.reminders.people import Person, today_of

LASTS = dt.timedelta(hours=2)
AHEAD = 2  # days
ONE_DAY = dt.timedelta(days=1)


def occasions_of(
    kind: Kind, people: list[Person], now: dt.datetime, written: dict[str, list[dt.datetime]]
) -> Iterator[Occasion]:
    """Each person's times from today on; none whose time has something written for it already.

    `written` has the instants at which each person wrote, by their id.
    """
    for person in people:
        if not person.current_stays(now):
            continue
        today = today_of(person, now)
        for day in (today - ONE_DAY, *(today + ONE_DAY * number for number in range(AHEAD))):
            for begins, at in slots(kind.choice_of(person), day):
                from_then, due_at = (clock.at_wall(day, time, person.zone_name) for time in (begins, at))
                ends = due_at + LASTS
                done = any(from_then <= instant < ends for instant in written.get(person.id, ()))
                reason = "done_already" if done else ""
                yield Occasion(person.id, f"{day} {at:%H:%M}", due_at, ends, reason)


def people_by_day(people: list[Person], now: dt.datetime) -> Iterator[tuple[dt.date, list[Person]]]:
    """Each day that is today or tomorrow to some of them, and to whom: a day of theirs is at most one from now's."""
    for number in (-1, 0, 1, 2):
        day = now.date() + number * ONE_DAY
        yield (
            day,
            [person for person in people if day in (today_of(person, now), today_of(person, now) + ONE_DAY)],
        )


def occasions_on(kind: Kind, person: Person, day: dt.date, reason: str = "") -> Iterator[Occasion]:
    """Each time that the person chose for that day; with a reason, none of them is still to come."""
    for _begins, at in slots(kind.choice_of(person), day):
        due_at = clock.at_wall(day, at, person.zone_name)
        yield Occasion(person.id, f"{day} {at:%H:%M}", due_at, due_at + LASTS, reason)


def slots(choice: Choice, day: dt.date) -> Iterator[tuple[dt.time, dt.time]]:
    """Each time of that day, with the time from which on something written is for it.

    For the first that is the morning; between two times, what lies nearer to the earlier one is the earlier one's.
    """
    if str(day.weekday()) not in choice.weekdays:
        return
    begins = dt.time()
    for at in sorted(choice.times):
        yield begins, at
        later = [time for time in choice.times if time > at]
        if later:
            begins = _between(at, min(later))


def _between(one: dt.time, other: dt.time) -> dt.time:
    minutes = (one.hour + other.hour) * 60 + one.minute + other.minute
    return dt.time(*divmod(minutes // 2, 60))


def written_by(people: list[Person], now: dt.datetime, which: Expression) -> dict[str, list[dt.datetime]]:
    """When each of them wrote such entries in the last two days; no entry is opened for it."""
    ids = [person.id for person in people]
    found = (
        JournalEntry.select(Enrollment.participant, JournalEntry.written_at)
        .join(Enrollment)
        .where(
            among(Enrollment.participant, ids),
            JournalEntry.deleted_at.is_null(),
            JournalEntry.written_at > now - 2 * ONE_DAY,
            which,
        )
    )
    by_person = defaultdict(list)
    for person_id, at in found.tuples():
        by_person[person_id].append(at)
    return by_person
