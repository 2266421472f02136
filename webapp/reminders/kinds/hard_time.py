"""A time that the participant knows to be hard: an extra check-in, a skill and a person to call are one tap away."""

import functools

from flask_babel import lazy_gettext as _l

from webapp.reminders.kinds.kind import HIGH, Kind
from webapp.reminders.kinds.routine import occasions_of
from webapp.routines import models as routines

HARD_TIME = Kind(
    name="hard_time",
    title=_l("Hard times"),
    explanation=_l("Pay day, a weekend, an anniversary: your plan comes to you."),
    neutral=_l("A moment for you? Tap to see."),
    plain=_l("You made a plan for now. Tap to see it."),
    occasions=functools.partial(occasions_of, routines.HARD_TIME),
    page=lambda about: ("reminders.hard_time", {"record_id": about.split()[0]}),
    keeps_wall_time=True,
    vanished="cancelled",
    kept_about=lambda stay: (one.id for one in routines.Routine.of(stay, routines.HARD_TIME)),
    urgency=HIGH,
)
