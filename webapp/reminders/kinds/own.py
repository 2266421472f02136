"""What a participant wrote for themselves. The words stay behind the sign-in, whatever they chose."""

import functools

from flask_babel import lazy_gettext as _l

from webapp.reminders.kinds.kind import HIGH, Kind
from webapp.reminders.kinds.routine import occasions_of
from webapp.routines import models as routines

OWN = Kind(
    name="own",
    title=_l("Your own reminders"),
    explanation=_l("What you wrote for yourself."),
    neutral=_l("You asked for a nudge. Tap to see it."),
    plain=_l("Here is something you wrote for yourself."),
    occasions=functools.partial(occasions_of, routines.OWN),
    page=lambda about: ("reminders.own", {"record_id": about.split()[0]}),
    keeps_wall_time=True,
    vanished="cancelled",
    kept_about=lambda stay: (one.id for one in routines.Routine.of(stay, routines.OWN)),
    urgency=HIGH,
)
