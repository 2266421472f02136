"""What a day holds: the program session that is next (or on now), and the others of the day."""

import datetime as dt
from dataclasses import dataclass

from webapp import clock
from webapp.formatting import in_how_long, viewer_zone
from webapp.people.models import Enrollment
from webapp.timetables.calendar import next_session_of, sessions_of
from webapp.timetables.models import ProgramSession

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """The next program session, and the others of the viewer's today in time order."""

    next_session: ProgramSession | None
    others_today: list[ProgramSession]

    @classmethod
    def of(cls, enrollment: Enrollment, now: dt.datetime) -> "Day":
        today = clock.local(now, enrollment.program.time_zone).date()
        near = sessions_of(enrollment, today - ONE_DAY, today + ONE_DAY)
        coming = next((one for one in near if one.ends_at > now and not one.is_cancelled), None)
        coming = coming or next_session_of(enrollment, now)
        begin, end = clock.day_bounds(clock.local(now, viewer_zone()).date(), viewer_zone())
        return cls(coming, [one for one in near if begin <= one.starts_at < end and one is not coming])

    @property
    def wait(self) -> str:
        """How long until the next one, in words; empty when there is none or it is on."""
        return in_how_long(self.next_session.starts_at) if self.next_session and not self.on_now else ""

    @property
    def on_now(self) -> bool:
        return self.next_session is not None and self.next_session.starts_at <= clock.now()
