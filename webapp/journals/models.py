"""A participant's journal entries, and what a clinician did with those that are shared."""

import datetime as dt

import peewee

from webapp import audit, clock
from webapp.database import InstantField, writing
from webapp.encryption import Sealed, SealedModel
from webapp.journals.vocabulary import FREE, MOODS
from webapp.people.models import Enrollment, User

PRIVATE, SHARED = "private", "shared"
CHECK_IN, ENTRY = "check_in", "entry"
UNDO_WITHIN = dt.timedelta(hours=24)
_IN = peewee.Check("visibility IN ('private', 'shared')")


class JournalEntry(SealedModel):
    """One entry: ratings and words, seen by its writer alone unless it is shared.

    `waiting_since` is when there came to be something in it that no clinician has reviewed; `raised_at` when its
    writer asked to talk about it in a session (only ever with a shared entry).
    """

    enrollment = peewee.ForeignKeyField(Enrollment, backref="journal_entries", on_delete="CASCADE")
    kind = peewee.TextField(default=ENTRY, constraints=[peewee.Check("kind IN ('check_in', 'entry')")])
    written_at = InstantField(default=clock.now)
    edited_at = InstantField(null=True)
    visibility = peewee.TextField(default=PRIVATE, constraints=[_IN])
    shared_at = InstantField(null=True)
    waiting_since = InstantField(null=True)
    raised_at = InstantField(null=True)
    deleted_at = InstantField(null=True)

    mood = Sealed()
    craving = Sealed()
    anxiety = Sealed()
    energy = Sealed()
    sleep_hours = Sealed()
    sleep_quality = Sealed()
    emotions = Sealed(default=())  # keys of EMOTIONS, and own words
    triggers = Sealed(default=())  # keys of TRIGGERS, and own words
    skills = Sealed(
        default={}
    )  # how much each helped (a key of HELPED, or None), by the exercise's slug or own words
    template = Sealed(default=FREE)
    answers = Sealed(default={})  # to the template's questions, by their keys
    words = Sealed(default="")
    drawing = Sealed()  # a PNG as base64

    review = None  # the Review that kept() and shared() join, if there is one

    class Meta:
        indexes = ((("enrollment", "written_at", "id"), False),)

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
        visibility: str = PRIVATE,
        written_at: dt.datetime | None = None,
    ) -> "JournalEntry":
        """A new entry with these ratings and words, written now or, on a phone without a network, before."""
        arrived = clock.now()
        entry = cls(enrollment=enrollment, kind=kind, written_at=written_at or arrived)
        entry._take(content, visibility, arrived)
        entry.save(force_insert=True)
        return entry

    def rewrite(self, content: dict, visibility: str) -> None:
        """Change ratings, words and who can read them. Changed words wait for the clinician anew."""
        was_shared = self.is_shared
        now = clock.now()
        if self._take(content, visibility, now):
            self.edited_at = now
        # Not the whole row: a deletion made meanwhile on another phone must stand.
        changes = ("edited_at", "visibility", "shared_at", "waiting_since", "sealed", "revision")
        with writing():
            self.save(only=[getattr(JournalEntry, name) for name in changes])
            if self.is_shared != was_shared:
                audit.record("shared entry" if self.is_shared else "withdrew entry", self.enrollment, self)

    def _take(self, content: dict, visibility: str, at: dt.datetime) -> bool:
        """Put these in; whether ratings or words became others."""
        changed = any(getattr(self, name) != value for name, value in content.items())
        for name, value in content.items():
            setattr(self, name, value)
        if visibility == PRIVATE:
            self.shared_at = self.waiting_since = None
        elif not self.is_shared:
            self.shared_at = self.waiting_since = at
        elif changed:
            self.waiting_since = at
        self.visibility = visibility
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

    @property
    def mood_word(self):
        return MOODS.get(self.mood)


JournalEntry.add_index(
    JournalEntry.index(
        JournalEntry.enrollment, JournalEntry.waiting_since, where=JournalEntry.waiting_since.is_null(False)
    )
)
JournalEntry.add_index(
    JournalEntry.index(JournalEntry.deleted_at, where=JournalEntry.deleted_at.is_null(False))
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

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    def mark_seen(self) -> None:
        """The participant has the answer before them."""
        if self.is_answered and self.seen_at is None:
            Review.update(seen_at=clock.now()).where(Review.id == self.id, Review.seen_at.is_null()).execute()
