"""What is planned for somebody, for the tests of reminders."""

import datetime as dt

from webapp import clock
from webapp.encryption import create_key
from webapp.people.models import Enrollment, Level, Placement, User
from webapp.push.models import Device
from webapp.reminders.models import Reminder, ReminderSettings
from webapp.reminders.planning import plan_for

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


def give_phone(user: User, **settings) -> Device:
    """A device that reminders are planned for, with quiet hours off so that times are plain."""
    ReminderSettings.keep(user, **{"quiet_hours": "", **settings})
    device = Device(user=user.id, endpoint_digest=f"phone of {user.id}")
    device.save(force_insert=True)
    return device


def planned(user: User, kind: str) -> dict[str, Reminder]:
    """Plan, and what is then still to be said of that kind, by what it is about."""
    plan_for(user)
    waiting = Reminder.select().where(Reminder.user == user.id, Reminder.kind == kind, Reminder.open())
    return {one.about: one for one in waiting.order_by(Reminder.due_at)}


def reason_of(user: User, about: str) -> str:
    """Why that one is not said."""
    row = Reminder.get(Reminder.user == user.id, Reminder.about == about)
    assert row.outcome == "withdrawn"
    return row.reason


def say_it_was_sent(reminder: Reminder) -> None:
    sent = {"outcome": "sent", "sent_at": clock.now(), "attempts": 1}
    Reminder.update(**sent).where(Reminder.id == reminder.id).execute()


def another_participant(like: Enrollment, number: int) -> User:
    """One more person on the same level and track, with a phone."""
    user = User.register(f"more{number}@example.org", f"More {number}")
    stay = Enrollment(participant=user.id, program=like.program_id, admitted_on=like.admitted_on)
    create_key(stay.id)
    stay.save(force_insert=True)
    placed = Placement.get(Placement.enrollment == like.id)
    Placement.create(
        enrollment=stay,
        level=Level.get_by_id(placed.level_id),
        track=placed.track,
        starts_on=placed.starts_on,
    )
    give_phone(user)
    return user
