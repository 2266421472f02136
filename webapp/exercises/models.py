"""A person's practice of an exercise."""

import peewee

from webapp.database import InstantField
from webapp.encryption import Sealed, SealedModel
from webapp.people.models import Enrollment

PRIVATE, SHARED = "private", "shared"


class Practice(SealedModel):
    """One time that a person did an exercise: how it was before and after, and what they wrote or drew.

    `answers` holds a worksheet's answers by the keys of its questions; `drawing` a PNG as base64.
    """

    enrollment = peewee.ForeignKeyField(Enrollment, backref="practices", on_delete="CASCADE")
    slug = peewee.TextField()
    started_at = InstantField()
    finished_at = InstantField(null=True)
    visibility = peewee.TextField(
        default=PRIVATE, constraints=[peewee.Check("visibility IN ('private', 'shared')")]
    )

    before = Sealed(default=None)
    after = Sealed(default=None)
    answers = Sealed(default={})
    drawing = Sealed(default=None)
    note = Sealed(default="")

    class Meta:
        indexes = ((("enrollment", "started_at"), False),)

    @property
    def is_shared(self) -> bool:
        return self.visibility == SHARED

    @classmethod
    def latest(cls, enrollment: Enrollment, slug: str | None = None) -> peewee.ModelSelect:
        """A stay's practices, newest first; of one exercise if asked."""
        query = cls.select().where(cls.enrollment == enrollment.id).order_by(cls.started_at.desc(), cls.id)
        return query if slug is None else query.where(cls.slug == slug)

    @classmethod
    def shared_in(cls, enrollments) -> peewee.ModelSelect:
        """What people shared in these stays (a query or a list), newest first: all that staff may see."""
        return (
            cls.select()
            .where(cls.enrollment.in_(enrollments), cls.visibility == SHARED)
            .order_by(cls.started_at.desc(), cls.id)
        )
