"""What comes back in a participant's own days. The words are sealed; when it comes is not: it has to be planned."""

import datetime as dt

import peewee

from webapp import clock
from webapp.database import DayField, InstantField
from webapp.encryption import Sealed, SealedModel
from webapp.people.models import Enrollment

OWN, HARD_TIME = "own", "hard_time"
ONCE, WEEKLY, MONTHLY, YEARLY = "once", "weekly", "monthly", "yearly"
UNDO_WITHIN = dt.timedelta(hours=24)
MOST = 30  # of one stay and purpose; more would be noise


class Routine(SealedModel):
    """Something a participant wrote to be reminded of, or a time that they know to be hard (a high-risk window).

    `at` is a wall time wherever they live at that moment. `repeats` says which days it comes (see days.py).
    """

    key_owner = "enrollment"
    wholly_private = True

    enrollment = peewee.ForeignKeyField(Enrollment, backref="routines", on_delete="CASCADE")
    purpose = peewee.TextField(constraints=[peewee.Check("purpose IN ('own', 'hard_time')")])
    repeats = peewee.TextField(
        constraints=[peewee.Check("repeats IN ('once', 'weekly', 'monthly', 'yearly')")]
    )
    starts_on = DayField()  # the day itself, or the first of them
    weekdays = peewee.TextField(default="")  # of a weekly one: "56"; 0 is Monday
    at = peewee.TextField()
    created_at = InstantField(default=clock.now)
    deleted_at = InstantField(null=True)

    words = Sealed(default="")
    skill = Sealed(default="")  # slug of an exercise
    person = Sealed(default="")
    phone = Sealed(default="")

    @classmethod
    def kept(cls) -> peewee.ModelSelect:
        """Every one that is not deleted."""
        return cls.select().where(cls.deleted_at.is_null())

    @classmethod
    def of(cls, enrollment: Enrollment, purpose: str) -> list["Routine"]:
        """A stay's routines of one purpose, in the order in which they were made."""
        mine = (cls.enrollment == enrollment.id) & (cls.purpose == purpose)
        return list(cls.kept().where(mine).order_by(cls.created_at, cls.id))

    @classmethod
    def recoverable(cls) -> peewee.ModelSelect:
        """Every one that can still be looked at or brought back."""
        return cls.select().where(cls.deleted_at.is_null() | (cls.deleted_at > clock.now() - UNDO_WITHIN))

    @classmethod
    def has_room(cls, enrollment: Enrollment, purpose: str) -> bool:
        return len(cls.of(enrollment, purpose)) < MOST

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def wall_time(self) -> dt.time:
        return dt.time.fromisoformat(self.at)

    def take(self, content: dict) -> None:
        """Put these values in, by name."""
        for name, value in content.items():
            setattr(self, name, value)

    def remove(self) -> None:
        """Delete it; it can be brought back for a day."""
        self._set_deleted(clock.now())

    def restore(self) -> None:
        self._set_deleted(None)

    def _set_deleted(self, at: dt.datetime | None) -> None:
        Routine.update(deleted_at=at).where(Routine.id == self.id).execute()
        self.deleted_at = at
