"""What a guest sends into a stay: a note of encouragement to the participant, a question to the care team.

Models only: guests write them, participants and clinicians read them on pages of their own.
"""

import peewee

from webapp import clock
from webapp.database import InstantField
from webapp.encryption import Sealed, SealedModel
from webapp.people.consents import Consent
from webapp.people.models import Enrollment, User
from webapp.prepared import prepared

ENCOURAGEMENT, QUESTION = "encouragement", "question"
MOST_SHOWN = 5


class GuestWords(SealedModel):
    """A few words of one guest. `told_at` is when the participant put the note away, or knows of the question.

    Of a question the participant learns that one was asked, not what. Asking tells the care team something; answering
    tells the guest nothing of the record: the page says so to who answers.
    """

    enrollment = peewee.ForeignKeyField(Enrollment, on_delete="CASCADE")
    consent = peewee.ForeignKeyField(Consent, backref="guest_words", on_delete="CASCADE")
    guest = peewee.ForeignKeyField(User, on_delete="CASCADE")
    kind = peewee.TextField(constraints=[peewee.Check("kind IN ('encouragement', 'question')")])
    sent_at = InstantField(default=clock.now)
    told_at = InstantField(null=True)
    answered_at = InstantField(null=True)
    answered_by = peewee.ForeignKeyField(User, null=True, backref="+", on_delete="RESTRICT")

    words = Sealed(default="")
    answer = Sealed(default="")

    class Meta:
        table_name = "guest_words"

    @property
    def is_question(self) -> bool:
        return self.kind == QUESTION

    @classmethod
    def questions(cls) -> peewee.ModelSelect:
        return cls.select().where(cls.kind == QUESTION)

    @classmethod
    def waiting(cls) -> peewee.ModelSelect:
        """Questions without an answer, the longest waiting first."""
        return cls.questions().where(cls.answered_at.is_null()).order_by(cls.sent_at)

    def give_answer(self, words: str, clinician: User) -> None:
        self.answer, self.answered_at, self.answered_by = words, clock.now(), clinician.id
        self.save()

    def mark_told(self) -> None:
        untold = (GuestWords.id == self.id) & GuestWords.told_at.is_null()
        GuestWords.update(told_at=clock.now()).where(untold).execute()


GuestWords.add_index(
    GuestWords.index(GuestWords.enrollment, GuestWords.sent_at, where=GuestWords.told_at.is_null())
)
GuestWords.add_index(
    GuestWords.index(
        GuestWords.enrollment,
        GuestWords.answered_at,
        where=GuestWords.answered_at.is_null() & (GuestWords.kind == peewee.SQL("'question'")),
    )
)


def untold_words(enrollment: Enrollment) -> list[GuestWords]:
    """What the participant has not been told of, the newest first; no notes of who they want none from."""
    return [one for one in _untold(enrollment.id) if one.is_question or not one.consent.mutes_notes]


@prepared
def _untold(enrollment_id):
    untold = (GuestWords.enrollment == enrollment_id) & GuestWords.told_at.is_null()
    sent = GuestWords.select(GuestWords, Consent).join(Consent).where(untold)
    return sent.order_by(GuestWords.sent_at.desc()).limit(MOST_SHOWN)
