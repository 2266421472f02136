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
from webapp.schedule.calendar import sessions_of

AHEAD = dt.timedelta(weeks=6)

# 42 CFR 2.32(a)(2), word for word: never translated, never simplified.
FEDERAL_NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."


@dataclass(frozen=True)
class Meeting:
    """A program session as far as the guest may know it; one they are not invited to is only a busy time."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    title: str
    place: str = ""
    telehealth: str = ""
    is_cancelled: bool = False
    is_busy: bool = False


@dataclass(frozen=True)
class Shared:
    """One guest's page about one participant."""

    first_name: str
    until: dt.date
    items: tuple[str, ...]
    days: list[tuple[dt.date, list[Meeting]]]

    @property
    def in_words(self) -> str:
        return _(" and ").join(str(NAMES_FOR_GUEST[item]) for item in self.items)

    @property
    def next_invited(self) -> Meeting | None:
        meetings = (one for _day, found in self.days for one in found)
        return next((one for one in meetings if not one.is_busy and not one.is_cancelled), None)


def shared(stay: Enrollment, items: tuple[str, ...], until: dt.date) -> Shared:
    """The page about this stay with these items open."""
    meetings = list(_meetings(stay, items, until))
    by_day = itertools.groupby(meetings, key=lambda one: clock.local(one.starts_at, viewer_zone()).date())
    return Shared(first_name(stay.participant), until, items, [(day, list(found)) for day, found in by_day])


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


def _meetings(stay: Enrollment, items: tuple[str, ...], until: dt.date):
    """Those of the next weeks that have not ended; nothing beyond the last day that is shared."""
    today = clock.today(stay.program.time_zone)
    for one in sessions_of(stay, today, min(today + AHEAD, until)):
        if one.is_past:
            continue
        if one.guests_welcome and FAMILY_SESSIONS in items:
            yield Meeting(one.starts_at, one.ends_at, one.title, one.place, one.telehealth, one.is_cancelled)
        elif SESSION_TIMES in items and not one.is_cancelled:
            yield Meeting(one.starts_at, one.ends_at, _("Busy"), is_busy=True)
