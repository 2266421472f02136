"""Days and times of a stay, counted from today."""

import datetime as dt

from webapp import clock
from webapp.people.models import Enrollment


def day_of(stay: Enrollment, days_ahead: int) -> dt.date:
    return clock.today(stay.program.time_zone) + dt.timedelta(days=days_ahead)


def at(stay: Enrollment, days_ago: int, hour: int, minute: int = 12) -> dt.datetime:
    zone = stay.program.time_zone
    return clock.at_wall(clock.today(zone) - dt.timedelta(days=days_ago), dt.time(hour, minute), zone)
