"""What a participant writes for the people they share with, and what a guest keeps for themselves."""

import peewee

from webapp import clock
from webapp.database import DayField, InstantField, Model
from webapp.encryption import Sealed, SealedModel
from webapp.journals.models import JournalEntry
from webapp.people.consents import Consent
from webapp.people.models import Enrollment, User


class HowToHelp(SealedModel):
    """ "How you can help me", in the participant's own words: one page for a stay."""

    wholly_private = True

    enrollment = peewee.ForeignKeyField(Enrollment, unique=True, on_delete="CASCADE")
    written_at = InstantField(default=clock.now)

    signs = Sealed(default="")  # what they may notice
    helps = Sealed(default="")
    not_helpful = Sealed(default="")
    whom_to_call = Sealed(default="")

    PARTS = ("signs", "helps", "not_helpful", "whom_to_call")

    @classmethod
    def of(cls, enrollment: Enrollment) -> "HowToHelp | None":
        return cls.get_or_none(cls.enrollment == enrollment.id)

    @classmethod
    def write(cls, enrollment: Enrollment, content: dict[str, str]) -> None:
        found = cls.of(enrollment)
        row = found or cls(enrollment=enrollment.id)
        for name in cls.PARTS:
            setattr(row, name, content[name])
        row.written_at = clock.now()
        row.save(force_insert=found is None)

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, name).strip() for name in self.PARTS)


class Milestone(SealedModel):
    """Something that a participant is glad of and wants others to know: chosen by them, counted by nobody."""

    MOST = 50

    wholly_private = True

    enrollment = peewee.ForeignKeyField(Enrollment, backref="milestones", on_delete="CASCADE")
    on_day = DayField()
    created_at = InstantField(default=clock.now)

    words = Sealed(default="")

    class Meta:
        indexes = ((("enrollment", "on_day"), False),)

    @classmethod
    def of(cls, enrollment: Enrollment) -> peewee.ModelSelect:
        mine = cls.select().where(cls.enrollment == enrollment.id)
        return mine.order_by(cls.on_day.desc(), cls.created_at.desc())


class AddressedEntry(Model):
    """A journal entry whose words the participant shows to one guest, until they take it back."""

    consent = peewee.ForeignKeyField(Consent, backref="addressed", on_delete="CASCADE")
    entry = peewee.ForeignKeyField(JournalEntry, backref="addressed", on_delete="CASCADE")
    shown_at = InstantField(default=clock.now)

    class Meta:
        indexes = ((("consent", "entry"), True),)

    @classmethod
    def shown(cls, consents: list[Consent]) -> list[JournalEntry]:
        """The kept entries shown under these consents, the newest first."""
        shown = cls.select(cls.entry).where(cls.consent.in_([one.id for one in consents]))
        kept = JournalEntry.kept().where(JournalEntry.id.in_(shown))
        return list(kept.order_by(JournalEntry.written_at.desc()).limit(20))


class GuestCheck(SealedModel):
    """How a guest is doing themselves: for them alone, sealed with their own key."""

    key_owner = "user"

    user = peewee.ForeignKeyField(User, on_delete="CASCADE")
    at = InstantField(default=clock.now)

    feeling = Sealed(default=None)
    words = Sealed(default="")

    class Meta:
        indexes = ((("user", "at"), False),)

    @classmethod
    def of(cls, user: User) -> peewee.ModelSelect:
        return cls.select().where(cls.user == user.id).order_by(cls.at.desc())
