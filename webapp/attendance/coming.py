"""What stands between a participant and some program sessions: their word about each, and their make-ups."""

from dataclasses import dataclass

from webapp import clock
from webapp.attendance.models import ABSENT, EXCUSED, Attendance, Notice
from webapp.attendance.notices import standing_notices
from webapp.attendance.records import marked_for
from webapp.attendance.seats import in_view, seat_for, seats_of, settles
from webapp.timetables.models import Seat
from webapp.timetables.weeks import WEEK, monday_of


@dataclass(frozen=True)
class Coming:
    """In two queries, however many sessions there are."""

    notices: dict[str, Notice]
    seats: list[Seat]

    @classmethod
    def of(cls, enrollment, program_sessions) -> "Coming":
        return cls(standing_notices(enrollment, program_sessions), seats_of(enrollment))

    @property
    def away(self) -> set[str]:
        """The ids of the sessions that they said they cannot come to."""
        return {key for key, said in self.notices.items() if said.says_absent}

    @property
    def make_ups(self) -> list[Seat]:
        """Those still ahead: asked for, given or declined."""
        return in_view(self.seats)

    def said(self, one) -> Notice | None:
        return self.notices.get(one.id)

    def seat_instead_of(self, one) -> Seat | None:
        return seat_for(self.seats, one)

    def without_make_up(self, program_sessions) -> list:
        """Those that they cannot come to and that no make-up settles."""
        missed = [one for one in program_sessions if one.id in self.away and not one.is_cancelled]
        return [one for one in missed if not settles(self.seat_instead_of(one))]


def is_missed(enrollment, one, said: Notice | None) -> bool:
    """Whether they said that they cannot come, or staff marked that they did not."""
    if said is not None and said.says_absent:
        return True
    marked: Attendance | None = marked_for(enrollment, [one]).get(one.id)
    return marked is not None and marked.state in (EXCUSED, ABSENT)


def may_still_be_made_up(enrollment, one) -> bool:
    """Make-ups are in the same week of the program, and for a stay that goes on."""
    today = clock.today(enrollment.program.time_zone)
    return enrollment.covers(today) and today < monday_of(one.local_date) + WEEK and not one.is_cancelled
