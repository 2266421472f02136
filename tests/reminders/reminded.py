"""Reminders in the states that pages and answers meet."""

import datetime as dt

from webapp import clock
from webapp.push.models import Device
from webapp.reminders.models import SENT, SESSION, DeviceDelivery, Reminder
from webapp.timetables.calendar import sessions_of


def phone_of(user, label="Chrome on Android", **values) -> Device:
    digest = f"{user.id} {label}"
    return Device.create(
        user=user, endpoint_digest=digest, endpoint="https://a.example/", label=label, **values
    )


def next_session(stay):
    today = clock.today(stay.program.time_zone)
    near = sessions_of(stay, today, today + dt.timedelta(days=7))
    return next(one for one in near if one.starts_at > clock.now())


def reminder_of(
    user, about="x 60", kind=SESSION, begins=dt.timedelta(minutes=60), device=None, **values
) -> Reminder:
    """One that was sent just now, about something that begins in an hour."""
    now = clock.now()
    usual = {"sent_at": now, "outcome": SENT, "attempts": 1}
    reminder = Reminder.create(
        user=user,
        kind=kind,
        about=about,
        due_at=now,
        wake_at=now,
        expires_at=now + begins,
        **(usual | values),
    )
    if device is not None:
        DeviceDelivery.create(reminder=reminder, device=device, result=SENT)
    return reminder


def again(reminder) -> Reminder:
    return Reminder.get_by_id(reminder.id)
