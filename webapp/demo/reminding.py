"""What Jo is reminded of, on which phones, and what became of it."""

import datetime as dt
import secrets

from webapp import clock
from webapp.demo.days import day_of
from webapp.people.models import Enrollment, User
from webapp.push.models import Device, LostDevice
from webapp.reminders.models import (
    MISSED,
    ON_WAY,
    OPENED,
    SENT,
    SESSION,
    WITHDRAWN,
    DeviceDelivery,
    KindSettings,
    Reminder,
)
from webapp.routines.models import HARD_TIME, MONTHLY, ONCE, OWN, WEEKLY, Routine
from webapp.timetables.calendar import sessions_of

# purpose, how it repeats, in how many days it begins, weekdays, at, what Jo wrote
JO_PLANS = (
    (OWN, WEEKLY, 0, "0", "17:30", {"words": "Bins out. Then ten minutes outside."}),
    (OWN, ONCE, 4, "", "09:00", {"words": "Ring the landlord about the heating."}),
    (
        HARD_TIME,
        MONTHLY,
        9,
        "",
        "16:00",
        {
            "words": "Pay day. Card stays with Sam. Shop first, then the film night.",
            "skill": "longer-out-breathing",
            "person": "Sam",
            "phone": "555 0142",
        },
    ),
    (HARD_TIME, WEEKLY, 0, "5", "21:00", {"words": "Saturday night, alone at home. Call before nine."}),
)
DEVICES = {"Chrome on Android": 30, "Firefox on Windows": 25}  # by days in use
# outcome, reason, what was done with it; the newest first
BECAME = (
    (SENT, "", OPENED),
    (SENT, "", ON_WAY),
    (MISSED, "unreachable", ""),
    (SENT, "", ""),
    (WITHDRAWN, "moved", ""),
    (SENT, "", OPENED),
)


def choose(stay: Enrollment) -> None:
    """What Jo chose to be reminded of, wrote for himself, and planned for pay day and weekends."""
    KindSettings.keep(stay.participant, "session", leads="1440 60")
    KindSettings.keep(stay.participant, "check_in", times="08:30 20:00", is_plain=True)
    for purpose, repeats, starts_on, weekdays, at, content in JO_PLANS:
        routine = Routine(
            enrollment=stay, purpose=purpose, repeats=repeats, starts_on=day_of(stay, starts_on), at=at
        )
        routine.weekdays = weekdays
        routine.take(content)
        routine.save(force_insert=True)


def remind(stay: Enrollment) -> None:
    """A phone that works, one that does not, one that is lost; and what became of the last reminders."""
    jo, now, today = stay.participant, clock.now(), clock.today(stay.program.time_zone)
    phone, laptop = (_device(jo, name, days) for name, days in DEVICES.items())
    over = [one for one in sessions_of(stay, stay.admitted_on, today) if one.is_past]
    for one, (outcome, reason, answered) in zip(reversed(over), BECAME, strict=False):
        due_at = one.starts_at - dt.timedelta(hours=1)
        sent_at = due_at + dt.timedelta(seconds=2) if outcome == SENT else None
        times = {"due_at": due_at, "wake_at": due_at, "expires_at": one.starts_at, "sent_at": sent_at}
        became = {"outcome": outcome, "reason": reason, "answered": answered, "attempts": 1}
        reminder = Reminder.create(user=jo, kind=SESSION, about=f"{one.id} 60", **times, **became)
        if sent_at:
            DeviceDelivery.create(reminder=reminder, device=phone, result=SENT, at=sent_at)
            phone.last_success_at = max(phone.last_success_at or sent_at, sent_at)
    laptop.last_success_at, laptop.failing_since = now - dt.timedelta(days=4), now - dt.timedelta(days=2)
    laptop.last_failure = "timeout"
    for device in (phone, laptop):
        device.save()
    LostDevice.create(user=jo, label="Safari on iPhone", lost_at=now - dt.timedelta(days=3))


def _device(user: User, label: str, days: int) -> Device:
    """Its address belongs to no push service, so nobody is ever called."""
    name = secrets.token_hex(8)
    added, address = clock.now() - dt.timedelta(days=days), f"https://{name}.demo.example/"
    return Device.create(user=user, endpoint_digest=name, label=label, created_at=added, endpoint=address)
