"""What a day holds: the program session that is next (or on now), and the others of the day."""

import datetime as dt
from dataclasses import dataclass

from webapp import clock
from webapp.formatting import in_how_long, viewer_zone
from webapp.people.models import Enrollment
from webapp.timetables.calendar import next_session_of, sessions_of
from webapp.timetables.models import ProgramSession

ONE_DAY = dt.timedelta(days=1)
ONE_WEEK = dt.timedelta(weeks=1)
MOVED_WITHIN = dt.timedelta(weeks=4)  # a session of this week that was moved further ahead is still told of


@dataclass(frozen=True)
class Day:
    """The next program session, the others of the viewer's today, and what changed in the week ahead."""

    next_session: ProgramSession | None
    others_today: list[ProgramSession]
    changed: list[ProgramSession]

    @classmethod
    def of(cls, enrollment: Enrollment, now: dt.datetime) -> "Day":
        today = clock.local(now, enrollment.program.time_zone).date()
        near = sessions_of(enrollment, today - ONE_DAY, today + MOVED_WITHIN)
        coming = next((one for one in near if one.ends_at > now and not one.is_cancelled), None)
        coming = coming or next_session_of(enrollment, now)
        begin, end = clock.day_bounds(clock.local(now, viewer_zone()).date(), viewer_zone())
        others = [one for one in near if begin <= one.starts_at < end and one is not coming]
        return cls(coming, others, [one for one in near if _is_news(one, now)])

    @property
    def wait(self) -> str:
        """How long until the next one, in words; empty when there is none or it is on."""
        return in_how_long(self.next_session.starts_at) if self.next_session and not self.on_now else ""

    @property
    def on_now(self) -> bool:
        return self.next_session is not None and self.next_session.starts_at <= clock.now()


def _is_news(one: ProgramSession, now: dt.datetime) -> bool:
    """Moved or cancelled, still ahead, and of the week ahead by its old time or its new one."""
    if one.was_at is None and not one.is_cancelled:
        return False
    return one.starts_at > now and min(one.starts_at, one.was_at or one.starts_at) < now + ONE_WEEK
