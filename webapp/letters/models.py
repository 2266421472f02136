"""Attendance letters as they were issued. The code on the paper is kept as a digest."""

import peewee

from webapp import clock
from webapp.database import DayField, InstantField
from webapp.encryption import Sealed, SealedModel
from webapp.people.models import Enrollment, User


class Letter(SealedModel):
    """One letter: days and minutes attended in a span, frozen when it was issued."""

    enrollment = peewee.ForeignKeyField(Enrollment, backref="letters", on_delete="CASCADE")
    code_digest = peewee.TextField(unique=True)
    first_day = DayField()
    last_day = DayField()
    minutes = peewee.IntegerField()
    issued_at = InstantField(default=clock.now)
    issued_by = peewee.ForeignKeyField(User, null=True, on_delete="SET NULL")
    withdrawn_at = InstantField(null=True)

    name = Sealed(default="")
    days = Sealed(default=())  # pairs of ISO day and minutes attended

    class Meta:
        indexes = ((("enrollment", "issued_at"), False),)
