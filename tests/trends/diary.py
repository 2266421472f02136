"""A diary for the tests of looking back: entries on days counted from the first day of a stay."""

import datetime as dt

from webapp import clock
from webapp.journals.models import PRIVATE, SHARED, JournalEntry


def wrote(stay, day: int, hour: int = 20, shared: bool = False, **content) -> JournalEntry:
    """One entry on a day of the stay (0 is the first), in the program's zone."""
    date = stay.admitted_on + dt.timedelta(days=day)
    return JournalEntry.create(
        enrollment=stay,
        kind="check_in",
        written_at=clock.at_wall(date, dt.time(hour), stay.program.time_zone),
        visibility=SHARED if shared else PRIVATE,
        shared_at=clock.now() if shared else None,
        **content,
    )


def long_stay(stay, weeks: int):
    """The stay, as if it had begun so many weeks ago."""
    today = clock.today(stay.program.time_zone)
    stay.admitted_on = today - dt.timedelta(weeks=weeks)
    stay.save()
    return stay
