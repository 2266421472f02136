"""A person's study of a lesson: where they stopped, when they finished, and what they thought about it."""

import datetime as dt
from dataclasses import dataclass, field

import peewee

from webapp import audit
from webapp.database import InstantField, writing
from webapp.encryption import Sealed, SealedModel
from webapp.people.models import Enrollment
from webapp.prepared import prepared

PRIVATE, SHARED = "private", "shared"


@dataclass(frozen=True)
class Content:
    """What a person sent of a lesson: their thoughts, for whom, the answers chosen (by question), finished or not.

    `seen` is the token of the study that was on the screen.
    """

    reflection: str = ""
    visibility: str = PRIVATE
    answers: dict[str, str] = field(default_factory=dict)
    is_done: bool = False
    seen: str = ""


class Study(SealedModel):
    """One participant's work on one lesson. Its thoughts are private unless shared; its answers are nobody else's."""

    enrollment = peewee.ForeignKeyField(Enrollment, backref="studies", on_delete="CASCADE")
    slug = peewee.TextField()
    visibility = peewee.TextField(
        default=PRIVATE, constraints=[peewee.Check("visibility IN ('private', 'shared')")]
    )
    begun_at = InstantField()
    written_at = InstantField()
    completed_at = InstantField(null=True)  # the first time

    reflection = Sealed(default="")
    answers = Sealed(default={})

    class Meta:
        indexes = ((("enrollment", "slug"), True),)

    @classmethod
    def of(cls, enrollment: Enrollment) -> dict[str, "Study"]:
        """A stay's studies by slug, of which there are no more than lessons: for their writer only."""
        return {one.slug: one for one in _of_stay(enrollment.id)}

    @classmethod
    def shared(cls) -> peewee.ModelSelect:
        """What staff may see, newest first. There is no other way for them."""
        return cls.select().where(cls.visibility == SHARED).order_by(cls.written_at.desc(), cls.id)

    @classmethod
    def count_completed(cls, slug: str, enrollment_ids) -> int:
        """How many of these stays have finished a lesson; never which."""
        ids = list(enrollment_ids)
        return (
            cls.select()
            .where(cls.slug == slug, cls.enrollment.in_(ids), cls.completed_at.is_null(False))
            .count()
        )

    @classmethod
    def write(cls, enrollment: Enrollment, slug: str, content: Content, at: dt.datetime) -> "Study":
        """Keep what was sent, written at an instant."""
        with writing():
            # The same lesson on two phones at the same moment: the second waits for the first.
            Enrollment.update(created_at=Enrollment.created_at).where(
                Enrollment.id == enrollment.id
            ).execute()
            found = cls.of(enrollment).get(slug)
            study = found or cls(enrollment=enrollment, slug=slug, begun_at=at)
            was_shared = study.is_shared
            study._take(content if found is None else study._beside(content), at)
            study.save(force_insert=found is None)
            if study.is_shared != was_shared:
                said = "shared lesson thoughts" if study.is_shared else "withdrew lesson thoughts"
                audit.record(said, enrollment, study)
        return study

    def _beside(self, content: Content) -> Content:
        """What was sent, with what its sender did not have on the screen: nothing written elsewhere is lost by it.

        Words that were private are not shared along with others.
        """
        if content.seen == self.token:
            return content
        may_share = self.is_shared or not self.reflection
        return Content(
            _both(self.reflection, content.reflection),
            content.visibility if may_share else PRIVATE,
            self.answers | content.answers,
            content.is_done,
        )

    def _take(self, content: Content, at: dt.datetime) -> None:
        self.reflection, self.answers = content.reflection, content.answers
        # Without words there is nothing to share.
        self.visibility = content.visibility if content.reflection.strip() else PRIVATE
        self.written_at = max(self.written_at or at, at)
        if content.is_done and self.completed_at is None:
            self.completed_at = at

    @property
    def token(self) -> str:
        """How a form tells which state of the study it shows."""
        return f"{self.revision}/{self.visibility}"

    @property
    def is_shared(self) -> bool:
        return self.visibility == SHARED

    @property
    def is_completed(self) -> bool:
        return self.completed_at is not None


@prepared
def _of_stay(enrollment_id):
    return Study.select().where(Study.enrollment == enrollment_id)


def _both(kept: str, sent: str) -> str:
    if not sent.strip() or sent in kept:
        return kept
    return sent if kept in sent else f"{kept}\n\n{sent}"
