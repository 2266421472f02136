"""When a series meets: dates and topics, on naive local days.

Clock changes play no part here: a day and a wall time become an instant only in `clock.at_wall`.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from dateutil.rrule import WEEKLY, rrule

from webapp.timetables.template_values import WEEKDAYS


@dataclass(frozen=True)
class Occurrence:
    """One day on which a series meets; `ordinal` counts the meetings held since the series began."""

    day: date
    ordinal: int

    def topic(self, topics):
        """Topics follow the group's own calendar in turn; a closed day uses none up."""
        return topics[self.ordinal % len(topics)] if topics else ""


def occurrences(weekdays, anchor_on, first_day, last_day, closed_on=()):
    """The meetings from first_day to last_day, both included, of a series that began on anchor_on."""
    if last_day < max(first_day, anchor_on):
        return []
    rule = rrule(
        WEEKLY,
        dtstart=datetime.combine(anchor_on, time()),
        until=datetime.combine(last_day, time()),
        byweekday=[WEEKDAYS.index(day) for day in weekdays],
    )
    closed = set(closed_on)
    held = (moment.date() for moment in rule if moment.date() not in closed)
    return [Occurrence(day, ordinal) for ordinal, day in enumerate(held) if day >= first_day]
