"""A clinician's caseload at a glance, in a number of queries that does not grow with it."""

import datetime as dt
from dataclasses import dataclass

import peewee
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import clock
from webapp.access import Permission, reaching
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
        current = [stay for stay in _stays(clinician) if not _has_ended(stay)]
        waiting = _waiting(clinician)
        counts = dict(_waiting_counts(clinician))
        placements = _by_stay(_placements(clinician))
        shown = [*current, *(entry.enrollment for entry in waiting)]
        preload_keys({stay.participant_id for stay in shown})
        stays = [_stay(stay, placements.get(stay.id, []), counts.get(stay.id, 0)) for stay in current]
        stays.sort(key=lambda stay: (stay.name.casefold(), stay.enrollment.id))
        return cls(stays, waiting, sum(counts.values()))


def _stay(enrollment: Enrollment, placements: list[Placement], waiting: int) -> Stay:
    today = clock.today(enrollment.program.time_zone)
    begun = [placement for placement in placements if placement.starts_on <= today]
    return Stay(enrollment, begun[-1] if begun else None, enrollment.week_of(today), waiting)


def _has_ended(stay: Enrollment) -> bool:
    return stay.ended_on is not None and stay.ended_on < clock.today(stay.program.time_zone)


@reaching(Permission.SEE_CASELOAD)
def _stays(reached):
    return reached.select_extend(User).switch(Enrollment).join(User)


@reaching(Permission.SEE_CASELOAD)
def _placements(reached):
    """The levels of the stays, each stay's in the order of their beginning."""
    of_stays = Placement.enrollment.in_(_ids(reached))
    return Placement.select(Placement, Level).join(Level).where(of_stays).order_by(Placement.starts_on)


@reaching(Permission.REVIEW_ENTRIES)
def _waiting(reached):
    """The waiting entries with whose they are, and nothing of what is in them."""
    waiting = JournalEntry.waiting().where(JournalEntry.enrollment.in_(_ids(reached)))
    entry = (JournalEntry.id, JournalEntry.waiting_since, JournalEntry.written_at, JournalEntry.enrollment)
    whose = waiting.select(*entry, Enrollment, User).switch(JournalEntry).join(Enrollment).join(User)
    return whose.limit(MOST_SHOWN)


@reaching(Permission.REVIEW_ENTRIES)
def _waiting_counts(reached):
    """How many entries wait, by stay."""
    waiting = JournalEntry.waiting().where(JournalEntry.enrollment.in_(_ids(reached)))
    counted = waiting.select(JournalEntry.enrollment, peewee.fn.COUNT(JournalEntry.id)).order_by()
    return counted.group_by(JournalEntry.enrollment).tuples()


def _ids(reached: peewee.ModelSelect) -> peewee.ModelSelect:
    return reached.select(Enrollment.id).order_by()


def _by_stay(placements: list[Placement]) -> dict[str, list[Placement]]:
    found: dict[str, list[Placement]] = {}
    for placement in placements:
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
