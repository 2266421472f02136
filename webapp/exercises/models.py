"""A person's practice of an exercise, their favourites, and what a clinician asked them to practise."""

import datetime as dt

import peewee

from webapp import audit, clock
from webapp.database import DayField, InstantField
from webapp.encryption import Sealed, SealedModel
from webapp.people.models import Enrollment, User

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
    def shared(cls) -> peewee.ModelSelect:
        """Those that a care team may read."""
        return cls.select().where(cls.visibility == SHARED)

    @classmethod
    def shared_in(cls, enrollments) -> peewee.ModelSelect:
        """What people shared in these stays (a query or a list), newest first: all that staff may see."""
        return cls.shared().where(cls.enrollment.in_(enrollments)).order_by(cls.started_at.desc(), cls.id)


class Assignment(SealedModel):
    """An exercise that a clinician asked a participant to practise, from one day to another (the program's days).

    It never says whether it was done: the participant's practices do, and staff see only those they shared.
    """

    enrollment = peewee.ForeignKeyField(Enrollment, backref="assignments", on_delete="CASCADE")
    slug = peewee.TextField()
    times_a_week = peewee.IntegerField(constraints=[peewee.Check("times_a_week BETWEEN 1 AND 7")])
    starts_on = DayField()
    ends_on = DayField()
    assigned_by = peewee.ForeignKeyField(User, null=True, on_delete="SET NULL")
    assigned_at = InstantField(default=clock.now)

    why = Sealed(default="")

    class Meta:
        indexes = ((("enrollment", "ends_on"), False),)

    @classmethod
    def running(cls, enrollments, day: dt.date) -> peewee.ModelSelect:
        """Those of these stays (a query or a list) that hold on a day, the one that ends first first."""
        holds = (cls.starts_on <= day) & (cls.ends_on >= day)
        return cls.select().where(cls.enrollment.in_(enrollments), holds).order_by(cls.ends_on, cls.id)

    def end(self) -> None:
        """It no longer holds from today on."""
        today = clock.today(self.enrollment.program.time_zone)
        self.ends_on = min(self.ends_on, today - dt.timedelta(days=1))
        self.save(only=[Assignment.ends_on])
        audit.record("ended an assigned exercise", self.enrollment, self)


class Favourites(SealedModel):
    """The exercises that a person marked to find again: one row for a stay, the newest mark first."""

    wholly_private = True

    enrollment = peewee.ForeignKeyField(Enrollment, unique=True, backref="favourites", on_delete="CASCADE")

    slugs = Sealed(default=[])

    @classmethod
    def of(cls, enrollment: Enrollment) -> list[str]:
        kept = cls.get_or_none(cls.enrollment == enrollment.id)
        return list(kept.slugs) if kept else []

    @classmethod
    def mark(cls, enrollment: Enrollment, slug: str, wanted: bool) -> None:
        """Call in a write transaction."""
        # Two marks at the same moment, the first of all perhaps: the second waits for the first.
        Enrollment.update(created_at=Enrollment.created_at).where(Enrollment.id == enrollment.id).execute()
        kept = cls.get_or_none(cls.enrollment == enrollment.id)
        row = kept or cls(enrollment=enrollment)
        others = [one for one in row.slugs if one != slug]
        row.slugs = [slug, *others] if wanted else others
        row.save(force_insert=kept is None)
