"""A check-in at the times that the person picked; none once they have written."""

import datetime as dt
from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from webapp.journals import models as journal
from webapp.reminders.kinds.kind import HIGH, Kind, Occasion
from webapp.reminders.kinds.wall_times import occasions_of, written_by
from webapp.reminders.people import Person


def occasions(people: list[Person], now: dt.datetime) -> Iterator[Occasion]:
    anything = journal.JournalEntry.kind.in_(
        [journal.CHECK_IN, journal.ENTRY]
    )  # an entry is more than a check-in
    return occasions_of(CHECK_IN, people, now, written_by(people, now, anything))


CHECK_IN = Kind(
    name="check_in",
    title=_l("Check-in"),
    explanation=_l("How you are, in half a minute. It stays away once you have written."),
    neutral=_l("A moment for you?"),
    plain=_l("Time to check in?"),
    occasions=occasions,
    page=lambda about: ("today.home", {"_anchor": "check-in"}),
    times=("20:00",),
    most_times=3,
    has_days=True,
    keeps_wall_time=True,
    urgency=HIGH,
)
