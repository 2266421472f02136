"""What passes between a guest and a stay: a note of encouragement, a question to the care team.

Models only: guests write them, participants and clinicians read them on pages of their own.
"""

import peewee

from webapp import clock
from webapp.database import InstantField
from webapp.encryption import Sealed, SealedModel
from webapp.people.consents import Consent
from webapp.people.models import Enrollment, User
from webapp.prepared import prepared

MOST_WORDS = 300


class Encouragement(SealedModel):
    """A few kind words of a guest to a participant, who may put them away. Never an answer, never a read receipt."""

    enrollment = peewee.ForeignKeyField(Enrollment, on_delete="CASCADE")
    consent = peewee.ForeignKeyField(Consent, backref="encouragements", on_delete="CASCADE")
    guest = peewee.ForeignKeyField(User, on_delete="CASCADE")
    written_at = InstantField(default=clock.now)
    seen_at = InstantField(null=True)

    words = Sealed(default="")

    class Meta:
        indexes = ((("enrollment", "seen_at"), False),)

    def put_away(self) -> None:
        Encouragement.update(seen_at=clock.now()).where(Encouragement.id == self.id).execute()


class GuestQuestion(SealedModel):
    """A guest's question to the care team. The participant learns that one was asked, not what.

    Asking tells the team something; answering tells the guest nothing of the record: the page says so to who answers.
    """

    enrollment = peewee.ForeignKeyField(Enrollment, on_delete="CASCADE")
    consent = peewee.ForeignKeyField(Consent, backref="questions", on_delete="CASCADE")
    guest = peewee.ForeignKeyField(User, on_delete="CASCADE")
    asked_at = InstantField(default=clock.now)
    told_at = InstantField(null=True)
    answered_at = InstantField(null=True)
    answered_by = peewee.ForeignKeyField(User, null=True, backref="+", on_delete="RESTRICT")

    words = Sealed(default="")
    answer = Sealed(default="")

    @classmethod
    def waiting(cls) -> peewee.ModelSelect:
        """Those without an answer, the longest waiting first."""
        return cls.select().where(cls.answered_at.is_null()).order_by(cls.asked_at)

    def give_answer(self, words: str, clinician: User) -> None:
        self.answer, self.answered_at, self.answered_by = words, clock.now(), clinician.id
        self.save()

    def mark_told(self) -> None:
        GuestQuestion.update(told_at=clock.now()).where(GuestQuestion.id == self.id).execute()


GuestQuestion.add_index(
    GuestQuestion.index(
        GuestQuestion.enrollment, GuestQuestion.asked_at, where=GuestQuestion.answered_at.is_null()
    )
)


def encouragements_unseen(enrollment: Enrollment) -> list[Encouragement]:
    """Those that the participant has not put away, the newest first, of guests whom they have not muted."""
    return [one for one in _encouragements(enrollment.id) if not one.consent.mutes_notes]


@prepared
def _encouragements(enrollment_id):
    unseen = (Encouragement.enrollment == enrollment_id) & Encouragement.seen_at.is_null()
    written = Encouragement.select(Encouragement, Consent).join(Consent).where(unseen)
    return written.order_by(Encouragement.written_at.desc()).limit(3)


def questions_untold(enrollment: Enrollment) -> list[GuestQuestion]:
    """Those that the participant has not been told of."""
    return _untold(enrollment.id)


@prepared
def _untold(enrollment_id):
    untold = (GuestQuestion.enrollment == enrollment_id) & GuestQuestion.told_at.is_null()
    asked = GuestQuestion.select(GuestQuestion, Consent).join(Consent).where(untold)
    return asked.order_by(GuestQuestion.asked_at)
