"""The current stays of a coordinator's programs, in a number of queries that does not grow with them."""

from collections import defaultdict
from dataclasses import dataclass

from webapp import clock
from webapp.access import Permission, enrollments
from webapp.encryption import preload_keys
from webapp.people.emergencies import EmergencyAccess
from webapp.people.models import CareTeamMember, Enrollment, Level, Placement, Program, User


@dataclass(frozen=True)
class Stay:
    """One participant's stay as the census shows it."""

    enrollment: Enrollment
    name: str
    week: int
    placement: Placement | None
    clinicians: list[str]

    @property
    def begins_later(self) -> bool:
        return self.week < 1


def census_of(coordinator: User) -> list[tuple[Program, list[Stay]]]:
    """The programs with their current and coming stays, each in order of name."""
    found = list(enrollments(coordinator, Permission.RUN_PROGRAM))
    current = [one for one in found if one.ended_on is None or one.ended_on >= _today(one)]
    people, placements, teams = _people(current), _placements(current), _clinicians(current)
    programs = defaultdict(list)
    for one in current:
        stay = Stay(
            one,
            people[one.participant_id].name,
            one.week_of(_today(one)),
            _in_force(placements[one.id], _today(one)),
            sorted(person.name for person in teams[one.id]),
        )
        programs[one.program].append(stay)
    return [
        (program, sorted(stays, key=lambda stay: stay.name.casefold()))
        for program, stays in sorted(programs.items(), key=lambda pair: pair[0].name)
    ]


def emergencies_waiting(coordinator: User) -> int:
    """How many looks in an emergency want a review."""
    reached = enrollments(coordinator, Permission.RUN_PROGRAM).select(Enrollment.id).order_by()
    return EmergencyAccess.waiting_for_review().where(EmergencyAccess.enrollment.in_(reached)).count()


def _today(enrollment: Enrollment):
    return clock.today(enrollment.program.time_zone)


def _people(stays) -> dict[str, User]:
    people = {
        one.id: one for one in User.select().where(User.id.in_([stay.participant_id for stay in stays]))
    }
    preload_keys(people)
    return people


def _placements(stays) -> dict[str, list[Placement]]:
    found = (
        Placement.select(Placement, Level)
        .join(Level)
        .where(Placement.enrollment.in_(stays))
        .order_by(Placement.starts_on)
    )
    by_stay = defaultdict(list)
    for placement in found:
        by_stay[placement.enrollment_id].append(placement)
    return by_stay


def _clinicians(stays) -> dict[str, list[User]]:
    now = clock.now()
    found = list(
        CareTeamMember.select(CareTeamMember, User)
        .join(User)
        .where(
            CareTeamMember.enrollment.in_(stays),
            CareTeamMember.until.is_null() | (CareTeamMember.until > now),
        )
    )
    preload_keys({member.clinician_id for member in found})
    by_stay = defaultdict(list)
    for member in found:
        by_stay[member.enrollment_id].append(member.clinician)
    return by_stay


def _in_force(placements: list[Placement], day) -> Placement | None:
    """The last one begun by that day, or the first of a stay that begins later."""
    begun = [one for one in placements if one.starts_on <= day]
    return begun[-1] if begun else next(iter(placements), None)
