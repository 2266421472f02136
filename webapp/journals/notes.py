"""Clinicians' private notes on a shared entry: never shown to the participant or to guests."""

import peewee

from webapp import clock
from webapp.database import InstantField
from webapp.encryption import Sealed, SealedModel
from webapp.journals.models import JournalEntry
from webapp.people.models import Enrollment, User


class EntryNote(SealedModel):
    """One clinician's note on one entry."""

    enrollment = peewee.ForeignKeyField(Enrollment, on_delete="CASCADE")
    entry = peewee.ForeignKeyField(JournalEntry, backref="notes", on_delete="CASCADE")
    clinician = peewee.ForeignKeyField(User, on_delete="RESTRICT")
    written_at = InstantField(default=clock.now)

    words = Sealed(default="")

    @classmethod
    def about(cls, entry: JournalEntry) -> list["EntryNote"]:
        """The notes on an entry, the oldest first, with who wrote them: for the care team only."""
        notes = cls.select(cls, User).join(User).where(cls.entry == entry.id)
        return list(notes.order_by(cls.written_at, cls.id))
