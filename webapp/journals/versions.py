"""What an entry said before it was changed: for its writer only."""

import datetime as dt

import peewee

from webapp.database import InstantField
from webapp.encryption import SealedModel
from webapp.journals.contents import Contents
from webapp.journals.models import JournalEntry
from webapp.people.models import Enrollment


class EntryVersion(Contents, SealedModel):
    """An entry's contents as they were until `until`."""

    wholly_private = True

    enrollment = peewee.ForeignKeyField(Enrollment, on_delete="CASCADE")
    entry = peewee.ForeignKeyField(JournalEntry, backref="versions", on_delete="CASCADE")
    of_revision = peewee.IntegerField()
    until = InstantField()

    class Meta:
        indexes = ((("entry", "of_revision"), True),)

    @classmethod
    def keep(cls, entry: JournalEntry, content: dict, until: dt.datetime) -> None:
        """What the entry held before this change of it."""
        version = cls(enrollment=entry.enrollment_id, entry=entry.id, of_revision=entry.revision, until=until)
        version.put(content)
        version.save(force_insert=True)

    @classmethod
    def of(cls, entry: JournalEntry) -> peewee.ModelSelect:
        """An entry's earlier versions, newest first."""
        return cls.select().where(cls.entry == entry.id).order_by(cls.of_revision.desc())
