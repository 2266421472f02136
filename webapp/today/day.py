"""What a day holds: the program session that is next (or on now), the others of the day, and the week's hours."""

import datetime as dt
from dataclasses import dataclass

from webapp import clock
from webapp.attendance.coming import Coming
from webapp.attendance.dose import Dose, dose_of
from webapp.formatting import in_how_long, viewer_zone
from webapp.people.models import Enrollment, Placement
from webapp.timetables.calendar import next_session_of, sessions_of
from webapp.timetables.models import ProgramSession
from webapp.timetables.stays import placements_of
from webapp.timetables.weeks import WEEK, monday_of

ONE_DAY = dt.timedelta(days=1)
SOON = dt.timedelta(hours=4)  # when it begins to make sense to say that one runs late
PLACED_WITHIN = dt.timedelta(weeks=2)
TO_PREPARE = dt.timedelta(hours=36)  # what begins so soon is worth preparing for
MOVED_WITHIN = dt.timedelta(weeks=4)  # a session of this week that was moved further ahead is still told of


@dataclass(frozen=True)
class Day:
    """What is next, what they cannot come to, the others of their today, and what changed in the week ahead."""

    next_session: ProgramSession | None
    missed: list[ProgramSession]
    others_today: list[ProgramSession]
    coming: Coming
    dose: Dose
    changed: list[ProgramSession]
    placed: list[Placement]
    at_hand: list[ProgramSession]  # those of their today and those soon to prepare for, without the missed

    @classmethod
    def of(cls, enrollment: Enrollment, now: dt.datetime) -> "Day":
        today = clock.local(now, enrollment.program.time_zone).date()
        monday = monday_of(today)
        wide = sessions_of(enrollment, monday - ONE_DAY, monday + WEEK, changed_until=today + MOVED_WITHIN)
        near = [one for one in wide if one.local_date <= monday + WEEK]
        coming = Coming.of(enrollment, near)
        ahead = [one for one in near if one.ends_at > now and not one.is_cancelled]
        following = next((one for one in ahead if one.id not in coming.away), None)
        missed = [one for one in ahead if one.id in coming.away]
        following = following or next_session_of(enrollment, missed[-1].ends_at if missed else now)
        begin, end = clock.day_bounds(clock.local(now, viewer_zone()).date(), viewer_zone())
        shown = [following, *missed]
        others = [one for one in near if begin <= one.starts_at < end and one not in shown]
        placements = placements_of(enrollment)
        dose = dose_of(enrollment, monday, near, coming.seats, coming.away, placements)
        changed = [one for one in wide if _is_news(one, now)]
        placed = [one for one in placements if _is_soon_or_new(one, today)]
        until = max(end, now + TO_PREPARE)
        at_hand = [one for one in near if begin <= one.starts_at < until and one.id not in coming.away]
        return cls(following, missed, others, coming, dose, changed, placed, at_hand)

    @property
    def without_make_up(self) -> list[ProgramSession]:
        return self.coming.without_make_up(self.missed)

    @property
    def wait(self) -> str:
        """How long until the next one, in words; empty when there is none or it is on."""
        return in_how_long(self.next_session.starts_at) if self.next_session and not self.on_now else ""

    @property
    def on_now(self) -> bool:
        return self.next_session is not None and self.next_session.starts_at <= clock.now()

    @property
    def is_soon(self) -> bool:
        return self.next_session is not None and self.next_session.starts_at - clock.now() <= SOON


def _is_soon_or_new(placement: Placement, today: dt.date) -> bool:
    """Another level or track that begins soon, or began within a week."""
    return bool(placement.made_at) and today - WEEK < placement.starts_on <= today + PLACED_WITHIN


def _is_news(one: ProgramSession, now: dt.datetime) -> bool:
    """Moved, cancelled, or news otherwise; still ahead, and of the week ahead by its old time or its new one."""
    if one.was_at is None and not one.is_cancelled and not one.is_news:
        return False
    return one.starts_at > now and min(one.starts_at, one.was_at or one.starts_at) < now + WEEK
