"""What is being written and not saved yet, kept as typed: for its writer only."""

import peewee

from webapp import clock
from webapp.database import InstantField
from webapp.encryption import Sealed, SealedModel
from webapp.people.models import Enrollment


class Draft(SealedModel):
    """One form that was begun: a new entry (`about` is its template) or a change (`about` is the entry's id)."""

    enrollment = peewee.ForeignKeyField(Enrollment, backref="drafts", on_delete="CASCADE")
    about = peewee.TextField()
    typed_at = InstantField(default=clock.now)

    typed = Sealed(default=())  # pairs of field and text, as the form would send them

    class Meta:
        indexes = ((("enrollment", "about"), True),)
