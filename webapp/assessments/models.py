"""What is asked of a participant, what they answered, and how their program wants it."""

import datetime as dt

import peewee

from webapp import audit, clock
from webapp.database import DayField, InstantField, JsonField, Model
from webapp.encryption import Sealed, SealedModel
from webapp.people.models import Enrollment, Program, User

PARTIAL_FOR = dt.timedelta(hours=24)  # then what "the last 2 weeks" are has moved
SELF = "self"
REMINDED_FOR, NEVER_AGAIN = 3, 36_500  # days


class AssignedInstrument(Model):
    """An instrument that is asked of a stay: once or every so many days, from one day to another (the program's)."""

    enrollment = peewee.ForeignKeyField(Enrollment, backref="assigned_instruments", on_delete="CASCADE")
    instrument = peewee.TextField()
    every_days = peewee.IntegerField(constraints=[peewee.Check("every_days BETWEEN 0 AND 366")])
    starts_on = DayField()
    ends_on = DayField(null=True)
    assigned_by = peewee.ForeignKeyField(User, null=True, on_delete="SET NULL")
    assigned_at = InstantField(default=clock.now)
    is_usual = peewee.BooleanField(default=False)  # the program's own habit, not a clinician's choice

    last_at = None  # when it was last answered or declined, where the query asked for it

    class Meta:
        indexes = ((("enrollment", "starts_on"), False),)

    @classmethod
    def running(cls, enrollments, day: dt.date) -> peewee.ModelSelect:
        """Those of these stays (a query or a list) that have begun and not ended on a day."""
        holds = (cls.starts_on <= day) & (cls.ends_on.is_null() | (cls.ends_on >= day))
        return cls.select().where(cls.enrollment.in_(enrollments), holds)

    def next_due(self, last: dt.date | None) -> dt.date | None:
        """The day from which it is due, if it was last dealt with on that day; None when it never is again.

        Periods are counted from the first day, so that a late answer moves nothing; but two answers are at least half
        a period apart, for they would ask about the same days.
        """
        if last is None or last < self.starts_on:
            return self.starts_on
        if not self.every_days:
            return None
        periods = (last - self.starts_on).days // self.every_days + 1
        begins = self.starts_on + dt.timedelta(days=periods * self.every_days)
        return max(begins, last + dt.timedelta(days=-(-self.every_days // 2)))

    def is_due(self, last: dt.date | None, today: dt.date) -> bool:
        due = self.next_due(last)
        return due is not None and due <= today and (self.ends_on is None or today <= self.ends_on)

    def is_fresh(self, last: dt.date | None, day: dt.date) -> bool:
        """Whether the day is one of the first of its period, for reminding of it; after those it waits in peace."""
        begins = self.next_due(last)
        if begins is None or not self.is_due(last, day):
            return False
        return (day - begins).days % (self.every_days or NEVER_AGAIN) < REMINDED_FOR

    def end(self) -> None:
        """It is asked no more from today on; what was answered stays."""
        yesterday = clock.today(self.enrollment.program.time_zone) - dt.timedelta(days=1)
        self.ends_on = min(self.ends_on or yesterday, yesterday)
        self.save(only=[AssignedInstrument.ends_on])
        audit.record("ended an assigned questionnaire", self.enrollment, self)


class Answering(SealedModel):
    """One time that a participant answered an instrument, or said "not this time".

    Never the total alone: version, language, each item's answer and by which rules it was scored.
    """

    enrollment = peewee.ForeignKeyField(Enrollment, backref="answerings", on_delete="CASCADE")
    assigned = peewee.ForeignKeyField(
        AssignedInstrument, null=True, backref="answerings", on_delete="SET NULL"
    )
    instrument = peewee.TextField()
    answered_at = InstantField(default=clock.now)  # on the person's phone
    received_at = InstantField(default=clock.now)
    is_declined = peewee.BooleanField(default=False)
    acted_at = InstantField(null=True)  # a clinician wrote down what was done about it
    acted_by = peewee.ForeignKeyField(User, null=True, on_delete="SET NULL")

    version = Sealed(default="")
    language = Sealed(default="")
    answers = Sealed(default={})  # points by the items' keys
    total = Sealed()  # None: not enough answers
    is_prorated = Sealed(default=False)
    algorithm = Sealed(default="")
    filled_by = Sealed(default=SELF)
    waited_on_phone = Sealed(default=False)
    safe_now = Sealed()  # the reply to "Are you safe right now?"
    action = Sealed(default="")

    class Meta:
        indexes = ((("enrollment", "instrument", "answered_at"), False),)

    @classmethod
    def given(cls) -> peewee.ModelSelect:
        """What was answered, without what was declined."""
        return cls.select().where(~cls.is_declined)

    @classmethod
    def of(cls, enrollment: Enrollment) -> peewee.ModelSelect:
        """A stay's answers, newest first."""
        return cls.given().where(cls.enrollment == enrollment.id).order_by(cls.answered_at.desc(), cls.id)


class PartialAnswers(SealedModel):
    """A form that was begun, for its writer only, for a day."""

    wholly_private = True

    enrollment = peewee.ForeignKeyField(Enrollment, on_delete="CASCADE")
    assigned = peewee.ForeignKeyField(AssignedInstrument, unique=True, on_delete="CASCADE")
    begun_at = InstantField(default=clock.now, index=True)

    answers = Sealed(default={})

    @classmethod
    def live(cls, assigned: AssignedInstrument) -> "PartialAnswers | None":
        within = cls.begun_at > clock.now() - PARTIAL_FOR
        return cls.get_or_none(cls.assigned == assigned.id, within)

    @classmethod
    def keep(cls, assigned: AssignedInstrument, answers: dict[str, int]) -> None:
        """Call in a write transaction."""
        found = cls.live(assigned)
        if found is None:
            cls.drop(assigned)
            cls.create(enrollment=assigned.enrollment_id, assigned=assigned.id, answers=answers)
            return
        found.answers = answers
        found.save()

    @classmethod
    def drop(cls, assigned: AssignedInstrument) -> None:
        cls.delete().where(cls.assigned == assigned.id).execute()

    @property
    def expires_at(self) -> dt.datetime:
        return self.begun_at + PARTIAL_FOR


class AssessmentPolicy(Model):
    """How a program wants its questionnaires. Decided by its clinical lead, entered by a coordinator."""

    program = peewee.ForeignKeyField(Program, unique=True, backref="assessment_policies", on_delete="CASCADE")
    hides_bands = peewee.BooleanField(default=True)  # severity words are for clinicians
    is_noncommercial = peewee.BooleanField(default=False)
    confirmed_by = peewee.ForeignKeyField(User, null=True, on_delete="SET NULL")
    confirmed_at = InstantField(null=True)
    usual = JsonField(default=list)  # slugs of what is asked of everyone, at the instrument's own cadence
    usual_since = DayField(null=True)
    looked_at = peewee.TextField(default="")  # when the team looks, in the program's own words

    @classmethod
    def of(cls, program: Program) -> "AssessmentPolicy":
        """The program's, or the defaults where nothing is kept."""
        return cls.get_or_none(cls.program == program.id) or cls(program=program.id)
