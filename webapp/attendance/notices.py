"""Word from a participant before a program session: that they cannot come, or come late. The newest word counts.

A word counts from the moment it was written, also when it waited on a phone without a network: written before the
start, it is taken even if it arrives afterwards, and says so (`came_afterwards`).
"""

import datetime as dt

from flask_babel import lazy_gettext as _l

from webapp import clock
from webapp.attendance.models import CANNOT_COME, RUNNING_LATE, Notice
from webapp.database import among
from webapp.people.models import Enrollment
from webapp.prepared import prepared
from webapp.timetables.models import ProgramSession

REASONS = {
    "work": _l("Work"),
    "child_care": _l("Child care"),
    "transport": _l("Getting there"),
    "unwell": _l("Not well"),
    "other": _l("Something else"),
}
MINUTES_LATE = (5, 10, 15, 30)
SENDING_TAKES = dt.timedelta(minutes=1)  # by so much a time told as an age can be off


class TooLate(Exception):
    """The session has begun (or ended, for running late), or is cancelled: nothing can be said any more."""


def standing_notices(enrollment, program_sessions) -> dict[str, Notice]:
    """The participant's word about each of some program sessions, by session id, where there is one that holds."""
    sessions = {one.id: one for one in program_sessions}
    if not sessions:
        return {}
    days = [one.local_date for one in sessions.values()]
    found = _between(enrollment.id, min(days), max(days))
    return {
        notice.program_session_id: notice
        for notice in found
        if notice.program_session_id in sessions and notice.stands_for(sessions[notice.program_session_id])
    }


def not_coming(enrollment, program_sessions) -> set[str]:
    """The ids of those that the participant said they cannot come to."""
    notices = standing_notices(enrollment, program_sessions)
    return {key for key, notice in notices.items() if notice.says_absent}


def not_coming_among(stays, which) -> set[tuple[str, str]]:
    """As `not_coming`, of many stays at once: pairs of stay id and session id. `which` is a condition on sessions."""
    absences = (
        Notice.select(Notice, ProgramSession)
        .join(ProgramSession)
        .where(
            among(Notice.enrollment, [stay.id for stay in stays]),
            Notice.kind == CANNOT_COME,
            Notice.withdrawn_at.is_null(),
            which,
        )
    )
    return {
        (one.enrollment_id, one.program_session_id) for one in absences if one.stands_for(one.program_session)
    }


def standing_notice(enrollment, program_session) -> Notice | None:
    return standing_notices(enrollment, [program_session]).get(program_session.id)


def say_cannot_come(enrollment, program_session, reason, words="", written_at=None) -> Notice:
    """Keep that they cannot come, and why; TooLate once the session has begun."""
    said_at = written_at or clock.now()
    if not can_say_absent(program_session, said_at):
        raise TooLate
    return _say(
        enrollment, program_session, said_at, kind=CANNOT_COME, minutes=None, reason=reason, words=words
    )


def say_running_late(enrollment, program_session, minutes: int, written_at=None) -> Notice:
    """Keep that they come some minutes late; TooLate once the session is over."""
    said_at = written_at or clock.now()
    if not can_say_late(program_session, said_at):
        raise TooLate
    return _say(
        enrollment, program_session, said_at, kind=RUNNING_LATE, minutes=minutes, reason=None, words=""
    )


def take_back(enrollment, program_session, written_at=None) -> Notice | None:
    """Undo the participant's word, as long as it could be changed. None if there was none that holds."""
    said_at = written_at or clock.now()
    notice = standing_notice(enrollment, program_session)
    if notice is None or _is_older(said_at, notice):
        return None
    if not can_change(notice, program_session, said_at):
        raise TooLate
    notice.withdrawn_at = said_at
    notice.save()
    return notice


def can_say_absent(program_session, at=None) -> bool:
    return not program_session.is_cancelled and (at or clock.now()) < program_session.starts_at


def can_say_late(program_session, at=None) -> bool:
    return not program_session.is_cancelled and (at or clock.now()) < program_session.ends_at


def can_change(notice, program_session, at=None) -> bool:
    """Until the start, or the end for running late."""
    return (can_say_absent if notice.says_absent else can_say_late)(program_session, at)


def _say(enrollment, program_session, said_at: dt.datetime, **values) -> Notice:
    """The one row of this stay and session; an older word that arrives late changes nothing."""
    _hold(enrollment)
    mine = (Notice.enrollment == enrollment.id) & (Notice.program_session == program_session.id)
    notice = Notice.get_or_none(mine)
    if notice is not None and _is_older(said_at, notice):
        return notice
    is_new = notice is None
    notice = notice or Notice(enrollment=enrollment.id, program_session=program_session.id)
    values["came_afterwards"] = clock.now() >= program_session.starts_at and values["kind"] == CANNOT_COME
    for name, value in {"given_at": said_at, "withdrawn_at": None, **values}.items():
        setattr(notice, name, value)
    notice.save(force_insert=is_new)
    return notice


def _is_older(said_at: dt.datetime, notice: Notice) -> bool:
    return notice.last_word_at - said_at > SENDING_TAKES


def _hold(enrollment) -> None:
    """Two taps at one moment come one after the other (PostgreSQL; SQLite lets one writer in anyway)."""
    Enrollment.update(ended_on=Enrollment.ended_on).where(Enrollment.id == enrollment.id).execute()


@prepared
def _between(enrollment_id, first_day, last_day):
    return (
        Notice.select()
        .join(ProgramSession)
        .where(Notice.enrollment == enrollment_id, ProgramSession.local_date.between(first_day, last_day))
    )
