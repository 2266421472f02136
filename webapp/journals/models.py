"""A participant's journal entries, and what a clinician did with those that are shared."""

import datetime as dt

import peewee
from flask_babel import gettext as _

from webapp import clock
from webapp.database import InstantField, writing
from webapp.encryption import CannotOpen, Erased, Sealed, SealedModel
from webapp.journals.contents import Contents
from webapp.people.models import Enrollment, User

PRIVATE, SHARED = "private", "shared"
RAISED = "raised"  # the third place of the dial: shared, and to be talked about in a session
DIAL = (PRIVATE, SHARED, RAISED)
CHECK_IN, ENTRY = "check_in", "entry"
UNDO_WITHIN = dt.timedelta(hours=24)
_IN = peewee.Check("visibility IN ('private', 'shared')")


class JournalEntry(Contents, SealedModel):
    """One entry: ratings and words, seen by its writer alone unless it is shared.

    `written_at` is the moment that it is about; `recorded_at` is set if it was put down later than that.
    `waiting_since` is when there came to be something in it that no clinician has reviewed; `raised_at` when its
    writer asked to talk about it in a session (only ever with a shared entry).
    """

    enrollment = peewee.ForeignKeyField(Enrollment, backref="journal_entries", on_delete="CASCADE")
    kind = peewee.TextField(default=ENTRY, constraints=[peewee.Check("kind IN ('check_in', 'entry')")])
    written_at = InstantField(default=clock.now)
    recorded_at = InstantField(null=True)
    edited_at = InstantField(null=True)
    visibility = peewee.TextField(default=PRIVATE, constraints=[_IN])
    shared_at = InstantField(null=True)
    waiting_since = InstantField(null=True)
    raised_at = InstantField(null=True)
    deleted_at = InstantField(null=True)

    is_damaged = False
    review = None  # the Review that kept() and shared() join, if there is one

    class Meta:
        indexes = ((("enrollment", "written_at", "id"), False),)

    def contents(self) -> dict:
        """A damaged entry says so in the place of its words, wherever it is met, and hides none of the others."""
        try:
            return super().contents()
        except Erased:
            raise
        except CannotOpen:
            self.is_damaged = True
            self._contents = {"words": _("This entry cannot be opened. It was damaged where it is kept.")}
            self._as_opened = self._written()
            return self._contents

    def _seal(self) -> None:
        if self.is_damaged:
            raise CannotOpen("a damaged entry cannot be changed")
        super()._seal()

    @classmethod
    def private_space(cls) -> peewee.Expression:
        return (cls.visibility == PRIVATE) | cls.deleted_at.is_null(False)

    @classmethod
    def kept(cls) -> peewee.ModelSelect:
        """Every entry that is not deleted: for its writer only."""
        return cls._with_review().where(cls.deleted_at.is_null())

    @classmethod
    def of(cls, enrollment: Enrollment) -> peewee.ModelSelect:
        """A stay's entries, newest first: for their writer only."""
        return cls.kept().where(cls.enrollment == enrollment).order_by(cls.written_at.desc(), cls.id.desc())

    @classmethod
    def shared(cls) -> peewee.ModelSelect:
        """What staff may see. There is no other way for them."""
        return cls.kept().where(cls.visibility == SHARED)

    @classmethod
    def waiting(cls) -> peewee.ModelSelect:
        """Shared entries that no clinician has reviewed, the longest waiting first."""
        return cls.shared().where(cls.waiting_since.is_null(False)).order_by(cls.waiting_since, cls.id)

    @classmethod
    def ever_opened(cls) -> peewee.ModelSelect:
        """What staff may see, and what they have opened that was taken back since: to tell them so."""
        seen_before = Review.id.is_null(False)
        now_shared = (cls.visibility == SHARED) & cls.deleted_at.is_null()
        return cls._with_review().where(now_shared | seen_before)

    @classmethod
    def recoverable(cls) -> peewee.ModelSelect:
        """Every entry that can still be looked at or brought back: for its writer only."""
        return cls._with_review().where(
            cls.deleted_at.is_null() | (cls.deleted_at > clock.now() - UNDO_WITHIN)
        )

    @classmethod
    def _with_review(cls) -> peewee.ModelSelect:
        joined = (Review, peewee.JOIN.LEFT_OUTER)
        return cls.select(cls, Review).join(*joined, on=(Review.entry == cls.id), attr="review")

    @classmethod
    def write(
        cls,
        enrollment: Enrollment,
        kind: str,
        content: dict,
        dial: str = PRIVATE,
        recorded_at: dt.datetime | None = None,
        about: dt.datetime | None = None,
    ) -> "JournalEntry":
        """A new entry, put down now or, on a phone without a network, before; perhaps about an earlier moment."""
        arrived = clock.now()
        recorded_at = recorded_at or arrived
        entry = cls(enrollment=enrollment, kind=kind, written_at=about or recorded_at)
        entry.recorded_at = recorded_at if about is not None else None
        entry.take(content, dial, arrived)
        entry.save(force_insert=True)
        return entry

    def take(self, content: dict, dial: str, at: dt.datetime) -> bool:
        """Put these in, for whom the dial says; whether ratings or words became others."""
        changed = any(getattr(self, name) != value for name, value in content.items())
        self.put(content)
        if dial == PRIVATE:
            self.shared_at = self.waiting_since = None
        elif not self.is_shared:
            self.shared_at = self.waiting_since = at
        elif changed:
            self.waiting_since = at
        self.raised_at = (self.raised_at or at) if dial == RAISED else None
        self.visibility = PRIVATE if dial == PRIVATE else SHARED
        return changed

    def remove(self) -> None:
        """Delete it for everybody at once; its writer can bring it back for a day."""
        self._set_deleted(clock.now())

    def restore(self) -> None:
        self._set_deleted(None)

    def _set_deleted(self, at: dt.datetime | None) -> None:
        JournalEntry.update(deleted_at=at).where(JournalEntry.id == self.id).execute()
        self.deleted_at = at

    @property
    def is_shared(self) -> bool:
        return self.visibility == SHARED

    @property
    def dial(self) -> str:
        """For whom it is: private, shared, or shared and raised."""
        return RAISED if self.is_shared and self.raised_at is not None else self.visibility

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def is_read(self) -> bool:
        """Whether a clinician opened it as it now is."""
        return self.is_shared and self.review is not None and not self.changed_since(self.review.read_at)

    def changed_since(self, at: dt.datetime) -> bool:
        return self.waiting_since is not None and self.waiting_since > at

    @property
    def state(self) -> str:
        """What its writer wants to know: private, shared, read or answered."""
        if not self.is_shared:
            return PRIVATE
        if self.review is not None and self.review.answered_at is not None:
            return "answered"
        return "read" if self.is_read else SHARED


JournalEntry.add_index(
    JournalEntry.index(
        JournalEntry.enrollment, JournalEntry.waiting_since, where=JournalEntry.waiting_since.is_null(False)
    )
)
JournalEntry.add_index(
    JournalEntry.index(JournalEntry.deleted_at, where=JournalEntry.deleted_at.is_null(False))
)


JournalEntry.add_index(
    JournalEntry.index(
        JournalEntry.enrollment, JournalEntry.raised_at, where=JournalEntry.raised_at.is_null(False)
    )
)


class Review(SealedModel):
    """What became of a shared entry: who opened it and when, and the answer. One for each entry."""

    enrollment = peewee.ForeignKeyField(Enrollment, backref="reviews", on_delete="CASCADE")
    entry = peewee.ForeignKeyField(JournalEntry, backref="reviews", unique=True, on_delete="CASCADE")
    clinician = peewee.ForeignKeyField(User, backref="reviews", on_delete="RESTRICT")
    read_at = InstantField(default=clock.now)
    reviewed_at = InstantField(null=True)
    answered_by = peewee.ForeignKeyField(User, null=True, backref="answers", on_delete="RESTRICT")
    answered_at = InstantField(null=True)
    seen_at = InstantField(null=True)
    flagged_at = InstantField(null=True)  # for supervision
    flagged_by = peewee.ForeignKeyField(User, null=True, backref="flags", on_delete="RESTRICT")

    answer = Sealed(default="")

    @classmethod
    def open(cls, entry: JournalEntry, clinician: User) -> "Review":
        """The clinician has the entry before them. What counts is the first reading since it changed."""
        review = cls.get_or_none(cls.entry == entry.id) or cls._begin(entry, clinician)
        if entry.changed_since(review.read_at):
            review.clinician, review.read_at = clinician.id, clock.now()
            review.save(only=[cls.clinician, cls.read_at])
        return review

    @classmethod
    def _begin(cls, entry: JournalEntry, clinician: User) -> "Review":
        review = cls(entry=entry.id, enrollment=entry.enrollment_id, clinician=clinician.id)
        try:
            with writing():
                review.save(force_insert=True)
        except peewee.IntegrityError:  # a colleague opened it at the same moment
            return cls.get(cls.entry == entry.id)
        return review

    def finish(self) -> None:
        """The entry waits no longer. Nothing else of it is touched: its writer may be withdrawing it now."""
        self.reviewed_at = clock.now()
        self.save(only=[Review.reviewed_at])
        JournalEntry.update(waiting_since=None).where(JournalEntry.id == self.entry_id).execute()

    def give_answer(self, words: str, clinician: User) -> None:
        """Answer the entry, or change the answer: new words are new to the participant."""
        self.answer, self.answered_by, self.answered_at, self.seen_at = words, clinician.id, clock.now(), None
        self.save()
        self.finish()

    def flag(self, clinician: User) -> None:
        """For supervision: the care team finds it on one list until one of them takes it off."""
        self._set_flag(clock.now(), clinician.id)

    def unflag(self) -> None:
        self._set_flag(None, None)

    def _set_flag(self, at: dt.datetime | None, by: str | None) -> None:
        self.flagged_at, self.flagged_by = at, by
        self.save(only=[Review.flagged_at, Review.flagged_by])

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    def mark_seen(self) -> None:
        """The participant has the answer before them."""
        if self.is_answered and self.seen_at is None:
            Review.update(seen_at=clock.now()).where(Review.id == self.id, Review.seen_at.is_null()).execute()


Review.add_index(Review.index(Review.enrollment, Review.flagged_at, where=Review.flagged_at.is_null(False)))
