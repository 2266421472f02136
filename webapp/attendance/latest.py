"""One participant's attendance of the last weeks, for their care team."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from webapp import clock
from webapp.attendance.leading import groups_led_by, individuals_led_by
from webapp.attendance.models import Attendance
from webapp.attendance.records import came, marked_for
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import ProgramSession

WEEKS = 4
MOST_LISTED = 6


@dataclass(frozen=True)
class Latest:
    """How many of the sessions that are over they came to, and the newest ones with what was marked."""

    over: int
    came: int
    states: Counter
    newest: list[tuple[ProgramSession, Attendance | None]]
    led: frozenset[str]  # those whose sheet the viewer may open

    @property
    def not_marked(self) -> int:
        return self.over - self.states.total()


def latest_of(enrollment, viewer) -> Latest:
    """The last four weeks, without what was cancelled."""
    today = clock.today(enrollment.program.time_zone)
    recent = sessions_of(enrollment, today - dt.timedelta(weeks=WEEKS), today)
    over = [one for one in recent if one.is_past and not one.is_cancelled]
    marked = marked_for(enrollment, over)
    newest = over[: -MOST_LISTED - 1 : -1]
    return Latest(
        len(over),
        sum(came(one) for one in marked.values()),
        Counter(one.state for one in marked.values()),
        [(one, marked.get(one.id)) for one in newest],
        _led(viewer, [one.id for one in newest]),
    )


def _led(viewer, session_ids) -> frozenset[str]:
    asked = (groups_led_by(viewer), individuals_led_by(viewer))
    return frozenset(one.id for led in asked for one in led.where(ProgramSession.id.in_(session_ids)))
