"""What should be sent when, to whom, and how it went."""

import datetime as dt

import peewee

from webapp import clock
from webapp.database import DayField, InstantField, Model, new_id
from webapp.encryption import Sealed, SealedModel
from webapp.people.models import Enrollment, User
from webapp.push.models import Device

SESSION, TEST = "session", "test"
SENT, MISSED, WITHDRAWN = "sent", "missed", "withdrawn"

LEAD_MINUTES = (15, 30, 60, 120)
QUIET_HOURS = ("", "21:00-07:00", "22:00-07:00", "23:00-08:00")
TEST_LASTS = dt.timedelta(minutes=10)


class ReminderSettings(Model):
    """How one person wants to be reminded. Who has no row has the defaults."""

    user = peewee.ForeignKeyField(User, unique=True, on_delete="CASCADE")
    is_on = peewee.BooleanField(default=True)
    lead_minutes = peewee.IntegerField(default=60)
    quiet_hours = peewee.TextField(default="22:00-07:00")
    by_email = peewee.BooleanField(default=False)  # when no phone could be reached
    paused_until = InstantField(null=True)

    @classmethod
    def of(cls, user: User) -> "ReminderSettings":
        return cls.get_or_none(cls.user == user.id) or cls(user=user.id)

    @classmethod
    def keep(cls, user: User, **chosen) -> None:
        cls.insert(user=user.id, **chosen).on_conflict(conflict_target=[cls.user], update=chosen).execute()


class KindSettings(Model):
    """How one person wants one kind of reminder. Who has no row for it has the kind's defaults."""

    user = peewee.ForeignKeyField(User, on_delete="CASCADE")
    kind = peewee.TextField()
    is_on = peewee.BooleanField(default=True)
    is_plain = peewee.BooleanField(default=False)  # says what it is about, because the person chose so
    leads = peewee.TextField(default="")  # minutes before, "1440 60"
    times = peewee.TextField(default="")  # wall times, "08:00 20:00"
    weekdays = peewee.TextField(default="0123456")  # 0 is Monday

    class Meta:
        indexes = ((("user", "kind"), True),)


class Routine(SealedModel):
    """Something a participant wrote to be reminded of, or a time that they know to be hard (a high-risk window).

    Wall times in their own zone. `repeats` says which of the other columns count.
    """

    key_owner = "enrollment"

    enrollment = peewee.ForeignKeyField(Enrollment, backref="routines", on_delete="CASCADE")
    purpose = peewee.TextField(constraints=[peewee.Check("purpose IN ('own', 'hard_time')")])
    repeats = peewee.TextField(
        constraints=[peewee.Check("repeats IN ('once', 'weekly', 'monthly', 'yearly')")]
    )
    starts_on = DayField()  # the day itself, or the first of them
    weekdays = peewee.TextField(default="")
    at = peewee.TextField()
    created_at = InstantField(default=clock.now)

    words = Sealed(default="")
    skill = Sealed(default="")  # slug of an exercise
    person = Sealed(default="")
    phone = Sealed(default="")


class WorkerBeat(Model):
    """When each running worker was last seen at work."""

    name = peewee.TextField(unique=True)
    started_at = InstantField(default=clock.now)
    seen_at = InstantField(default=clock.now)


class Reminder(Model):
    """One message that should reach one person once. While `outcome` is empty it is still to be done.

    `wake_at` is when a worker may take it: when it is due, when the lease of a worker that died ends, or when
    the next try after a failure comes. Nothing sent later than `expires_at` would be of use.
    """

    user = peewee.ForeignKeyField(User, backref="reminders", on_delete="CASCADE")
    kind = peewee.TextField()
    about = peewee.TextField()
    due_at = InstantField()
    expires_at = InstantField()
    wake_at = InstantField()
    claimed_at = InstantField(null=True)
    claimed_by = peewee.TextField(null=True)
    attempts = peewee.IntegerField(default=0)
    sent_at = InstantField(null=True)
    outcome = peewee.TextField(null=True)
    reason = peewee.TextField(
        default=""
    )  # why it was missed or withdrawn, in one word for the page to explain
    answered = peewee.TextField(default="")  # what the person did with it: opened, snoozed, on_way
    snoozed_until = InstantField(null=True)
    mailed_at = InstantField(null=True)

    class Meta:
        indexes = ((("user", "kind", "about"), True), (("user", "due_at"), False))

    @classmethod
    def open(cls):
        """The condition of what is still to be done (the words of the partial index below)."""
        return cls.outcome.is_null()

    @classmethod
    def send_test(cls, user: User) -> "Reminder":
        """A reminder that is due now: it takes the same way as every other, so it proves the whole way."""
        now = clock.now()
        return cls.create(
            user=user.id, kind=TEST, about=new_id(), due_at=now, wake_at=now, expires_at=now + TEST_LASTS
        )

    @classmethod
    def last_of(cls, user: User) -> "Reminder | None":
        """The reminder that was last sent or missed."""
        done = cls.outcome.in_([SENT, MISSED]) | cls.sent_at.is_null(False) | (cls.attempts > 0)
        return cls.select().where(cls.user == user.id, done).order_by(cls.due_at.desc()).first()

    @classmethod
    def next_of(cls, user: User) -> "Reminder | None":
        """The reminder that is due next."""
        waiting = (cls.user == user.id) & cls.open() & (cls.kind == SESSION) & (cls.due_at > clock.now())
        return cls.select().where(waiting).order_by(cls.due_at).first()

    @property
    def standing(self) -> str:
        """How it stands, in one word: sent, missed, withdrawn, retrying or waiting."""
        if self.outcome:
            return self.outcome
        if self.sent_at:
            return SENT
        return "retrying" if self.attempts else "waiting"


# A small index that stays small however many reminders were ever sent.
Reminder.add_index(Reminder.index(Reminder.wake_at, where=Reminder.open(), name="reminder_to_do"))
# What should have gone by now, and what became of the last hour's: asked by `standing` every few seconds.
Reminder.add_index(Reminder.index(Reminder.due_at, where=Reminder.open(), name="reminder_due"))
Reminder.add_index(
    Reminder.index(Reminder.due_at, where=Reminder.outcome.is_null(False), name="reminder_done")
)


class DeviceDelivery(Model):
    """How one reminder fared on one device, so that a second try goes only where the first one failed."""

    reminder = peewee.ForeignKeyField(Reminder, backref="deliveries", on_delete="CASCADE")
    device = peewee.ForeignKeyField(Device, backref="deliveries", on_delete="CASCADE")
    result = peewee.TextField()
    detail = peewee.TextField(default="")
    at = InstantField(default=clock.now)

    class Meta:
        indexes = ((("reminder", "device"), True),)

    @classmethod
    def keep(cls, reminder: Reminder, device: Device, outcome) -> None:
        told = {"result": outcome.result, "detail": outcome.detail, "at": clock.now()}
        cls.insert(reminder=reminder.id, device=device.id, **told).on_conflict(
            conflict_target=[cls.reminder, cls.device], update=told
        ).execute()
