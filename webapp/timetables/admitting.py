"""Admits a participant to a program: the stay, its level and track, its dated sessions, a new account."""

import datetime as dt
import re
from dataclasses import dataclass

from flask_babel import gettext as _

from webapp import audit, clock
from webapp.database import writing
from webapp.formatting import program_moment
from webapp.people.consents import Invitation
from webapp.people.models import Enrollment, Level, Placement, Program, User
from webapp.timetables.calendar import last_day_of, sessions_of
from webapp.timetables.models import Series
from webapp.timetables.rosters import first_overfull
from webapp.timetables.timetable import ensure_stay

ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
FURTHEST_AHEAD = dt.timedelta(days=5 * 365)


class AdmissionError(ValueError):
    """An admission that cannot be made, with the reason in plain words."""


@dataclass(frozen=True)
class Admission:
    """A new stay; `invitation_token` is the secret of the link for someone who has no password yet."""

    enrollment: Enrollment
    invitation_token: str | None


def admit(email, program_name, admitted_on, level_code, track=None, name=""):
    """Begin a stay. AdmissionError if it cannot be, and then nothing is written."""
    email = _checked_email(email)
    with writing():
        program = _program(program_name)
        level = _level(program, level_code)
        track = _checked_track(program, track)
        _check_day(program, admitted_on)
        user = User.by_email(email) or User.register(email, name)
        _check_no_current_stay(user, program, admitted_on)

        enrollment = Enrollment.begin(participant=user, program=program, admitted_on=admitted_on)
        Placement.create(enrollment=enrollment, level=level, track=track, starts_on=admitted_on)
        ensure_stay(enrollment)
        _check_places(enrollment)
        token = None if user.password_hash else Invitation.make(user=user)[1]
        audit.record("admitted", enrollment)
    return Admission(enrollment, token)


def _checked_email(email):
    email = email.strip()
    if len(email) > 254 or not email.isprintable() or not ADDRESS.fullmatch(email):
        raise AdmissionError(_('"%(email)s" is not an e-mail address', email=email[:80]))
    return email


def _program(name):
    program = Program.get_or_none(Program.name == name)
    if program is None:
        known = [program.name for program in Program.select().order_by(Program.name)]
        raise AdmissionError(_unknown(_("program"), name, known))
    # On PostgreSQL this holds the row, so that one person is not admitted twice at the same moment.
    Program.update(name=Program.name).where(Program.id == program.id).execute()
    return program


def _level(program, code):
    levels = list(Level.select().where(Level.program == program).order_by(Level.position))
    for level in levels:
        if level.code == code:
            return level
    raise AdmissionError(_unknown(_("level"), code, [level.code for level in levels]))


def _checked_track(program, track):
    tracks = sorted({s.track for s in Series.select().where(Series.program == program) if s.track})
    if track is None and tracks:
        raise AdmissionError(_("this program has tracks; choose one of: %(known)s", known=", ".join(tracks)))
    if track is not None and track not in tracks:
        raise AdmissionError(_unknown(_("track"), track, tracks))
    return track


def _unknown(what, given, known):
    known = ", ".join(known) or _("none")
    return _('unknown %(what)s "%(given)s"; known: %(known)s', what=what, given=given, known=known)


def _check_day(program, admitted_on):
    if admitted_on < program.starts_on:
        raise AdmissionError(
            _(
                "the admission on %(day)s is before the program began (%(began)s)",
                day=admitted_on.isoformat(),
                began=program.starts_on.isoformat(),
            )
        )
    if admitted_on > clock.today(program.time_zone) + FURTHEST_AHEAD:
        raise AdmissionError(_("the admission on %(day)s is too far ahead", day=admitted_on.isoformat()))


def _check_no_current_stay(user, program, admitted_on):
    current = Enrollment.select().where(
        Enrollment.participant == user,
        Enrollment.program == program,
        Enrollment.ended_on.is_null() | (Enrollment.ended_on >= admitted_on),
        Enrollment.withdrawn_at.is_null(),
    )
    stay = current.first()
    if stay is not None:
        raise AdmissionError(
            _(
                "%(email)s is already in this program since %(day)s",
                email=user.email,
                day=stay.admitted_on.isoformat(),
            )
        )


def _check_places(enrollment):
    """Each group that they would come to has a place for them; a seat that somebody asked for is not free."""
    first_day = max(clock.today(enrollment.program.time_zone), enrollment.admitted_on)
    found = sessions_of(enrollment, first_day, last_day_of(enrollment))
    full = first_overfull([one for one in found if one.enrollment_id is None and not one.is_cancelled])
    if full:
        raise AdmissionError(
            _(
                '"%(title)s" on %(when)s has no place left (it has %(places)d). '
                "Choose another track or a later day, or give the group more places.",
                title=full.title,
                when=program_moment(full.starts_at, enrollment.program),
                places=full.series.capacity,
            )
        )
