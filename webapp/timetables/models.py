"""Series, the dated program sessions that they give, who leads them, and seats given beyond one's own groups."""

import datetime as dt
import functools
import json
import operator

import peewee

from webapp import clock
from webapp.database import DayField, InstantField, JsonField, Model
from webapp.people.models import Enrollment, Program, User

SCHEDULED, CANCELLED, MOVED = "scheduled", "cancelled", "moved"
ASKED, GIVEN, DECLINED, WITHDRAWN = "asked", "given", "declined", "withdrawn"
NEWS_LASTS = dt.timedelta(weeks=1)


class Series(Model):
    """A meeting that comes back on some weekdays at a wall time, for some levels and weeks of a stay.

    `anchor_on` is its first day, from which its topics are counted. A series changed from a date on ends the day
    before; the one that `follows` it goes on. `version` counts its edits, so that none overwrites another.
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
    follows = peewee.ForeignKeyField("self", null=True, backref="followed_by", on_delete="SET NULL")
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("program", "position"), True),)

    @classmethod
    def for_levels(cls, codes):
        """The condition that a series may be for any of the levels; `levels` itself decides in case of doubt."""
        listed = cls.levels.cast("TEXT")
        named = [listed.contains(json.dumps(code, ensure_ascii=False)) for code in codes]
        return functools.reduce(operator.or_, named, peewee.SQL("1 = 0"))

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
    changed_at = InstantField(null=True)
    was_at = InstantField(null=True)  # when it would have started, if it was moved
    moved_at = InstantField(null=True)  # when it last got another start
    news_at = InstantField(null=True)  # when there last was something that its people must hear (news.py)
    version = peewee.IntegerField(default=1)  # counts its edits; also the SEQUENCE of calendar events

    seat = None  # the Seat of the stay that asked, where the calendar found one

    class Meta:
        indexes = ((("program", "local_date"), False), (("series", "local_date"), False))

    @property
    def facts(self) -> tuple:
        """All that a page shows of it."""
        where = (self.place, self.telehealth, self.guests_welcome)
        changes = (self.status, self.was_at, self.seat is not None, self.is_news)
        return (self.id, self.title, self.topic, self.starts_at, self.ends_at, *changes, *where)

    @property
    def is_cancelled(self) -> bool:
        return self.status == CANCELLED

    @property
    def is_news(self) -> bool:
        """Whether it was added, came back or has another place, end or time since a week, and is still ahead."""
        now = clock.now()
        return self.news_at is not None and self.news_at > now - NEWS_LASTS and self.starts_at > now

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

# Few rows ever change, and reminders ask each minute which did.
ProgramSession.add_index(
    ProgramSession.index(
        ProgramSession.changed_at,
        where=ProgramSession.changed_at.is_null(False),
        name="program_session_changed",
    )
)


class Facilitator(Model):
    """A clinician who leads a series, alone or with others."""

    series = peewee.ForeignKeyField(Series, backref="facilitators", on_delete="CASCADE")
    clinician = peewee.ForeignKeyField(User, backref="led_series", on_delete="CASCADE")

    class Meta:
        indexes = ((("series", "clinician"), True),)


class StandIn(Model):
    """A clinician who leads one program session in place of its facilitators."""

    program_session = peewee.ForeignKeyField(ProgramSession, backref="stand_ins", on_delete="CASCADE")
    clinician = peewee.ForeignKeyField(User, backref="stand_ins", on_delete="CASCADE")

    class Meta:
        indexes = ((("program_session", "clinician"), True),)


class Seat(Model):
    """A place in a group's program session that is not the participant's own group: a make-up.

    Asked for by the participant, given by staff (or at once where the program allows it). Only a given seat
    puts the session into the participant's calendar; asked ones hold their place until they are answered.
    """

    program_session = peewee.ForeignKeyField(ProgramSession, backref="seats", on_delete="CASCADE")
    enrollment = peewee.ForeignKeyField(Enrollment, backref="seats", on_delete="CASCADE")
    instead_of = peewee.ForeignKeyField(ProgramSession, null=True, backref="made_up_by", on_delete="SET NULL")
    state = peewee.TextField(
        default=ASKED,
        constraints=[peewee.Check("state IN ('asked', 'given', 'declined', 'withdrawn')")],
    )
    asked_at = InstantField(default=clock.now)
    answered_at = InstantField(null=True)
    answered_by = peewee.ForeignKeyField(User, null=True, on_delete="SET NULL")

    class Meta:
        indexes = ((("program_session", "enrollment"), True), (("enrollment", "state"), False))


class Directions(Model):
    """How to get to a place of a program. `version` counts the edits, so that none overwrites another."""

    program = peewee.ForeignKeyField(Program, on_delete="CASCADE")
    place = peewee.TextField()
    words = peewee.TextField(default="")
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("program", "place"), True),)


class BusyTime(Model):
    """When a clinician or a room is taken by something outside the timetable (imported from a calendar file)."""

    program = peewee.ForeignKeyField(Program, on_delete="CASCADE")
    clinician = peewee.ForeignKeyField(User, null=True, backref="busy_times", on_delete="CASCADE")
    place = peewee.TextField(default="")
    starts_at = InstantField()
    ends_at = InstantField()
    uid = peewee.TextField(
        default=""
    )  # the event's own id and start, so that importing again changes nothing

    class Meta:
        indexes = ((("program", "starts_at"), False),)
