"""A day of program sessions for a member of staff, and how far each one is marked."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

import peewee

from webapp.attendance.leading import can_be_marked, groups_led_by, individuals_led_by
from webapp.attendance.models import Attendance
from webapp.encryption import preload_keys
from webapp.people.models import Enrollment, Program, User
from webapp.timetables.models import ProgramSession
from webapp.timetables.rosters import Expected, rosters_of

PAGE = 40
DAY = dt.timedelta(days=1)
LOOK_BACK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Meeting:
    """One program session of the day; `participant` for one who has it alone."""

    program_session: ProgramSession
    expected: int
    marked: int
    stay: Enrollment | None = None
    participant: User | None = None

    @property
    def is_open(self) -> bool:
        return can_be_marked(self.program_session)

    @property
    def is_done(self) -> bool:
        return self.marked >= self.expected


@dataclass(frozen=True)
class WorkDay:
    """The groups of a day, a page of the meetings with one participant, and groups of late not marked to the end."""

    groups: list[Meeting]
    individuals: list[Meeting]
    has_more: bool
    unfinished: list[Meeting]

    @classmethod
    def of(cls, user, day: dt.date, page: int = 1) -> "WorkDay":
        groups = list(_led_on(groups_led_by(user), day, day))
        late = list(_led_on(groups_led_by(user), day - LOOK_BACK, day - DAY))
        alone = list(_led_on(individuals_led_by(user), day, day).offset((page - 1) * PAGE).limit(PAGE + 1))
        meetings = _meetings([*groups, *late, *alone[:PAGE]])
        return cls(
            [meetings[one.id] for one in groups],
            [meetings[one.id] for one in alone[:PAGE] if meetings[one.id].expected],
            len(alone) > PAGE,
            [
                one
                for one in (meetings[each.id] for each in reversed(late))
                if one.is_open and not one.is_done
            ],
        )


def _meetings(program_sessions) -> dict[str, Meeting]:
    rosters, marked = _rosters(program_sessions), _marked(program_sessions)
    alone = {
        one.id: rosters[one.id][0].stay for one in program_sessions if one.enrollment_id and rosters[one.id]
    }
    people = _people(alone.values())
    return {
        one.id: Meeting(
            one, len(rosters[one.id]), marked[one.id], alone.get(one.id), people.get(one.enrollment_id)
        )
        for one in program_sessions
    }


def _led_on(led: peewee.ModelSelect, first_day: dt.date, last_day: dt.date) -> peewee.ModelSelect:
    programs = led.select_extend(Program).join(Program)
    return programs.where(ProgramSession.local_date.between(first_day, last_day)).order_by(
        ProgramSession.starts_at, ProgramSession.title, ProgramSession.id
    )


def _rosters(program_sessions) -> dict[str, list[Expected]]:
    of_program = defaultdict(list)
    for one in program_sessions:
        of_program[one.program_id].append(one)
    return {key: roster for some in of_program.values() for key, roster in rosters_of(some).items()}


def _marked(program_sessions) -> Counter:
    """How many are marked, by session id."""
    ids = [one.id for one in program_sessions]
    counted = (
        Attendance.select(Attendance.program_session, peewee.fn.COUNT(Attendance.id))
        .where(Attendance.program_session.in_(ids))
        .group_by(Attendance.program_session)
    )
    return Counter(dict(counted.tuples()))


def _people(stays) -> dict[str, User]:
    """The participants by stay id."""
    by_user = {stay.participant_id: stay.id for stay in stays}
    people = {by_user[one.id]: one for one in User.select().where(User.id.in_(list(by_user)))}
    preload_keys(one.id for one in people.values())
    return people
