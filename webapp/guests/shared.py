"""What a guest is shown of one stay: only what its open items allow reaches the page."""

import datetime as dt
import itertools
from dataclasses import dataclass

from flask_babel import gettext as _

from webapp import clock
from webapp.attendance.records import came, marked_for
from webapp.formatting import viewer_zone
from webapp.guests.items import NAMES_FOR_GUEST
from webapp.guests.models import AddressedEntry, HowToHelp, Milestone
from webapp.guests.sharing import last_day
from webapp.people.consents import (
    ATTENDANCE,
    CONFIRMED,
    ENTRIES,
    FAMILY_SESSIONS,
    HOW_TO_HELP,
    MILESTONES,
    SESSION_TIMES,
    Consent,
)
from webapp.people.models import Enrollment, User
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import ProgramSession
from webapp.timetables.weeks import DAY, WEEK, monday_of

WEEKS_BACK = 4
MOST_SHOWN = 10
AHEAD = dt.timedelta(weeks=6)

# 42 CFR 2.32(a)(2), word for word: never translated, never simplified.
FEDERAL_NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."


@dataclass(frozen=True)
class Shared:
    """One guest's page about one participant: what its open items show, and nothing of the others."""

    first_name: str
    until: dt.date
    items: tuple[str, ...]
    invited: list[ProgramSession]
    busy: list[tuple[dt.date, list["BusyTime"]]]
    weeks: list["WeekOfComing"]
    milestones: list[Milestone]
    how_to_help: HowToHelp | None
    entries: list["ShownWords"]

    def has(self, item: str) -> bool:
        return item in self.items

    @property
    def in_words(self) -> str:
        *others, last = (str(NAMES_FOR_GUEST[item]) for item in self.items)
        return _(" and ").join([", ".join(others), last] if others else [last])

    @property
    def next_invited(self) -> ProgramSession | None:
        return next((one for one in self.invited if not one.is_cancelled), None)


@dataclass(frozen=True)
class BusyTime:
    """A time and nothing else: what it is for does not come this far."""

    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True)
class WeekOfComing:
    """How many of a week's sessions that are over they came to: two numbers."""

    monday: dt.date
    came: int
    over: int


@dataclass(frozen=True)
class ShownWords:
    """What of an entry reaches a guest: its day and its words."""

    written_at: dt.datetime
    words: str


def shared(stay: Enrollment, items: tuple[str, ...], until: dt.date, consents: list[Consent] = ()) -> Shared:
    """The page about this stay with these items open; `consents` are those under which entries are shown."""
    sessions = _coming(stay, until)
    invited = [one for one in sessions if one.guests_welcome] if FAMILY_SESSIONS in items else []
    others = (
        [one for one in sessions if one not in invited and not one.is_cancelled]
        if SESSION_TIMES in items
        else []
    )
    return Shared(
        first_name=first_name(stay.participant),
        until=until,
        items=items,
        invited=invited,
        busy=_by_day(others),
        weeks=_weeks(stay) if ATTENDANCE in items else [],
        milestones=list(Milestone.of(stay).limit(MOST_SHOWN)) if MILESTONES in items else [],
        how_to_help=HowToHelp.of(stay) if HOW_TO_HELP in items else None,
        entries=_words_of(AddressedEntry.shown(consents)) if ENTRIES in items and consents else [],
    )


def consents_in_force(guest: User, stay: Enrollment) -> list[Consent]:
    """Those under which the guest is shown something of the stay now, the one that lasts longest first."""
    in_force = Consent.select().where(
        Consent.guest == guest.id,
        Consent.enrollment == stay.id,
        Consent.state == CONFIRMED,
        Consent.expires_at > clock.now(),
    )
    return list(in_force.order_by(Consent.expires_at.desc()))


def shared_until(guest: User, stay: Enrollment) -> dt.date:
    """The last day of what the guest is shown now."""
    return last_day(consents_in_force(guest, stay)[0])


def _weeks(stay: Enrollment) -> list[WeekOfComing]:
    """The last four weeks that are over, the latest first. What staff have not marked counts in neither number."""
    this_monday = monday_of(clock.today(stay.program.time_zone))
    first = this_monday - WEEKS_BACK * WEEK
    over = [one for one in sessions_of(stay, first, this_monday - DAY) if not one.is_cancelled]
    marked = marked_for(stay, over)
    weeks = []
    for back in range(1, WEEKS_BACK + 1):
        monday = this_monday - back * WEEK
        known = [marked[one.id] for one in over if monday_of(one.local_date) == monday and one.id in marked]
        if known:
            weeks.append(WeekOfComing(monday, sum(came(one) for one in known), len(known)))
    return weeks


def _words_of(entries) -> list[ShownWords]:
    return [ShownWords(entry.written_at, entry.words) for entry in entries if entry.words.strip()]


def first_name(person: User) -> str:
    return person.name.split()[0] if person.name.strip() else _("Someone")


def _coming(stay: Enrollment, until: dt.date) -> list[ProgramSession]:
    """Those of the next weeks that have not ended; nothing beyond the last day that is shared."""
    today = clock.today(stay.program.time_zone)
    return [one for one in sessions_of(stay, today, min(today + AHEAD, until)) if not one.is_past]


def _by_day(sessions: list[ProgramSession]) -> list[tuple[dt.date, list[BusyTime]]]:
    times = [BusyTime(one.starts_at, one.ends_at) for one in sessions]
    by_day = itertools.groupby(times, key=lambda one: clock.local(one.starts_at, viewer_zone()).date())
    return [(day, list(found)) for day, found in by_day]
