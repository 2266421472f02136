"""What is being written and not saved yet, kept as typed: for its writer only.

Each page that somebody types on has a draft of its own, so two phones never write over each other. A page that goes on
with a draft takes it over; if another page did so first, what is typed becomes a draft beside it.
"""

import datetime as dt

import peewee

from webapp import clock
from webapp.database import InstantField
from webapp.encryption import Sealed, SealedModel
from webapp.journals.models import JournalEntry
from webapp.people.models import Enrollment
from webapp.prepared import prepared

MOST = 20
KEPT_FOR = dt.timedelta(days=30)


class TooManyDrafts(Exception):
    """A stay has as many as may be kept; none is dropped for a new one."""


class Draft(SealedModel):
    """One form that was begun: a new entry, or a change of `entry`."""

    wholly_private = True

    enrollment = peewee.ForeignKeyField(Enrollment, backref="drafts", on_delete="CASCADE")
    entry = peewee.ForeignKeyField(JournalEntry, null=True, backref="drafts", on_delete="CASCADE")
    page = peewee.TextField()  # the random name of the page on which it was typed last
    typed_at = InstantField(default=clock.now)

    typed = Sealed(default=[])  # pairs of field and text, as the form would send them

    class Meta:
        indexes = ((("enrollment", "page"), True),)

    @classmethod
    def of(cls, enrollment: Enrollment) -> list["Draft"]:
        """All that was begun in a stay and can be gone on with, the newest first."""
        return _typed_since(enrollment.id, clock.now() - KEPT_FOR)

    @classmethod
    def about(cls, enrollment: Enrollment, entry: JournalEntry | None) -> list["Draft"]:
        """Those that are changes of this entry, or new entries if there is none."""
        entry_id = entry.id if entry else None
        return [draft for draft in cls.of(enrollment) if draft.entry_id == entry_id]

    @classmethod
    def keep(
        cls, enrollment: Enrollment, entry: JournalEntry | None, page: str, continues: str, typed: list
    ) -> "Draft":
        """Keep what stands on the page now. Call in a write transaction."""
        # Two pages at the same moment: the second waits for the first.
        Enrollment.update(created_at=Enrollment.created_at).where(Enrollment.id == enrollment.id).execute()
        found = cls._on(enrollment, page) or cls._continued(enrollment, continues)
        if found is None and cls.select().where(cls.enrollment == enrollment.id).count() >= MOST:
            raise TooManyDrafts
        draft = found or cls(enrollment=enrollment.id, entry=entry)
        draft.page, draft.typed, draft.typed_at = page, typed, clock.now()
        draft.save(force_insert=found is None)
        return draft

    @classmethod
    def settle(cls, enrollment: Enrollment, page: str, continues: str) -> None:
        """What stood on the page was saved, so its draft goes; one that another page has taken over stays."""
        found = cls._on(enrollment, page) or cls._continued(enrollment, continues)
        if found is not None:
            found.delete_instance()

    @classmethod
    def _on(cls, enrollment: Enrollment, page: str) -> "Draft | None":
        return cls.get_or_none(cls.enrollment == enrollment.id, cls.page == page) if page else None

    @classmethod
    def _continued(cls, enrollment: Enrollment, continues: str) -> "Draft | None":
        """The draft that a page was opened with, if it is still as it was then."""
        draft_id, _, revision = (continues or "").partition("-")
        known = cls.get_or_none(cls.enrollment == enrollment.id, cls.id == draft_id)
        return known if known is not None and str(known.revision) == revision else None

    @property
    def mark(self) -> str:
        """What a page that goes on with it sends as `continues`."""
        return f"{self.id}-{self.revision}"

    @property
    def text(self) -> str:
        """The first words in it, to know it by."""
        said = dict(self.typed)
        answers = [text for name, text in self.typed if name.startswith("answer_") and not text.isdigit()]
        return next((text for text in (said.get("words", ""), *answers) if text.strip()), "")


@prepared
def _typed_since(enrollment_id, since):
    mine = Draft.select().where(Draft.enrollment == enrollment_id, Draft.typed_at > since)
    return mine.order_by(Draft.typed_at.desc())


def forget_old(now: dt.datetime) -> int:
    """Remove the drafts that nobody has gone on with; how many that were."""
    return Draft.delete().where(Draft.typed_at <= now - KEPT_FOR).execute()
