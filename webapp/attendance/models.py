"""Word from participants before a program session, what staff marked, what was taught, and what was taken away."""

import datetime as dt

import peewee

from webapp import audit, clock
from webapp.database import InstantField, Model, among, writing
from webapp.encryption import Sealed, SealedModel
from webapp.people.models import Enrollment, User
from webapp.prepared import prepared
from webapp.timetables.models import ProgramSession

CANNOT_COME, RUNNING_LATE = "cannot_come", "running_late"
PRESENT, LATE, LEFT_EARLY = "present", "late", "left_early"
EXCUSED, ABSENT, MADE_UP = "excused", "absent", "made_up"
CAME = (PRESENT, LATE, LEFT_EARLY)
PRIVATE, SHARED = "private", "shared"


class Notice(SealedModel):
    """Word from a participant that they cannot come, or will be some minutes late. Undone by `withdrawn_at`."""

    enrollment = peewee.ForeignKeyField(Enrollment, backref="notices", on_delete="CASCADE")
    program_session = peewee.ForeignKeyField(ProgramSession, backref="notices", on_delete="CASCADE")
    kind = peewee.TextField(constraints=[peewee.Check("kind IN ('cannot_come', 'running_late')")])
    minutes = peewee.IntegerField(null=True)
    given_at = InstantField(default=clock.now)
    withdrawn_at = InstantField(null=True)

    reason = Sealed()
    words = Sealed(default="")
    came_afterwards = Sealed(default=False)  # it waited on a phone and arrived when the session had begun

    class Meta:
        indexes = ((("program_session", "enrollment"), True), (("enrollment", "given_at"), False))

    @property
    def says_absent(self) -> bool:
        return self.kind == CANNOT_COME

    @property
    def last_word_at(self):
        """When the participant last said something: this word, or that it no longer holds."""
        return max(self.given_at, self.withdrawn_at or self.given_at)

    def stands_for(self, program_session) -> bool:
        """Whether it still holds. Word about a time from which the session was moved away holds no more."""
        moved_at = program_session.moved_at
        return self.withdrawn_at is None and not (moved_at and moved_at > self.given_at)


class Attendance(Model):
    """What staff marked for one participant in one program session; `version` counts the corrections.

    The states follow the clinical reference, section 1.4. Minutes are those missed at the start and at the end.
    """

    enrollment = peewee.ForeignKeyField(Enrollment, backref="attendances", on_delete="CASCADE")
    program_session = peewee.ForeignKeyField(ProgramSession, backref="attendances", on_delete="CASCADE")
    state = peewee.TextField(
        constraints=[
            peewee.Check("state IN ('present', 'late', 'left_early', 'excused', 'absent', 'made_up')")
        ]
    )
    minutes_late = peewee.IntegerField(default=0)
    minutes_early = peewee.IntegerField(default=0)
    marked_by = peewee.ForeignKeyField(User, null=True, on_delete="SET NULL")
    marked_at = InstantField(default=clock.now)
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("program_session", "enrollment"), True), (("enrollment", "marked_at"), False))


class Correction(Model):
    """What stood in an attendance before it was corrected, and who had marked that."""

    attendance = peewee.ForeignKeyField(Attendance, backref="corrections", on_delete="CASCADE")
    state = peewee.TextField()
    minutes_late = peewee.IntegerField()
    minutes_early = peewee.IntegerField()
    marked_by = peewee.ForeignKeyField(User, null=True, on_delete="SET NULL")
    marked_at = InstantField()
    corrected_at = InstantField(default=clock.now)


class Taught(Model):
    """What a program session held: whether its topic was covered, and which skill of the library was taught."""

    program_session = peewee.ForeignKeyField(ProgramSession, unique=True, on_delete="CASCADE")
    topic_covered = peewee.BooleanField(default=False)
    skill = peewee.TextField(null=True)  # slug of an exercise
    recorded_by = peewee.ForeignKeyField(User, null=True, on_delete="SET NULL")
    recorded_at = InstantField(default=clock.now)


class Reflection(SealedModel):
    """A participant's own lines around a program session: what they want from it, what they take with them.

    Private unless shared with the care team.
    """

    enrollment = peewee.ForeignKeyField(Enrollment, backref="reflections", on_delete="CASCADE")
    program_session = peewee.ForeignKeyField(ProgramSession, backref="reflections", on_delete="CASCADE")
    visibility = peewee.TextField(
        default=PRIVATE, constraints=[peewee.Check("visibility IN ('private', 'shared')")]
    )
    written_at = InstantField(default=clock.now)

    wanted = Sealed(default="")
    taken = Sealed(default="")
    to_try = Sealed(default="")

    class Meta:
        indexes = ((("enrollment", "program_session"), True), (("program_session", "visibility"), False))

    @classmethod
    def of(cls, enrollment: Enrollment, program_session_ids) -> dict[str, "Reflection"]:
        """A stay's reflections on these program sessions, by session id: for their writer only."""
        return {one.program_session_id: one for one in _reflections(enrollment.id, program_session_ids)}

    @classmethod
    def shared(cls) -> peewee.ModelSelect:
        """What staff may see, newest first, with the program session. There is no other way for them."""
        return (
            cls.select(cls, ProgramSession)
            .join(ProgramSession)
            .where(cls.visibility == SHARED)
            .order_by(cls.written_at.desc(), cls.id)
        )

    @classmethod
    def write(
        cls,
        enrollment: Enrollment,
        program_session: ProgramSession,
        lines: dict,
        visibility: str,
        at: dt.datetime,
    ) -> "Reflection":
        """Keep these lines with the program session; lines that are not given stay as they were."""
        with writing():
            one = cls.of(enrollment, [program_session.id]).get(program_session.id)
            if one is None:
                one = cls(enrollment=enrollment, program_session=program_session)
                one.save(force_insert=True)
            was_shared = one.is_shared
            for name, words in lines.items():
                setattr(one, name, words)
            one.visibility, one.written_at = visibility, at
            one.save()
            if one.is_shared != was_shared:
                audit.record("shared reflection" if one.is_shared else "withdrew reflection", enrollment, one)
        return one

    @property
    def is_shared(self) -> bool:
        return self.visibility == SHARED

    @property
    def is_empty(self) -> bool:
        return not (self.wanted or self.taken or self.to_try)


@prepared
def _reflections(enrollment_id, program_session_ids):
    on_them = among(Reflection.program_session, program_session_ids)
    return Reflection.select().where(Reflection.enrollment == enrollment_id, on_them)
