"""What a guest is shown of one stay: only what its open items allow reaches the page."""

import datetime as dt
import itertools
from dataclasses import dataclass

from flask_babel import gettext as _

from webapp import clock
from webapp.formatting import viewer_zone
from webapp.guests.items import NAMES_FOR_GUEST
from webapp.guests.sharing import last_day
from webapp.people.consents import CONFIRMED, FAMILY_SESSIONS, SESSION_TIMES, Consent
from webapp.people.models import Enrollment, User
from webapp.timetables.calendar import sessions_of
from webapp.timetables.models import ProgramSession

AHEAD = dt.timedelta(weeks=6)

# 42 CFR 2.32(a)(2), word for word: never translated, never simplified.
FEDERAL_NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."


@dataclass(frozen=True)
class Shared:
    """One guest's page about one participant: the sessions they may come to, and busy times by day."""

    first_name: str
    until: dt.date
    items: tuple[str, ...]
    invited: list[ProgramSession]
    busy: list[tuple[dt.date, list["BusyTime"]]]

    @property
    def in_words(self) -> str:
        return _(" and ").join(str(NAMES_FOR_GUEST[item]) for item in self.items)

    @property
    def next_invited(self) -> ProgramSession | None:
        return next((one for one in self.invited if not one.is_cancelled), None)


@dataclass(frozen=True)
class BusyTime:
    """A time and nothing else: what it is for does not come this far."""

    starts_at: dt.datetime
    ends_at: dt.datetime


def shared(stay: Enrollment, items: tuple[str, ...], until: dt.date) -> Shared:
    """The page about this stay with these items open."""
    sessions = _coming(stay, until)
    invited = [one for one in sessions if one.guests_welcome] if FAMILY_SESSIONS in items else []
    others = (
        [one for one in sessions if one not in invited and not one.is_cancelled]
        if SESSION_TIMES in items
        else []
    )
    return Shared(first_name(stay.participant), until, items, invited, _by_day(others))


def shared_until(guest: User, stay: Enrollment) -> dt.date:
    """The last day of what the guest is shown now."""
    consents = Consent.select().where(
        Consent.guest == guest.id,
        Consent.enrollment == stay.id,
        Consent.state == CONFIRMED,
        Consent.expires_at > clock.now(),
    )
    return last_day(consents.order_by(Consent.expires_at.desc()).get())


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
