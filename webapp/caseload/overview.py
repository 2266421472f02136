"""The participants of a caseload, and whose they are while a colleague is covered for."""

import datetime as dt
from dataclasses import dataclass

from webapp import clock
from webapp.access import Permission, reaching
from webapp.caseload.entries import waiting_counts
from webapp.database import among
from webapp.people.models import CareTeamMember, Cover, Enrollment, Level, Placement, User
from webapp.prepared import prepared

LINGERS = dt.timedelta(days=14)


@dataclass(frozen=True)
class Stay:
    """One participant of the caseload as they are today."""

    enrollment: Enrollment
    placement: Placement | None
    week: int
    waiting: int
    cover: Cover | None = None

    @property
    def name(self) -> str:
        return self.enrollment.participant.name


def recent_stays(clinician: User) -> list[Enrollment]:
    """Those that have not ended, or only lately: what is open at the end of a stay is still looked at."""
    return [stay for stay in _stays(clinician) if not has_ended(stay, LINGERS)]


def has_ended(stay: Enrollment, since: dt.timedelta = dt.timedelta(0)) -> bool:
    return stay.ended_on is not None and stay.ended_on + since < clock.today(stay.program.time_zone)


def with_placements(stays: list[Enrollment], clinician: User, covers: dict[str, Cover]) -> list[Stay]:
    """The stays by name, one's own first; the keys of the names are open."""
    counts = dict(waiting_counts(clinician))
    placements = _by_stay(_placements(clinician))
    found = [
        _stay(stay, placements.get(stay.id, []), counts.get(stay.id, 0), covers.get(stay.id))
        for stay in stays
    ]
    return sorted(found, key=_by_cover_and_name)


def _by_cover_and_name(stay: Stay) -> tuple:
    return stay.cover.id if stay.cover else "", stay.name.casefold(), stay.enrollment.id


def covers_by_stay(clinician: User) -> dict[str, Cover]:
    """The cover through which the clinician reaches a stay that is not their own, by stay id."""
    now = clock.now()
    by_away = {cover.away_id: cover for cover in _covers(clinician.id, now)}
    if not by_away:
        return {}
    rows = _teams([*by_away, clinician.id], now)
    own = {stay_id for stay_id, who in rows if who == clinician.id}
    return {stay_id: by_away[who] for stay_id, who in rows if stay_id not in own}


@prepared
def _covers(clinician_id, now):
    whose = Cover.select(Cover, User).join(User, on=(Cover.away == User.id), attr="away")
    return whose.where(Cover.colleague == clinician_id, Cover.begins_at <= now, Cover.ends_at > now)


@prepared
def _teams(clinician_ids, now):
    on_team = CareTeamMember.until.is_null() | (CareTeamMember.until > now)
    named = CareTeamMember.select(CareTeamMember.enrollment, CareTeamMember.clinician)
    return named.where(among(CareTeamMember.clinician, clinician_ids), on_team).tuples()


def _stay(enrollment: Enrollment, placements: list[Placement], waiting: int, cover: Cover | None) -> Stay:
    today = clock.today(enrollment.program.time_zone)
    begun = [placement for placement in placements if placement.starts_on <= today]
    return Stay(enrollment, begun[-1] if begun else None, enrollment.week_of(today), waiting, cover)


@reaching(Permission.SEE_CASELOAD)
def _stays(reached):
    return reached.select_extend(User).switch(Enrollment).join(User)


@reaching(Permission.SEE_CASELOAD)
def _placements(reached):
    """The levels of the stays, each stay's in the order of their beginning."""
    of_stays = Placement.enrollment.in_(reached.select(Enrollment.id).order_by())
    return Placement.select(Placement, Level).join(Level).where(of_stays).order_by(Placement.starts_on)


def _by_stay(placements: list[Placement]) -> dict[str, list[Placement]]:
    found: dict[str, list[Placement]] = {}
    for placement in placements:
        found.setdefault(placement.enrollment_id, []).append(placement)
    return found
