"""The sheet of one program session: who is expected, what they said beforehand, what is marked and by whom."""

from collections import defaultdict
from dataclasses import dataclass, field

import peewee

from webapp.access import Permission, enrollments
from webapp.attendance.marks import Mark, attendances_of
from webapp.attendance.models import (
    CANNOT_COME,
    EXCUSED,
    LATE,
    MADE_UP,
    PRESENT,
    Attendance,
    Correction,
    Notice,
)
from webapp.attendance.records import came, minutes_of
from webapp.attendance.sheet_forms import MarkForm
from webapp.encryption import CannotOpen, preload_keys
from webapp.people.models import Enrollment, User
from webapp.timetables.models import GIVEN, ProgramSession, Seat
from webapp.timetables.rosters import Expected, roster_of


@dataclass
class Row:
    """One name of the sheet. `reason` and `words` are there only for who may read them."""

    stay: Enrollment
    name: str
    seat: Seat | None
    attendance: Attendance | None
    notice: Notice | None
    reason: str | None = None
    words: str = ""
    made_up_in: ProgramSession | None = None
    came_there: bool = False
    history: list[Correction] = field(default_factory=list)
    form: MarkForm | None = None

    @property
    def prefix(self) -> str:
        return f"of-{self.stay.id}-"

    @property
    def standing(self) -> Mark:
        return Mark.of(self.attendance)

    def read(self, sent=None, lasts: int = 0) -> None:
        """Fill the form in, from what was sent or else from what is offered."""
        if sent is None:
            self.form = MarkForm.showing(self.prefix, self.offered, self.standing)
        else:
            self.form = MarkForm(sent, prefix=self.prefix)
            self.form.lasts = lasts

    def catch_up(self) -> None:
        """Count the form as filled in over what stands now; a choice that was not touched gives way to it."""
        mark = self.form.mark
        if not mark.state or mark.token == self.form.was.data:
            self.form = MarkForm.showing(self.prefix, self.standing, self.standing)
        self.form.was.data = self.standing.token

    @property
    def offered(self) -> Mark:
        """What stands, or else what the participant's own word or a make-up suggests. Nothing is written by it."""
        if self.attendance is not None:
            return self.standing
        if self.came_there:
            return Mark(MADE_UP)
        if self.notice is None:
            return Mark()
        cannot_come = self.notice.kind == CANNOT_COME
        return Mark(EXCUSED) if cannot_come else Mark(LATE, self.notice.minutes or 0)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(id of the field, message)."""
        return [(one.id, " ".join(map(str, one.errors))) for one in self.form if one.errors]


@dataclass
class Sheet:
    """The rows by name."""

    program_session: ProgramSession
    rows: list[Row]
    people: dict[str, User]

    @classmethod
    def of(cls, program_session, viewer) -> "Sheet":
        """In a number of queries that does not grow with the names."""
        attendances = attendances_of(program_session)
        expected = _expected(program_session, attendances)
        corrections = _corrections(attendances.values())
        people = _people(expected, attendances.values(), corrections)
        notices, made_up = _notices(program_session), _made_up(program_session)
        rows = [
            Row(
                one.stay,
                _name(people[one.stay.participant_id]),
                one.seat,
                attendances.get(one.stay.id),
                notices.get(one.stay.id),
                history=corrections.get(one.stay.id, []),
            )
            for one in expected
        ]
        for row in rows:
            row.made_up_in, row.came_there = made_up.get(row.stay.id, (None, False))
        _read_reasons(rows, viewer)
        rows.sort(key=lambda row: (row.name.casefold(), row.stay.id))
        return cls(program_session, rows, people)

    def read(self, sent=None) -> bool:
        """Give each row its form, from what stands or from what was sent; whether all that was sent is good."""
        for row in self.rows:
            row.read(sent, minutes_of(self.program_session))
        return sent is None or all([row.form.validate() for row in self.rows])

    def fill_present(self) -> None:
        """Choose "present" wherever nothing is chosen."""
        for row in self.rows:
            row.form.state.data = row.form.state.data or PRESENT

    @property
    def wishes(self):
        return [row.form.wish(row.stay) for row in self.rows]

    @property
    def marked(self) -> int:
        return sum(row.attendance is not None for row in self.rows)

    def who(self, user_id: str | None) -> str:
        """The name of who marked something; nobody, if the account is gone."""
        return self.people[user_id].name if user_id in self.people else "–"


def _expected(program_session, attendances) -> list[Expected]:
    """Those of the roster, and those marked who have left it since."""
    expected = roster_of(program_session)
    missing = attendances.keys() - {one.stay.id for one in expected}
    gone = Enrollment.select().where(Enrollment.id.in_(missing)) if missing else ()
    return [*expected, *(Expected(stay) for stay in gone)]


def _corrections(attendances) -> dict[str, list[Correction]]:
    """What stood before, by stay id, oldest first."""
    stay_of = {one.id: one.enrollment_id for one in attendances}
    found = Correction.select().where(Correction.attendance.in_(list(stay_of)))
    history = defaultdict(list)
    for one in found.order_by(Correction.corrected_at):
        history[stay_of[one.attendance_id]].append(one)
    return history


def _people(expected, attendances, corrections) -> dict[str, User]:
    """Participants and those who marked, with their keys opened."""
    wanted = {one.stay.participant_id for one in expected} | {one.marked_by_id for one in attendances}
    wanted |= {one.marked_by_id for history in corrections.values() for one in history}
    people = {one.id: one for one in User.select().where(User.id.in_(wanted - {None}))}
    preload_keys(people)
    return people


def _name(participant: User) -> str:
    """Who has not accepted their invitation may have given no name yet."""
    return participant.name or participant.email


def _notices(program_session) -> dict[str, Notice]:
    found = Notice.select().where(Notice.program_session == program_session.id, Notice.withdrawn_at.is_null())
    return {one.enrollment_id: one for one in found if one.stands_for(program_session)}


def _made_up(program_session) -> dict[str, tuple[ProgramSession, bool]]:
    """Where someone was given a place instead of this session, and whether they came there, by stay id."""
    there = (Attendance.program_session == Seat.program_session) & (Attendance.enrollment == Seat.enrollment)
    found = (
        Seat.select(Seat, ProgramSession, Attendance)
        .join(ProgramSession, on=Seat.program_session)
        .join_from(Seat, Attendance, peewee.JOIN.LEFT_OUTER, on=there, attr="marked")
        .where(Seat.instead_of == program_session.id, Seat.state == GIVEN)
    )
    return {seat.enrollment_id: (seat.program_session, _came_to(seat)) for seat in found}


def _came_to(seat) -> bool:
    marked = getattr(seat, "marked", None)
    return marked is not None and came(marked)


def _read_reasons(rows, viewer) -> None:
    """Why they cannot come, for the care team and the coordinators only."""
    told = {row.stay.id: row for row in rows if row.notice is not None}
    if not told:
        return
    readable = enrollments(viewer, Permission.MARK_ATTENDANCE).select(Enrollment.id).order_by()
    may_read = [stay.id for stay in readable.where(Enrollment.id.in_(list(told)))]
    preload_keys(may_read)
    for stay_id in may_read:
        row = told[stay_id]
        try:
            row.reason, row.words = row.notice.reason, row.notice.words
        except CannotOpen:  # the stay was erased
            continue
