"""How reminders are going for one person: the last and the next, the last ten, their devices, and what is wrong."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from webapp import clock, mail
from webapp.encryption import preload_keys
from webapp.people.models import User
from webapp.push.models import Device, LostDevice
from webapp.reminders.models import MISSED, SENT, DeviceDelivery, Reminder, ReminderSettings, WorkerBeat

MOST_SHOWN = 10
UNSEEN_FOR = dt.timedelta(minutes=2)  # a worker that is well shows itself each ten seconds


@dataclass(frozen=True)
class Past:
    """One reminder that was sent, missed or not needed, and the labels of the devices that it reached."""

    reminder: Reminder
    devices: list[str]


@dataclass(frozen=True)
class Overview:
    user: User
    settings: ReminderSettings

    @classmethod
    def of(cls, user: User) -> "Overview":
        preload_keys({user.id})
        return cls(user, ReminderSettings.of(user))

    @cached_property
    def devices(self) -> list[Device]:
        return list(Device.of(self.user))

    @cached_property
    def lost(self) -> list[LostDevice]:
        """The devices that stopped taking reminders, until the person says "I know"."""
        mine = LostDevice.select().where(LostDevice.user == self.user.id)
        return list(mine.order_by(LostDevice.lost_at.desc()).limit(MOST_SHOWN))

    @cached_property
    def next(self) -> Reminder | None:
        return Reminder.next_of(self.user)

    @cached_property
    def past(self) -> list[Past]:
        """What came due last, the newest first."""
        reminders = list(_past(self.user).limit(MOST_SHOWN))
        reached = {}
        for delivery in _reached(reminders):
            reached.setdefault(delivery.reminder_id, []).append(delivery.device.label)
        return [Past(one, reached.get(one.id, [])) for one in reminders]

    @cached_property
    def last(self) -> Past | None:
        """The newest that was sent or should have been: what was withdrawn in time is no news."""
        tried = (one for one in self.past if one.reminder.standing in (SENT, MISSED, "retrying"))
        return next(tried, None)

    @property
    def paused_until(self) -> dt.datetime | None:
        until = self.settings.paused_until
        return until if until and until > clock.now() else None

    @property
    def quiet_hours(self) -> tuple[dt.time, dt.time] | None:
        if not self.settings.quiet_hours:
            return None
        begins, ends = self.settings.quiet_hours.split("-")
        return dt.time.fromisoformat(begins), dt.time.fromisoformat(ends)

    @property
    def may_mail(self) -> bool:
        """Whether this installation can send mail at all."""
        return mail.is_on()

    @cached_property
    def is_late(self) -> bool:
        """No worker is at work: reminders wait, and that is nobody's fault but ours."""
        return not WorkerBeat.select().where(WorkerBeat.seen_at > clock.now() - UNSEEN_FOR).exists()


def _past(user: User):
    tried = Reminder.outcome.in_([SENT, MISSED]) | Reminder.sent_at.is_null(False) | (Reminder.attempts > 0)
    not_needed = Reminder.outcome.is_null(False) & (Reminder.due_at <= clock.now())
    answered = Reminder.answered != ""
    mine = Reminder.select().where(Reminder.user == user.id, tried | not_needed | answered)
    return mine.order_by(Reminder.due_at.desc(), Reminder.id)


def _reached(reminders: list[Reminder]):
    ids = [one.id for one in reminders]
    deliveries = DeviceDelivery.select(DeviceDelivery, Device).join(Device)
    return deliveries.where(DeviceDelivery.reminder.in_(ids), DeviceDelivery.result == SENT)
