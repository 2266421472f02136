"""What is asked of a participant now: assigned, begun, and not dealt with in its period."""

import datetime as dt
from dataclasses import dataclass

import peewee

from webapp import clock
from webapp.assessments.instrument import Instrument
from webapp.assessments.instruments import find_instrument
from webapp.assessments.models import Answering, AssessmentPolicy, AssignedInstrument
from webapp.database import writing
from webapp.people.models import Enrollment
from webapp.prepared import prepared


@dataclass(frozen=True)
class Asked:
    """One assigned instrument, and from which day on it is due (None: never again)."""

    assigned: AssignedInstrument
    instrument: Instrument
    due_on: dt.date | None
    is_due: bool


def asked_of(enrollment: Enrollment) -> list[Asked]:
    """Everything that runs today for a stay, what is due first."""
    zone_name = enrollment.program.time_zone
    today = clock.today(zone_name)
    asked = [_asked(one, today, zone_name) for one in _running(enrollment.id, today)]
    return sorted(filter(None, asked), key=lambda one: (not one.is_due, one.due_on or dt.date.max))


def due_of(enrollment: Enrollment) -> list[Asked]:
    return [one for one in asked_of(enrollment) if one.is_due]


def stays_asked_on(stays: list[Enrollment], day: dt.date) -> set[str]:
    """The stays, by id, that may be reminded of a questionnaire in the first days of its period; in one query."""
    zones = {stay.id: stay.program.time_zone for stay in stays}
    found = filter(_may_be_reminded_of, with_last(AssignedInstrument.running(list(zones), day)))
    return {one.enrollment_id for one in found if one.is_fresh(_last_day(one, zones[one.enrollment_id]), day)}


def _may_be_reminded_of(assigned: AssignedInstrument) -> bool:
    instrument = find_instrument(assigned.instrument)
    return instrument is not None and not instrument.assigned_only


def asked_again(assigned: AssignedInstrument) -> Asked | None:
    """One of them as it stands now."""
    zone_name = assigned.enrollment.program.time_zone
    last = peewee.fn.MAX(Answering.answered_at)
    assigned.last_at = Answering.select(last).where(Answering.assigned == assigned.id).scalar()
    return _asked(assigned, clock.today(zone_name), zone_name)


def _asked(assigned: AssignedInstrument, today: dt.date, zone_name: str) -> Asked | None:
    instrument = find_instrument(assigned.instrument)
    if instrument is None:  # it left the library
        return None
    last = _last_day(assigned, zone_name)
    return Asked(assigned, instrument, assigned.next_due(last), assigned.is_due(last, today))


def _last_day(assigned: AssignedInstrument, zone_name: str) -> dt.date | None:
    return clock.local(_instant(assigned.last_at), zone_name).date() if assigned.last_at else None


def _instant(value) -> dt.datetime:
    """What MAX gives, whether the database kept its type or not."""
    return Answering.answered_at.python_value(value) if isinstance(value, int) else value


@prepared
def _running(enrollment_id, day):
    return with_last(AssignedInstrument.running([enrollment_id], day))


def with_last(query: peewee.ModelSelect) -> peewee.ModelSelect:
    """The assigned instruments of a query, each with `last_at`."""
    last = (
        Answering.select(peewee.fn.MAX(Answering.answered_at))
        .where(Answering.assigned == AssignedInstrument.id)
        .alias("last_at")
    )
    return query.select_extend(last)


def offered(policy: AssessmentPolicy, instruments: list[Instrument]) -> list[Instrument]:
    """Those that the program may use: some licences ask for something first."""
    return [one for one in instruments if not one.needs or policy.is_noncommercial]


def assign_usual() -> int:
    """Give each stay that was admitted under its program's habit what the habit asks; how many stays that were."""
    wanting = [(stay, policy) for policy in AssessmentPolicy.select() for stay in _without_usual(policy)]
    for stay, policy in wanting:
        with writing():
            Enrollment.update(created_at=Enrollment.created_at).where(Enrollment.id == stay.id).execute()
            if not _usual_of(stay).exists():  # another worker may have been first
                _assign(stay, policy.usual)
    return len(wanting)


def _without_usual(policy: AssessmentPolicy) -> list[Enrollment]:
    if not policy.usual or policy.usual_since is None:
        return []
    usual = AssignedInstrument.select(AssignedInstrument.enrollment).where(AssignedInstrument.is_usual)
    goes_on = Enrollment.ended_on.is_null() & Enrollment.withdrawn_at.is_null()
    stays = Enrollment.select().where(Enrollment.program == policy.program_id, goes_on)
    return list(stays.where(Enrollment.admitted_on >= policy.usual_since, Enrollment.id.not_in(usual)))


def _usual_of(stay: Enrollment) -> peewee.ModelSelect:
    return AssignedInstrument.select().where(
        AssignedInstrument.enrollment == stay.id, AssignedInstrument.is_usual
    )


def _assign(stay: Enrollment, slugs: list[str]) -> None:
    for instrument in filter(None, map(find_instrument, slugs)):
        AssignedInstrument.create(
            enrollment=stay.id,
            instrument=instrument.slug,
            every_days=instrument.every_days,
            starts_on=stay.admitted_on,
            is_usual=True,
        )
