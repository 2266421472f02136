"""A participant's own commitments. What, when and how often are sealed: they tell of a whole life."""

import datetime as dt

import peewee

from webapp import clock
from webapp.database import InstantField
from webapp.encryption import Sealed, SealedModel
from webapp.people.models import Enrollment
from webapp.prepared import prepared

UNDO_WITHIN = dt.timedelta(hours=24)
MOST = 40  # of one stay; more is no timetable that a person lives by


class Commitment(SealedModel):
    """Something that comes back on some weekdays at a wall time in `time_zone`, from one day to another.

    Staff see it, as a clash, only if it is shared. `starts` and `ends` are "HH:MM"; one that ends at or before its
    start ends the next day. `first_on` and `last_on` are ISO days; no last day means that it goes on.
    """

    enrollment = peewee.ForeignKeyField(Enrollment, backref="commitments", on_delete="CASCADE")
    shared = peewee.BooleanField(default=False)
    created_at = InstantField(default=clock.now)
    deleted_at = InstantField(null=True)

    title = Sealed(default="")
    weekdays = Sealed(default=())
    starts = Sealed(default="")
    ends = Sealed(default="")
    time_zone = Sealed(default="")
    first_on = Sealed(default="")
    last_on = Sealed()
    every = Sealed(default=1)  # so many weeks, counted from the week of the first day

    @classmethod
    def private_space(cls) -> peewee.Expression:
        return ~cls.shared | cls.deleted_at.is_null(False)

    @classmethod
    def kept(cls) -> peewee.ModelSelect:
        """Every commitment that is not deleted."""
        return cls.select().where(cls.deleted_at.is_null())

    @classmethod
    def of(cls, enrollment: Enrollment) -> list["Commitment"]:
        """A stay's commitments, in the order of the day."""
        return sorted(_of(enrollment.id), key=lambda one: (one.starts, one.ends, one.title))

    @classmethod
    def recoverable(cls) -> peewee.ModelSelect:
        """Every commitment that can still be looked at or brought back."""
        return cls.select().where(cls.deleted_at.is_null() | (cls.deleted_at > clock.now() - UNDO_WITHIN))

    @classmethod
    def has_room(cls, enrollment: Enrollment) -> bool:
        return cls.kept().where(cls.enrollment == enrollment.id).count() < MOST

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def starts_at_wall(self) -> dt.time:
        return dt.time.fromisoformat(self.starts)

    @property
    def ends_at_wall(self) -> dt.time:
        return dt.time.fromisoformat(self.ends)

    @property
    def ends_next_day(self) -> bool:
        return self.ends_at_wall <= self.starts_at_wall

    @property
    def first_day(self) -> dt.date:
        return dt.date.fromisoformat(self.first_on)

    @property
    def last_day(self) -> dt.date | None:
        return dt.date.fromisoformat(self.last_on) if self.last_on else None

    def take(self, content: dict, shared: bool) -> None:
        """Put these in (the sealed values by name) and keep it."""
        for name, value in content.items():
            setattr(self, name, value)
        self.shared = shared

    def remove(self) -> None:
        """Delete it; it can be brought back for a day."""
        self._set_deleted(clock.now())

    def restore(self) -> None:
        self._set_deleted(None)

    def _set_deleted(self, at: dt.datetime | None) -> None:
        Commitment.update(deleted_at=at).where(Commitment.id == self.id).execute()
        self.deleted_at = at


@prepared
def _of(enrollment_id):
    return Commitment.kept().where(Commitment.enrollment == enrollment_id)
