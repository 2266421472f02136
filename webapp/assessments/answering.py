"""Taking in the answers: scored, kept, and what a clinician should look at said to them.

Nothing here runs at night or calls anyone: a signal waits on a list until somebody opens it.
"""

import datetime as dt

from webapp import clock
from webapp.assessments.due import due_of
from webapp.assessments.instrument import Instrument
from webapp.assessments.instruments import find_instrument
from webapp.assessments.models import Answering, AssignedInstrument, PartialAnswers
from webapp.assessments.scoring import ALGORITHM, IMPROVED, WORSE, change_between, score, without_passed_over
from webapp.people.models import Enrollment
from webapp.signals.models import Signal

YES, NOT_SURE, NO = "yes", "not_sure", "no"
OFFLINE_FROM = dt.timedelta(minutes=1)  # what took longer waited on the phone for a network
LONGER_WITHIN = dt.timedelta(days=7)  # how long a longer form stays offered


def take(
    assigned: AssignedInstrument,
    instrument: Instrument,
    answers: dict[str, int],
    version: str,
    safe_now: str | None = None,
    answered_at: dt.datetime | None = None,
) -> Answering:
    """Keep these answers, and tell the care team what they should look at. Call in a write transaction."""
    now = clock.now()
    at = answered_at or now
    counted = without_passed_over(instrument, answers)
    scored = score(instrument, counted)
    answering = Answering(
        enrollment=assigned.enrollment_id,
        assigned=assigned.id,
        instrument=instrument.slug,
        answered_at=at,
        received_at=now,
    )
    answering.version, answering.language = version, instrument.language
    answering.answers, answering.algorithm = counted, ALGORITHM
    answering.total, answering.is_prorated = scored.total, scored.is_prorated
    answering.waited_on_phone = now - at >= OFFLINE_FROM
    answering.safe_now = safe_now if instrument.asks_for_help(counted) else None
    answering.save(force_insert=True)
    PartialAnswers.drop(assigned)
    _tell_team(answering, instrument, assigned.enrollment)
    _offer_longer(answering, instrument, assigned.enrollment)
    return answering


def decline(assigned: AssignedInstrument, at: dt.datetime | None = None) -> None:
    """Not this time. It is asked again in its next period, and nothing else follows from it."""
    Answering.create(
        enrollment=assigned.enrollment_id,
        assigned=assigned.id,
        instrument=assigned.instrument,
        answered_at=at or clock.now(),
        is_declined=True,
    )
    PartialAnswers.drop(assigned)


def reply(answering: Answering, safe_now: str) -> None:
    """The reply to "Are you safe right now?", for the writer's care team too."""
    answering.safe_now = safe_now
    answering.save(only=[Answering.sealed, Answering.revision])
    _tell_team(answering, find_instrument(answering.instrument), answering.enrollment)


def _tell_team(answering: Answering, instrument: Instrument, stay: Enrollment) -> None:
    reasons = {
        **_asks_for_help(answering, instrument),
        **_to_look_at(answering, instrument),
        **_marked_change(answering, instrument),
    }
    if reasons:
        Signal.show(stay, about=answering.id, reasons=reasons)


def _asks_for_help(answering: Answering, instrument: Instrument) -> dict:
    if not instrument.asks_for_help(answering.answers):
        return {}
    key = instrument.safety.item
    told = {"instrument": instrument.name, "points": answering.answers[key], "safe_now": answering.safe_now}
    return {f"item_{key}": told}


def _to_look_at(answering: Answering, instrument: Instrument) -> dict:
    return {
        f"answer_{key}": {"instrument": instrument.name, "points": answering.answers[key]}
        for key in instrument.to_look_at(answering.answers)
    }


def _marked_change(answering: Answering, instrument: Instrument) -> dict:
    """By more than the reliable change since the last form that has a total."""
    before = total_before(answering)
    if answering.total is None or before is None:
        return {}
    if change_between(instrument, before.total, answering.total) not in (IMPROVED, WORSE):
        return {}
    if instrument.reliable_change is None:
        return {}
    reason = "score_rose" if answering.total > before.total else "score_fell"
    told = {
        "instrument": instrument.name,
        "from": before.total,
        "to": answering.total,
        "better": instrument.better,
    }
    return {reason: told}


def total_before(answering: Answering) -> Answering | None:
    """The latest earlier form of the same instrument that has a total."""
    earlier = Answering.given().where(
        Answering.enrollment == answering.enrollment_id,
        Answering.instrument == answering.instrument,
        Answering.answered_at < answering.answered_at,
    )
    latest = earlier.order_by(Answering.answered_at.desc(), Answering.id).limit(5)
    return next((one for one in latest if one.total is not None), None)


def _offer_longer(answering: Answering, instrument: Instrument, stay: Enrollment) -> None:
    """A short form that is positive offers its full form, once, for some days; it can be declined like any other."""
    if instrument.longer is None or answering.total is None or answering.total < instrument.longer[0]:
        return
    slug = instrument.longer[1]
    today = clock.today(stay.program.time_zone)
    recently = Answering.answered_at > answering.answered_at - LONGER_WITHIN
    answered = Answering.given().where(
        Answering.enrollment == stay.id, Answering.instrument == slug, recently
    )
    if answered.exists() or any(one.instrument.slug == slug for one in due_of(stay)):
        return
    AssignedInstrument.create(
        enrollment=stay.id,
        instrument=slug,
        every_days=0,
        starts_on=today,
        ends_on=today + LONGER_WITHIN,
    )
