"""A page of the trail, newest first, in a number of queries that grows with nothing."""

import datetime as dt
import re
from dataclasses import dataclass

import peewee
from flask_babel import gettext as _

from webapp import clock
from webapp.audit import AuditRecord
from webapp.audits.reach import Reach, by_name
from webapp.audits.wording import is_of, words_of
from webapp.formatting import clock_time, long_date, viewer_zone
from webapp.people.models import Enrollment, User

PAGE = 50
_MARK = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """What is asked for; what is None is not asked."""

    actor: str | None = None
    participant: str | None = None
    kind: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True)
class Line:
    when: str
    who: str
    what: str
    whose: str | None


@dataclass(frozen=True)
class Found:
    lines: list[Line]
    older: str | None


def found(reach: Reach, wanted: Wanted, before: str | None = None) -> Found | None:
    """The lines after the mark (the number of a line); None if that is no mark."""
    query = _asked_for(reach, wanted)
    if before:
        if not _MARK.fullmatch(before):
            return None
        query = query.where(AuditRecord.seq < int(before))
    rows = list(query.order_by(AuditRecord.seq.desc()).limit(PAGE + 1))
    shown = rows[:PAGE]
    return Found(_told(shown), str(shown[-1].seq) if len(rows) > PAGE else None)


def _asked_for(reach: Reach, wanted: Wanted) -> peewee.ModelSelect:
    query = reach.lines()
    if wanted.actor:
        query = query.where(AuditRecord.actor == wanted.actor)
    if wanted.participant:
        stays = [stay.id for stay in reach.stays_of(wanted.participant)]
        query = query.where(AuditRecord.enrollment.in_(stays))
    if wanted.kind:
        query = query.where(is_of(wanted.kind))
    if wanted.first:
        query = query.where(AuditRecord.at >= clock.day_bounds(wanted.first, viewer_zone())[0])
    if wanted.last:
        query = query.where(AuditRecord.at < clock.day_bounds(wanted.last, viewer_zone())[1])
    return query


def _told(rows: list[AuditRecord]) -> list[Line]:
    owners = dict(
        Enrollment.select(Enrollment.id, Enrollment.participant)
        .where(Enrollment.id.in_([row.enrollment for row in rows]))
        .tuples()
    )
    ids = {row.actor for row in rows if row.actor} | set(owners.values())
    names = dict(by_name(User.select().where(User.id.in_(list(ids)))))
    return [
        Line(
            when=_when(row.at),
            who=_who(row, names),
            what=str(words_of(row.action)),
            whose=names.get(owners.get(row.enrollment)),
        )
        for row in rows
    ]


def _who(row: AuditRecord, names: dict[str, str]) -> str:
    if row.actor is None:
        return _("The app itself")
    return names.get(row.actor) or _("Someone who has no account any more")


def _when(at: dt.datetime) -> str:
    """With the year: a trail is read years later."""
    day = long_date(clock.local(at, viewer_zone()).date())
    return _("%(day)s, %(time)s", day=day, time=clock_time(at))
