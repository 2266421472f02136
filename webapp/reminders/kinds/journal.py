"""Time to write in the journal, at the times that the person picked; none once there is an entry."""

import datetime as dt
from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from webapp.journals.models import ENTRY, JournalEntry
from webapp.reminders.kinds.kind import Kind, Occasion
from webapp.reminders.kinds.wall_times import occasions_of, written_by
from webapp.reminders.people import Person


def occasions(people: list[Person], now: dt.datetime) -> Iterator[Occasion]:
    return occasions_of(JOURNAL, people, now, written_by(people, now, JournalEntry.kind == ENTRY))


JOURNAL = Kind(
    name="journal",
    title=_l("Journal"),
    explanation=_l("Time to write. It stays away once you have written."),
    neutral=_l("A quiet moment for you?"),
    plain=_l("Time to write in your journal?"),
    occasions=occasions,
    page=lambda about: ("journals.new", {}),
    is_on=False,
    times=("21:00",),
    most_times=2,
    has_days=True,
    keeps_wall_time=True,
)
