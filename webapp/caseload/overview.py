"""A clinician's caseload at a glance, in a number of queries that does not grow with it."""

import datetime as dt
from dataclasses import dataclass

import peewee
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import clock
from webapp.access import Permission, enrollments
from webapp.encryption import preload_keys
from webapp.journals.models import JournalEntry
from webapp.people.models import Enrollment, Level, Placement, User

MOST_SHOWN = 30


@dataclass(frozen=True)
class Stay:
    """One participant of the caseload as they are today."""

    enrollment: Enrollment
    placement: Placement | None
    week: int
    waiting: int

    @property
    def name(self) -> str:
        return self.enrollment.participant.name


@dataclass(frozen=True)
class Caseload:
    """The participants by name, and the shared entries that have waited longest."""

    stays: list[Stay]
    waiting: list[JournalEntry]
    waiting_in_all: int

    @classmethod
    def of(cls, clinician: User) -> "Caseload":
        current = _current_stays(clinician)
        waiting = list(_waiting(clinician).limit(MOST_SHOWN))
        counts = _waiting_counts(clinician)
        placements = _placements([stay.id for stay in current])
        shown = [*current, *(entry.enrollment for entry in waiting)]
        preload_keys({stay.participant_id for stay in shown})
        stays = [_stay(stay, placements.get(stay.id, []), counts.get(stay.id, 0)) for stay in current]
        stays.sort(key=lambda stay: (stay.name.casefold(), stay.enrollment.id))
        return cls(stays, waiting, sum(counts.values()))


def _stay(enrollment: Enrollment, placements: list[Placement], waiting: int) -> Stay:
    today = clock.today(enrollment.program.time_zone)
    begun = [placement for placement in placements if placement.starts_on <= today]
    return Stay(enrollment, begun[-1] if begun else None, enrollment.week_of(today), waiting)


def _current_stays(clinician: User) -> list[Enrollment]:
    reachable = enrollments(clinician, Permission.SEE_CASELOAD).select_extend(User)
    stays = reachable.switch(Enrollment).join(User)
    return [stay for stay in stays if not _has_ended(stay)]


def _has_ended(stay: Enrollment) -> bool:
    return stay.ended_on is not None and stay.ended_on < clock.today(stay.program.time_zone)


def _reviewable(clinician: User) -> peewee.ModelSelect:
    return enrollments(clinician, Permission.REVIEW_ENTRIES).select(Enrollment.id).order_by()


def _waiting(clinician: User) -> peewee.ModelSelect:
    """The waiting entries with whose they are, and nothing of what is in them."""
    waiting = JournalEntry.waiting().where(JournalEntry.enrollment.in_(_reviewable(clinician)))
    entry = (JournalEntry.id, JournalEntry.waiting_since, JournalEntry.written_at, JournalEntry.enrollment)
    return waiting.select(*entry, Enrollment, User).switch(JournalEntry).join(Enrollment).join(User)


def _waiting_counts(clinician: User) -> dict[str, int]:
    waiting = JournalEntry.waiting().where(JournalEntry.enrollment.in_(_reviewable(clinician)))
    counted = waiting.select(JournalEntry.enrollment, peewee.fn.COUNT(JournalEntry.id)).order_by()
    return dict(counted.group_by(JournalEntry.enrollment).tuples())


def _placements(stay_ids: list[str]) -> dict[str, list[Placement]]:
    """Each stay's levels in the order of their beginning."""
    found: dict[str, list[Placement]] = {}
    query = Placement.select(Placement, Level).join(Level).where(Placement.enrollment.in_(stay_ids))
    for placement in query.order_by(Placement.starts_on):
        found.setdefault(placement.enrollment_id, []).append(placement)
    return found


def waiting_time(since: dt.datetime) -> str:
    """ "Waiting 2 days": how long the participant has waited for someone to look."""
    hours = (clock.now() - since) // dt.timedelta(hours=1)
    if hours < 1:
        return _("Waiting less than an hour")
    if hours < 24:
        return ngettext("Waiting %(num)d hour", "Waiting %(num)d hours", hours)
    return ngettext("Waiting %(num)d day", "Waiting %(num)d days", hours // 24)
