"""What an entry said before it was changed: for its writer only."""

import peewee

from webapp.database import InstantField
from webapp.encryption import Sealed, SealedModel
from webapp.journals.models import JournalEntry
from webapp.people.models import Enrollment


class EntryVersion(SealedModel):
    """An entry's contents as they were until `until`."""

    enrollment = peewee.ForeignKeyField(Enrollment, on_delete="CASCADE")
    entry = peewee.ForeignKeyField(JournalEntry, backref="versions", on_delete="CASCADE")
    of_revision = peewee.IntegerField()
    until = InstantField()

    content = Sealed(default={})

    class Meta:
        indexes = ((("entry", "of_revision"), True),)
