"""Steps of the tests: what is asked of a stay, and what is sent as answers."""

import datetime as dt

from webapp import clock
from webapp.assessments.models import Answering, AssignedInstrument
from webapp.signals.models import Signal

DAY = dt.timedelta(days=1)


def ask(stay, slug="phq-9", every_days=14, begun=0, **more) -> AssignedInstrument:
    """Ask a stay for an instrument, since so many days."""
    starts_on = clock.today(stay.program.time_zone) - begun * DAY
    return AssignedInstrument.create(
        enrollment=stay, instrument=slug, every_days=every_days, starts_on=starts_on, **more
    )


def fields(*points, **more) -> dict:
    """Answers to items 1, 2, 3 …, as the form sends them; None leaves one out."""
    given = {f"item_{number}": str(one) for number, one in enumerate(points, 1) if one is not None}
    return {"version": "1", **given, **more}


PHQ_LOW = fields(1, 1, 1, 0, 0, 0, 0, 0, 0, item_fn="0")
PHQ_NINE = fields(1, 1, 1, 0, 0, 0, 0, 0, 2, item_fn="1")


def url(assigned) -> str:
    return f"/assessments/{assigned.id}"


def the_answering() -> Answering:
    return Answering.get(~Answering.is_declined)


def open_reasons(stay) -> list[dict]:
    """What the care team's list has to say of a stay."""
    return [
        one.reasons
        for one in Signal.select().where(Signal.enrollment == stay.id, Signal.settled_at.is_null())
    ]
