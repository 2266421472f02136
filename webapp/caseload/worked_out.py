"""What the morning list works out from other rows: sessions missed in a row, sharing that ends, dead reminders.

Each is one query for the whole caseload.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from flask_babel import gettext as _

from webapp import clock
from webapp.attendance.models import ABSENT, EXCUSED, Attendance
from webapp.caseload.lines import Line, worked_out
from webapp.database import among
from webapp.formatting import day
from webapp.people.consents import CONFIRMED, Consent
from webapp.people.models import Enrollment
from webapp.prepared import prepared
from webapp.push.models import HOPELESS, Device
from webapp.signals.models import Signal
from webapp.timetables.models import ProgramSession

LOOKED_BACK = dt.timedelta(weeks=4)
ENDING = dt.timedelta(days=7)
IN_A_ROW = 2
NOT_THERE = (ABSENT, EXCUSED)
MISSED, CONSENT, REMINDERS = 2, 6, 7  # how soon to look, among the reasons of signals


def lines_of(stays: list[Enrollment]) -> list[Line]:
    """What is worked out of these stays and that nobody has settled."""
    by_id = {stay.id: stay for stay in stays}
    found = [*_missed(by_id), *_consents(by_id), *_reminders(stays)]
    settled = _settled([(stay.id, about) for stay, about, *_rest in found])
    return [worked_out(*one) for one in found if (one[0].id, one[1]) not in settled]


def _missed(stays: dict[str, Enrollment]) -> Iterator[tuple]:
    latest = defaultdict(list)
    for stay_id, *one in _marked(stays, clock.now() - LOOKED_BACK):
        latest[stay_id].append(one)
    for stay_id, newest in latest.items():
        last = newest[:IN_A_ROW]
        if len(last) == IN_A_ROW and all(state in NOT_THERE for state, *_when in last):
            _state, session_id, starts_at = last[0]
            text = _("Look at their attendance: not there twice in a row")
            yield stays[stay_id], f"missed {session_id}", text, starts_at, MISSED


@prepared
def _marked(stay_ids, since):
    return (
        Attendance.select(
            Attendance.enrollment, Attendance.state, ProgramSession.id, ProgramSession.starts_at
        )
        .join(ProgramSession)
        .where(among(Attendance.enrollment, stay_ids), Attendance.marked_at > since)
        .order_by(ProgramSession.starts_at.desc())
        .tuples()
    )


def _consents(stays: dict[str, Enrollment]) -> Iterator[tuple]:
    now = clock.now()
    for consent_id, stay_id, ends_at in _ending(stays, now, now + ENDING):
        last = ends_at - dt.timedelta(milliseconds=1)
        text = _("Look at sharing with family: it ends on %(day)s", day=day(last))
        yield stays[stay_id], f"consent {consent_id}", text, ends_at - ENDING, CONSENT


@prepared
def _ending(stay_ids, start, end):
    in_force = (Consent.state == CONFIRMED) & Consent.expires_at.between(start, end)
    told = Consent.select(Consent.id, Consent.enrollment, Consent.expires_at)
    return told.where(among(Consent.enrollment, stay_ids), in_force).tuples()


def _reminders(stays: list[Enrollment]) -> Iterator[tuple]:
    """Whose phones get nothing (`Device.reaches_nobody`, of many at once)."""
    devices = defaultdict(list)
    for user_id, device_id, failing_since in _devices([stay.participant_id for stay in stays]):
        devices[user_id].append((failing_since, device_id))
    for stay in stays:
        theirs = devices[stay.participant_id]
        if any(since is None or since > clock.now() - HOPELESS for since, _device in theirs):
            continue
        since, which = max(theirs, default=(stay.created_at, "none"))
        yield stay, f"reminders {which}", _("Look at their reminders: no phone gets them"), since, REMINDERS


@prepared
def _devices(user_ids):
    known = Device.select(Device.user, Device.id, Device.failing_since)
    return known.where(among(Device.user, user_ids)).tuples()


def _settled(keys: list[tuple[str, str]]) -> set[tuple[str, str]]:
    return set(_rows({stay_id for stay_id, _about in keys}, {about for _stay_id, about in keys}))


@prepared
def _rows(stay_ids, abouts):
    settled = Signal.settled_at.is_null(False)
    named = Signal.select(Signal.enrollment, Signal.about)
    return named.where(among(Signal.enrollment, stay_ids), among(Signal.about, abouts), settled).tuples()
