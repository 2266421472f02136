"""Quiet hours: when a phone should stay silent, and when a reminder goes instead."""

import datetime as dt
from functools import lru_cache
from typing import NamedTuple

from webapp import clock

ONE_DAY = dt.timedelta(days=1)


class QuietHours(NamedTuple):
    """Wall times from and until; kept as "22:00-07:00", or empty for none."""

    begins: dt.time
    ends: dt.time

    @classmethod
    def read(cls, text: str) -> "QuietHours | None":
        return cls(*(dt.time.fromisoformat(part) for part in text.split("-"))) if text else None

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}-{self.ends:%H:%M}"

    def around(self, instant: dt.datetime, zone_name: str) -> tuple[dt.datetime, dt.datetime] | None:
        """The stretch of quiet that the instant lies in, or None."""
        day = clock.local(instant, zone_name).date()
        for evening in (day - ONE_DAY, day):
            begin = clock.at_wall(evening, self.begins, zone_name)
            end = clock.at_wall(evening + ONE_DAY * (self.begins > self.ends), self.ends, zone_name)
            if begin <= instant < end:
                return begin, end
        return None


@lru_cache(maxsize=4096)  # many people share a group, and so its times
def audible(due_at: dt.datetime, useless_at: dt.datetime, quiet_hours: str, zone_name: str) -> dt.datetime:
    """When to send what would be due at `due_at`.

    In quiet hours it waits for their end; if that is too late to be of use, it goes just before they begin.
    """
    quiet = QuietHours.read(quiet_hours)
    stretch = quiet and quiet.around(due_at, zone_name)
    if not stretch:
        return due_at
    begin, end = stretch
    return end if end < useless_at else begin
