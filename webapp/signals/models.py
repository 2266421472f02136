"""One reason to look at something of a stay, open until a clinician settles it."""

import peewee

from webapp import clock
from webapp.database import InstantField
from webapp.encryption import Sealed, SealedModel
from webapp.people.models import Enrollment, User


class Signal(SealedModel):
    """About one row (its id, or another stable key of what was met). Why, and with which values, is sealed.

    `reasons` are keys like "mood_fell" with what belongs to each: {"mood_fell": {"from": 3.4, "to": 1.8, "days": 14}}.
    """

    enrollment = peewee.ForeignKeyField(Enrollment, backref="signals", on_delete="CASCADE")
    about = peewee.TextField()
    raised_at = InstantField(default=clock.now)
    settled_at = InstantField(null=True)
    settled_by = peewee.ForeignKeyField(User, null=True, on_delete="SET NULL")

    reasons = Sealed(default={})

    class Meta:
        indexes = ((("enrollment", "about"), True),)

    @classmethod
    def show(cls, enrollment: Enrollment, about: str, reasons: dict) -> "Signal":
        """Open about this row with these reasons; one that was settled opens again only for new reasons."""
        found = cls.get_or_none(cls.enrollment == enrollment.id, cls.about == about)
        if found is None:
            return cls.create(enrollment=enrollment, about=about, reasons=reasons)
        if found.reasons != reasons:
            found.reasons, found.raised_at = reasons, clock.now()
            found.settled_at = found.settled_by = None
            found.save()
        return found

    @classmethod
    def withdraw(cls, enrollment: Enrollment, about: str) -> None:
        """What it was about is no longer staff's to see: no trace of it stays on their lists."""
        cls.delete().where(cls.enrollment == enrollment.id, cls.about == about).execute()

    @classmethod
    def settle(cls, enrollment: Enrollment, about: str, clinician: User) -> None:
        """A clinician has looked, and that was enough. Also of what is not kept here but worked out from other rows."""
        found = cls.get_or_none(cls.enrollment == enrollment.id, cls.about == about)
        row = found or cls(enrollment=enrollment, about=about)
        if row.settled_at is None:
            row.settled_at, row.settled_by = clock.now(), clinician.id
            row.save(force_insert=found is None)


Signal.add_index(Signal.index(Signal.enrollment, Signal.raised_at, where=Signal.settled_at.is_null()))
