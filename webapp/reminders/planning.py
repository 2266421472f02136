"""What should be sent: read from the schedule, written to the table of reminders.

Planning may run at any time and as often as one likes: it changes only what differs. A moved session moves
its reminder; a cancelled one, or one that the person said they cannot come to, withdraws it. It also runs for a
person just before sending to them, so what is sent always still applies.
"""

import datetime as dt
from typing import NamedTuple

from webapp import clock
from webapp.access import Permission, enrollments
from webapp.attendance.notices import not_coming
from webapp.database import writing
from webapp.people.models import User
from webapp.push.models import Device
from webapp.reminders.models import SESSION, WITHDRAWN, DeviceDelivery, Reminder, ReminderSettings
from webapp.reminders.quiet import audible
from webapp.timetables.calendar import sessions_of

AHEAD = dt.timedelta(days=7)


class Wanted(NamedTuple):
    """When the reminder of one program session should go, and when it is of no more use."""

    due_at: dt.datetime
    expires_at: dt.datetime


def plan_all() -> None:
    """Plan for everyone who has a device. (Reminders of others are withdrawn when they come due.)"""
    reachable = User.select().where(User.active, User.id.in_(Device.select(Device.user)))
    for user in list(reachable):
        plan_for(user)


def plan_for(user: User) -> None:
    """Make the person's reminders what their schedule and settings say."""
    now = clock.now()
    wanted = _wanted(user, now)
    with writing():
        known = {reminder.about: reminder for reminder in _known(user, now)}
        for about, times in wanted.items():
            if about not in known:
                _add(user, about, times)
            else:
                _correct(known[about], times)
        for about in known.keys() - wanted.keys():
            _withdraw(known[about])


def _wanted(user: User, now: dt.datetime) -> dict[str, Wanted]:
    settings = ReminderSettings.of(user)
    if not (user.active and settings.is_on and Device.of(user).exists()):
        return {}
    wanted, on_way = {}, Reminder.on_way([user.id])
    for enrollment in enrollments(user, Permission.SEE_OWN_STAY):
        zone_name = user.time_zone or enrollment.program.time_zone
        today = clock.local(now, enrollment.program.time_zone).date()
        near = sessions_of(enrollment, today, today + AHEAD)
        away = not_coming(enrollment, near)
        for one in near:
            gone_there = (user.id, one.id, one.starts_at) in on_way
            if one.starts_at > now and not one.is_cancelled and one.id not in away and not gone_there:
                due_at = one.starts_at - dt.timedelta(minutes=settings.lead_minutes)
                wanted[one.id] = Wanted(
                    audible(due_at, one.starts_at, settings.quiet_hours, zone_name), one.starts_at
                )
    return wanted


def _known(user: User, now: dt.datetime):
    return Reminder.select().where(
        Reminder.user == user.id, Reminder.kind == SESSION, Reminder.open() | (Reminder.expires_at > now)
    )


def _add(user: User, about: str, times: Wanted) -> None:
    Reminder.insert(
        user=user.id, kind=SESSION, about=about, wake_at=times.due_at, **times._asdict()
    ).on_conflict_ignore().execute()  # another worker may have planned it this moment


def _correct(reminder: Reminder, times: Wanted) -> None:
    """Follow the session. One that moved is a new thing to say, also to who was already reminded."""
    moved = reminder.expires_at != times.expires_at
    if not moved and reminder.outcome is None and reminder.snoozed_until:
        return  # the person said when
    if moved or reminder.outcome == WITHDRAWN:
        DeviceDelivery.delete().where(DeviceDelivery.reminder == reminder.id).execute()
        anew = {"reason": "", "answered": "", "snoozed_until": None, "mailed_at": None}
        anew |= {"claimed_at": None, "claimed_by": None}
        _set(reminder, times, outcome=None, sent_at=None, attempts=0, **anew)
    elif reminder.outcome is None and reminder.attempts == 0 and reminder.due_at != times.due_at:
        _set(reminder, times)


def _set(reminder: Reminder, times: Wanted, **also) -> None:
    values = times._asdict() | {"wake_at": times.due_at} | also
    Reminder.update(**values).where(Reminder.id == reminder.id).execute()


def _withdraw(reminder: Reminder) -> None:
    """Only what is still to be done: what was sent stays as it was, and what came too late is `missed`."""
    still_ahead = (Reminder.id == reminder.id) & Reminder.open() & (Reminder.expires_at > clock.now())
    Reminder.update(outcome=WITHDRAWN).where(still_ahead).execute()
