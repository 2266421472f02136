"""A participant's own commitments. What, when and how often are sealed: they tell of a whole life."""

import peewee

from webapp import clock
from webapp.database import InstantField
from webapp.encryption import Sealed, SealedModel
from webapp.people.models import Enrollment


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
