"""Series and the dated program sessions that they give."""

import datetime as dt

import peewee

from webapp import clock
from webapp.database import DayField, InstantField, JsonField, Model
from webapp.people.models import Enrollment, Program

SCHEDULED, CANCELLED, MOVED = "scheduled", "cancelled", "moved"


class Series(Model):
    """A meeting that comes back on some weekdays at a wall time, for some levels and weeks of a stay.

    It is as the program's template gave it; `anchor_on` is the day from which its topics are counted.
    """

    program = peewee.ForeignKeyField(Program, backref="series", on_delete="CASCADE")
    position = peewee.IntegerField()
    title = peewee.TextField()
    kind = peewee.TextField()
    weekdays = JsonField()
    starts = peewee.TextField()
    minutes = peewee.IntegerField()
    weeks = JsonField()
    levels = JsonField()
    track = peewee.TextField(null=True)
    capacity = peewee.IntegerField(null=True)
    place = peewee.TextField(default="")
    telehealth = peewee.TextField(default="")
    guests_welcome = peewee.BooleanField(default=False)
    topics = JsonField(default=list)
    anchor_on = DayField()
    ends_on = DayField(null=True)

    class Meta:
        indexes = ((("program", "position"), True),)

    @property
    def is_individual(self) -> bool:
        return self.kind == "individual"

    @property
    def wall_time(self) -> dt.time:
        return dt.time.fromisoformat(self.starts)


class ProgramSession(Model):
    """One dated meeting: a group's (no enrollment) or one participant's own.

    `series_date` is the day of the series that it stands for and never changes, so a moved meeting keeps its
    identity; `local_date` is the day on which it happens, in the program's zone. Without a series it is a
    single meeting of one participant (a single meeting of a group is a series that ends on its first day).
    """

    program = peewee.ForeignKeyField(Program, on_delete="CASCADE")
    series = peewee.ForeignKeyField(Series, null=True, backref="program_sessions", on_delete="CASCADE")
    enrollment = peewee.ForeignKeyField(
        Enrollment, null=True, backref="individual_sessions", on_delete="CASCADE"
    )
    title = peewee.TextField()
    kind = peewee.TextField()
    topic = peewee.TextField(default="")
    series_date = DayField(null=True)
    local_date = DayField()
    starts_at = InstantField()
    ends_at = InstantField()
    status = peewee.TextField(
        default=SCHEDULED, constraints=[peewee.Check("status IN ('scheduled', 'cancelled', 'moved')")]
    )
    place = peewee.TextField(default="")
    telehealth = peewee.TextField(default="")
    guests_welcome = peewee.BooleanField(default=False)

    class Meta:
        indexes = ((("program", "local_date"), False), (("series", "local_date"), False))

    @property
    def facts(self) -> tuple:
        """All that a page shows of it."""
        where = (self.place, self.telehealth, self.guests_welcome)
        return (self.id, self.title, self.topic, self.starts_at, self.ends_at, self.status, *where)

    @property
    def is_cancelled(self) -> bool:
        return self.status == CANCELLED

    @property
    def is_past(self) -> bool:
        return self.ends_at <= clock.now()

    @property
    def local_start(self) -> dt.datetime:
        """The start as wall time where the program is."""
        return clock.local(self.starts_at, self.program.time_zone)


# One row for each day of a group's series, and for each participant on each day of an individual one.
ProgramSession.add_index(
    ProgramSession.index(
        ProgramSession.series,
        ProgramSession.series_date,
        unique=True,
        where=ProgramSession.enrollment.is_null(),
        name="program_session_of_group",
    )
)
ProgramSession.add_index(
    ProgramSession.index(
        ProgramSession.series,
        ProgramSession.series_date,
        ProgramSession.enrollment,
        unique=True,
        where=ProgramSession.enrollment.is_null(False),
        name="program_session_of_one",
    )
)
