"""The lesson that goes with a program session's topic: to prepare before it, to look back at after it.

Staff see a lesson's title and, in bands of five, how many of those expected have finished it; never who.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Self

from webapp import clock
from webapp.attendance.barriers import FEWEST
from webapp.attendance.models import Taught
from webapp.timetables.calendar import SOON, sessions_of
from webapp.timetables.models import ProgramSession
from webapp.workshops.lessons import Lesson, lesson_on
from webapp.workshops.models import Study

WORKSHOP = "workshop"
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class SessionLesson:
    """A lesson, the program session that it goes with, and how far the participant has come with it."""

    lesson: Lesson
    program_session: ProgramSession
    study: Study | None
    is_covered: bool  # staff ticked the topic

    @property
    def is_completed(self) -> bool:
        return self.study is not None and self.study.is_completed


@dataclass(frozen=True)
class StaffLesson:
    """A lesson on a sheet. `at_least` people have finished it; 0 where that is not told."""

    lesson: Lesson
    at_least: int

    @classmethod
    def of(cls, program_session, stay_ids, language: str) -> Self | None:
        lesson = lesson_about(program_session, language)
        return lesson and cls(lesson, _band(Study.count_completed(lesson.slug, stay_ids), len(stay_ids)))


def lesson_about(program_session, language: str = "en") -> Lesson | None:
    """By the topic of the program session; a workshop without one has its topic in its title."""
    title = program_session.title if program_session.kind == WORKSHOP else ""
    return lesson_on(program_session.topic or title, language)


def lessons_of(enrollment, program_sessions, language: str = "en") -> list[SessionLesson]:
    """Those of some program sessions, without the cancelled ones; each lesson once. Two queries at most."""
    lessons = {one.id: lesson_about(one, language) for one in program_sessions if not one.is_cancelled}
    with_lesson = [one for one in program_sessions if lessons.get(one.id)]
    if not with_lesson:
        return []
    studies, covered = Study.of(enrollment), _covered([one for one in with_lesson if one.is_past])
    found = {}
    for one in with_lesson:
        lesson = lessons[one.id]
        found.setdefault(lesson.slug, SessionLesson(lesson, one, studies.get(lesson.slug), one.id in covered))
    return list(found.values())


def lesson_of(enrollment, program_session, language: str = "en") -> SessionLesson | None:
    return next(iter(lessons_of(enrollment, [program_session], language)), None)


def lesson_ahead(enrollment, language: str = "en") -> SessionLesson | None:
    """The lesson of the next program session that has one, if it is not finished."""
    today = clock.today(enrollment.program.time_zone)
    ahead = [one for one in sessions_of(enrollment, today - ONE_DAY, today + SOON) if not one.is_past]
    return next((one for one in lessons_of(enrollment, ahead, language) if not one.is_completed), None)


def _covered(program_sessions) -> set[str]:
    """The ids of those whose topic was covered."""
    ids = [one.id for one in program_sessions]
    if not ids:
        return set()
    ticked = Taught.select(Taught.program_session).where(
        Taught.program_session.in_(ids), Taught.topic_covered
    )
    return {session_id for (session_id,) in ticked.tuples()}


def _band(people: int, expected: int) -> int:
    """The lowest number of the band of five; it never says that everyone has."""
    lowest = people // FEWEST * FEWEST
    return lowest if lowest < expected else max(0, lowest - FEWEST)
