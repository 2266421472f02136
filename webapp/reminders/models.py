"""What should be sent when, to whom, and how it went."""

import datetime as dt

import peewee

from webapp import clock
from webapp.database import InstantField, Model, among, from_json, new_id, new_ids, writing
from webapp.people.models import User
from webapp.prepared import prepared
from webapp.push.answers import Outcome
from webapp.push.models import Device

SESSION, TEST = "session", "test"
SENT, MISSED, WITHDRAWN = "sent", "missed", "withdrawn"
MAIL = "mail"  # what stood in for a phone
OPENED, SNOOZED, ON_WAY = "opened", "snoozed", "on_way"

TEST_LASTS = dt.timedelta(minutes=10)
BEATS_LAST = dt.timedelta(days=1)
LAST_CALL = dt.timedelta(minutes=5)  # so long before it is of no more use, a snoozed one comes at the latest
SHORTEST_SNOOZE = dt.timedelta(minutes=1)


class ReminderSettings(Model):
    """How one person wants to be reminded. Who has no row has the defaults."""

    user = peewee.ForeignKeyField(User, unique=True, on_delete="CASCADE")
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
    """How one person wants one kind of reminder. Who has no row for it has the kind's defaults (kinds/)."""

    user = peewee.ForeignKeyField(User, on_delete="CASCADE")
    kind = peewee.TextField()
    is_on = peewee.BooleanField(default=True)
    is_plain = peewee.BooleanField(default=False)  # says what it is about, because the person chose so
    leads = peewee.TextField(default="")  # minutes before, "1440 60"
    times = peewee.TextField(default="")  # wall times, "08:00 20:00"
    weekdays = peewee.TextField(default="0123456")  # 0 is Monday

    class Meta:
        indexes = ((("user", "kind"), True),)

    @classmethod
    def keep(cls, user: User, kind: str, **chosen) -> None:
        """Keep what was chosen of one kind; what is not named stays, or is the column's default."""
        cls.insert(user=user.id, kind=kind, **chosen).on_conflict(
            conflict_target=[cls.user, cls.kind], update=chosen
        ).execute()


class WorkerBeat(Model):
    """When each running worker was last seen at work."""

    name = peewee.TextField(unique=True)
    started_at = InstantField(default=clock.now)
    seen_at = InstantField(default=clock.now)

    @classmethod
    def beat(cls, name: str) -> None:
        """This worker is at work. Those that were killed long ago are forgotten."""
        now = clock.now()
        with writing():
            cls.delete().where(cls.seen_at < now - BEATS_LAST).execute()
            cls.insert(name=name, seen_at=now).on_conflict(
                conflict_target=[cls.name], update={"seen_at": now}
            ).execute()

    @classmethod
    def stop(cls, name: str) -> None:
        """This worker went home."""
        cls.delete().where(cls.name == name).execute()


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
        waiting = (cls.user == user.id) & cls.open() & (cls.kind != TEST) & (cls.due_at > clock.now())
        return cls.select().where(waiting).order_by(cls.due_at).first()

    @property
    def occasion(self) -> str:
        """The id of what it is about; the other reminders of it differ in what follows."""
        return self.about.partition(" ")[0]

    def snooze_time(self, minutes: int) -> dt.datetime | None:
        """When it would come again; None if there is no time for that, or if nothing is left to be reminded of."""
        now = clock.now()
        at = min(now + dt.timedelta(minutes=minutes), self.expires_at - LAST_CALL)
        return None if self.outcome == WITHDRAWN or at < now + SHORTEST_SNOOZE else at

    def snooze(self, minutes: int) -> bool:
        """Come again so much later, as if for the first time. False if there is no time for that."""
        at = self.snooze_time(minutes)
        if at is None:
            return False
        anew = {"outcome": None, "reason": "", "sent_at": None, "mailed_at": None, "attempts": 0}
        anew |= {"claimed_at": None, "claimed_by": None}
        with writing():
            DeviceDelivery.delete().where(DeviceDelivery.reminder == self.id).execute()
            self._set(snoozed_until=at, due_at=at, wake_at=at, answered=SNOOZED, **anew)
        return True

    def note_opened(self) -> bool:
        """The person looked at it. What they said about it since stands."""
        if self.answered != ON_WAY and (self.sent_at or self.mailed_at):
            self._set(answered=OPENED)
        return True

    def note_on_way(self) -> bool:
        """The person is on their way: nothing more is sent about the same program session."""
        same = (Reminder.user == self.user_id) & (Reminder.kind == self.kind) & Reminder.open()
        same &= (Reminder.about == self.occasion) | Reminder.about.startswith(f"{self.occasion} ")
        with writing():
            self._set(answered=ON_WAY)
            Reminder.update(outcome=SENT).where(same, Reminder.sent_at.is_null(False)).execute()
            Reminder.update(outcome=WITHDRAWN, reason="done_already").where(same).execute()
        return True

    @classmethod
    def on_way(cls, user_ids: list[str]) -> set[tuple[str, str, dt.datetime]]:
        """Whose person is on their way: user, program session and the start that they were told of."""
        return {(user, about.partition(" ")[0], starts_at) for user, about, starts_at in _on_way(user_ids)}

    def _set(self, **values) -> None:
        Reminder.update(**values).where(Reminder.id == self.id).execute()
        for name, value in values.items():
            setattr(self, name, value)

    @property
    def standing(self) -> str:
        """How it stands, in one word: sent, missed, withdrawn, retrying or waiting."""
        if self.outcome:
            return self.outcome
        if self.sent_at:
            return SENT
        return "retrying" if self.attempts else "waiting"


@prepared
def _on_way(user_ids):
    said = among(Reminder.user, user_ids) & (Reminder.kind == SESSION) & (Reminder.answered == ON_WAY)
    return Reminder.select(Reminder.user, Reminder.about, Reminder.expires_at).where(said).tuples()


# Small indexes that stay small however many reminders were ever sent.
Reminder.add_index(Reminder.index(Reminder.wake_at, where=Reminder.open(), name="reminder_to_do"))
Reminder.add_index(
    Reminder.index(
        Reminder.claimed_at, where=Reminder.open() & Reminder.claimed_at.is_null(False), name="reminder_begun"
    )
)
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
    def keep_all(cls, fared: list[tuple[Reminder, Device, Outcome]]) -> None:
        """Keep how deliveries went, with one statement; the latest word on each counts."""
        now = cls.at.db_value(clock.now())
        rows = {
            (reminder.id, device.id): (key, reminder.id, device.id, outcome.result, outcome.detail, now)
            for key, (reminder, device, outcome) in zip(new_ids(len(fared)), fared, strict=True)
        }
        if rows:
            fields = [cls.id, cls.reminder, cls.device, cls.result, cls.detail, cls.at]
            cls.insert_from(from_json(rows.values(), fields), fields).on_conflict(
                conflict_target=[cls.reminder, cls.device], preserve=[cls.result, cls.detail, cls.at]
            ).execute()
