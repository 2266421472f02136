"""Before a program session, once for each lead time that the person chose."""

import datetime as dt
from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from webapp import clock
from webapp.attendance.notices import not_coming_among
from webapp.people.models import Enrollment
from webapp.reminders.kinds.kind import HIGH, MINUTE, Kind, Occasion
from webapp.reminders.models import Reminder
from webapp.reminders.people import Person
from webapp.timetables.calendar import sessions_of
from webapp.timetables.many_calendars import sessions_of_many
from webapp.timetables.models import ProgramSession

AHEAD = dt.timedelta(days=7)
ONE_DAY = dt.timedelta(days=1)


def occasions(people: list[Person], now: dt.datetime) -> Iterator[Occasion]:
    stays = [stay for person in people for stay in person.stays]
    today = now.date()  # days wider than any zone's; the instants decide
    near = today - ONE_DAY, today + AHEAD + ONE_DAY, now
    sessions = sessions_of_many(stays, _are_near, *near)
    away = not_coming_among(stays, _are_near(*near))
    on_way = Reminder.on_way([person.id for person in people])
    for person in people:
        choice = SESSION.choice_of(person)
        leads = [dt.timedelta(minutes=lead) for lead in choice.leads]
        for stay in person.stays:
            last_day = clock.local(now, stay.program.time_zone).date() + AHEAD
            for one in sessions[stay.id]:
                if one.local_date <= last_day:
                    gone = (person.id, one.id, one.starts_at) in on_way
                    is_of_day = str(one.local_date.weekday()) in choice.weekdays
                    reason = "" if is_of_day else "other_day"
                    reason = reason or _why_not(one, is_away=(stay.id, one.id) in away, is_on_way=gone)
                    yield from _before(person, one, leads, reason, now)


def _are_near(first_day, last_day, now):
    return ProgramSession.local_date.between(first_day, last_day) & (ProgramSession.starts_at > now)


def _why_not(one: ProgramSession, is_away: bool, is_on_way: bool) -> str:
    if one.is_cancelled:
        return "cancelled"
    if is_away:
        return "not_coming"
    return "done_already" if is_on_way else ""


def _before(person: Person, one: ProgramSession, leads: list, reason: str, now: dt.datetime):
    overtaken = sorted(lead for lead in leads if one.starts_at - lead <= now)[1:]
    for lead in leads:
        about = f"{one.id} {lead // MINUTE}"
        too_late = "too_late" if lead in overtaken else ""  # a later lead time is due as well
        yield Occasion(person.id, about, one.starts_at - lead, one.starts_at, reason or too_late)


def _coming(stay: Enrollment) -> Iterator[str]:
    today = clock.today(stay.program.time_zone)
    return (one.id for one in sessions_of(stay, today, today + AHEAD))


SESSION = Kind(
    name="session",
    title=_l("Before a session"),
    explanation=_l("So that you are there in time."),
    neutral=_l("You have something coming up. Tap to see it."),
    plain=_l("Your next appointment is coming up."),
    occasions=occasions,
    page=lambda about: ("schedule.program_session", {"program_session_id": about.split()[0]}),
    leads=(60,),
    offered_leads=(1440, 180, 120, 60, 30, 15),
    has_days=True,
    vanished="cancelled",
    kept_about=_coming,
    urgency=HIGH,
)
