"""A coming session was moved, cancelled, brought back or added, or is elsewhere. What changed together is told at once.

`about` is what the reminder opens (one session, or the schedule for several) and when the last of it changed.
"""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from webapp import clock
from webapp.database import InstantField, among
from webapp.people.models import Placement
from webapp.reminders.kinds.kind import HIGH, SETTLES, Kind, Occasion
from webapp.reminders.people import Person
from webapp.timetables.many_calendars import sessions_of_many
from webapp.timetables.models import GIVEN, ProgramSession, Seat

LASTS = dt.timedelta(days=1)
CONCERNS = dt.timedelta(days=14)  # what is further away will be looked up before it matters
SEVERAL = "schedule"


def occasions(people: list[Person], now: dt.datetime) -> Iterator[Occasion]:
    owners = {stay.id: person.id for person in people for stay in person.stays}
    stays = [stay for person in people for stay in person.stays]
    news = {stay_id: [] for stay_id in owners}
    for stay_id, sessions in sessions_of_many(stays, _are_news, now - LASTS, now).items():
        news[stay_id] += [(one.news_at, one) for one in sessions if _is_near(one, now)]
    for stay_id, answered_at, one in _seats_given(owners, now):
        news[stay_id].append((answered_at, one))
    for stay_id, made_at, one in _placed(stays, now):
        news[stay_id].append((made_at, one))
    for stay_id, changes in news.items():
        for together in _bursts(changes):
            yield _occasion(owners[stay_id], together)


def _are_news(after, now):
    changed = ProgramSession.changed_at > after  # the index is on it
    return changed & (ProgramSession.news_at > after) & (ProgramSession.starts_at > now)


def _is_near(one: ProgramSession, now: dt.datetime) -> bool:
    return min(one.starts_at, one.was_at or one.starts_at) < now + CONCERNS


def _seats_given(owners: dict, now: dt.datetime):
    """Seats that staff gave, and when."""
    seats = (
        Seat.select(Seat, ProgramSession)
        .join(ProgramSession, on=Seat.program_session)
        .where(
            among(Seat.enrollment, owners),
            Seat.state == GIVEN,
            Seat.answered_by.is_null(False),
            Seat.answered_at > now - LASTS,
            ProgramSession.starts_at > now,
        )
    )
    return [(seat.enrollment_id, seat.answered_at, seat.program_session) for seat in seats]


class _Placed(NamedTuple):
    """Another level or track: it opens the schedule, and is of use until it begins."""

    id: str
    starts_at: dt.datetime


def _placed(stays: list, now: dt.datetime):
    """Other levels and tracks that staff set, and when."""
    zones = {stay.id: stay.program.time_zone for stay in stays}
    made = Placement.select(Placement.enrollment, Placement.made_at, Placement.starts_on).where(
        Placement.made_at > now - LASTS, among(Placement.enrollment, zones)
    )
    for stay_id, made_at, day in made.tuples():
        begins = clock.day_bounds(day, zones[stay_id])[1]
        if now < begins < now + CONCERNS:
            yield stay_id, made_at, _Placed(SEVERAL, begins)


def _bursts(changes: list) -> Iterator[list]:
    """Changes that follow one another within minutes, together."""
    burst = []
    for change in sorted(changes, key=lambda change: change[0]):
        if burst and change[0] - burst[-1][0] > SETTLES:
            yield burst
            burst = []
        burst.append(change)
    if burst:
        yield burst


def _occasion(user_id: str, burst: list) -> Occasion:
    changed_at = burst[-1][0]
    sessions = {one.id: one for _at, one in burst}
    opens = next(iter(sessions)) if len(sessions) == 1 else SEVERAL
    of_use_until = max(one.starts_at for one in sessions.values())
    about = f"{opens} {InstantField().db_value(changed_at)}"
    return Occasion(user_id, about, changed_at + SETTLES, min(changed_at + LASTS, of_use_until))


def _page(about: str) -> tuple[str, dict]:
    opens = about.split()[0]
    if opens == SEVERAL:
        return "schedule.week", {}
    return "schedule.program_session", {"program_session_id": opens}


CHANGE = Kind(
    name="change",
    title=_l("Changes to your schedule"),
    explanation=_l("A session was moved, called off, added or is in another place."),
    neutral=_l("There is something new for you. Tap to see it."),
    plain=_l("Your schedule has changed."),
    occasions=occasions,
    page=_page,
    kept_about=lambda stay: (SEVERAL,),  # those of single sessions are the same as before a session
    urgency=HIGH,
)
