"""Users, programs, enrollments and care teams."""

import datetime as dt

import peewee
from flask_login import UserMixin

from webapp import clock
from webapp.database import DayField, InstantField, JsonField, Model
from webapp.encryption import Sealed, SealedModel, create_key, digest

ROLES = ("clinician", "coordinator")
CHECK_IN_ASKS = ("craving", "anxiety", "energy", "sleep")  # what a check-in asks until a program chooses


def normal_email(email: str) -> str:
    """The address as it is compared: no surrounding blanks, lower case."""
    return email.strip().lower()


class User(SealedModel, UserMixin):
    """A person with an account: participant, guest, clinician or coordinator by relationship, not by type.

    Name and e-mail are sealed; the address is found by a keyed digest.
    """

    key_owner = None

    email_digest = peewee.TextField(unique=True)
    password_hash = peewee.TextField(null=True)
    locale = peewee.TextField(null=True)
    time_zone = peewee.TextField(null=True)
    active = peewee.BooleanField(default=True)
    created_at = InstantField(default=clock.now)

    name = Sealed(default="")
    email = Sealed(default="")
    is_new = Sealed(default=False)  # has not been through the first run (welcome.py)
    usual_dial = Sealed(default="private")  # for whom a new entry is, unless they say otherwise (journals)
    wants_help_card = Sealed(default=True)  # to be shown ways to help when they write certain words

    sign_in = None  # the row of the sign-in that this request rests on (accounts/sign_ins.py)

    class Meta:
        table_name = "user_account"

    @classmethod
    def register(cls, email: str, name: str, **plain) -> "User":
        """A new account with its own data key; IntegrityError if the address is taken."""
        user = cls(email_digest=digest("email", normal_email(email)), **plain)
        create_key(user.id)
        user.email, user.name = email.strip(), name.strip()
        user.save(force_insert=True)
        return user

    @classmethod
    def by_email(cls, email: str) -> "User | None":
        return cls.get_or_none(cls.email_digest == digest("email", normal_email(email)))

    @property
    def is_active(self) -> bool:
        return self.active

    def get_id(self) -> str:
        """Flask-Login's id is the secret of the server-side sign-in, so a copied cookie dies with it."""
        return self.sign_in.secret


class Program(Model):
    """A treatment program: data from a template, in its own time zone."""

    name = peewee.TextField(unique=True)
    time_zone = peewee.TextField()
    country = peewee.TextField()
    starts_on = DayField()
    closed_on = JsonField(default=list)
    source_digest = peewee.TextField(null=True)
    check_in_asks = JsonField(default=lambda: list(CHECK_IN_ASKS))  # beside mood (journals/vocabulary.py)
    tells_of_risk_words = peewee.BooleanField(default=False)  # marks shared entries that hold a listed phrase
    answer_days = peewee.IntegerField(
        null=True
    )  # working days within which shared entries are to be answered
    gives_seats_at_once = peewee.BooleanField(default=False)  # a make-up needs no answer from staff
    keeps_records = peewee.BooleanField(default=False)  # the law has it keep the record: closed, never erased
    created_at = InstantField(default=clock.now)

    def is_closed(self, day: dt.date) -> bool:
        return day.isoformat() in self.closed_on


class Level(Model):
    """A level of care of a program, in step-down order; hours are the weekly hours it means to give."""

    program = peewee.ForeignKeyField(Program, backref="levels", on_delete="CASCADE")
    code = peewee.TextField()
    name = peewee.TextField()
    weekly_hours = peewee.FloatField()
    position = peewee.IntegerField()

    class Meta:
        indexes = ((("program", "code"), True),)


class Membership(Model):
    """A staff member's role in a program."""

    user = peewee.ForeignKeyField(User, backref="memberships", on_delete="CASCADE")
    program = peewee.ForeignKeyField(Program, backref="memberships", on_delete="CASCADE")
    role = peewee.TextField(constraints=[peewee.Check("role IN ('clinician', 'coordinator')")])

    class Meta:
        indexes = ((("user", "program", "role"), True),)


class Enrollment(Model):
    """One participant's stay in a program: the unit of access, and the owner of a data key.

    `withdrawn_at` is when its participant asked for it to be erased: from then on nobody reads it (people/erasures.py).
    """

    participant = peewee.ForeignKeyField(User, backref="enrollments", on_delete="RESTRICT")
    program = peewee.ForeignKeyField(Program, backref="enrollments", on_delete="RESTRICT")
    admitted_on = DayField()
    ended_on = DayField(null=True)
    created_at = InstantField(default=clock.now)
    withdrawn_at = InstantField(null=True)

    @classmethod
    def begin(cls, **values) -> "Enrollment":
        """A new stay with its own data key."""
        enrollment = cls(**values)
        create_key(enrollment.id)
        enrollment.save(force_insert=True)
        return enrollment

    def week_of(self, day: dt.date) -> int:
        """The week of the stay that holds the day: week 1 begins on the admission date; 0 or less before it."""
        return (day - self.admitted_on).days // 7 + 1

    def covers(self, day: dt.date) -> bool:
        return self.admitted_on <= day and (self.ended_on is None or day <= self.ended_on)

    def placement_on(self, day: dt.date) -> "Placement | None":
        """The level and track in force that day."""
        return (
            Placement.select(Placement, Level)
            .join(Level)
            .where(Placement.enrollment == self, Placement.starts_on <= day)
            .order_by(Placement.starts_on.desc())
            .first()
        )


class Placement(Model):
    """The level of care and the track of a stay from a day on (step-down and track switches are new rows)."""

    enrollment = peewee.ForeignKeyField(Enrollment, backref="placements", on_delete="CASCADE")
    level = peewee.ForeignKeyField(Level, on_delete="RESTRICT")
    track = peewee.TextField(null=True)
    starts_on = DayField()
    made_at = InstantField(null=True)  # when it was set; empty for the one of the admission

    class Meta:
        indexes = ((("enrollment", "starts_on"), True),)


class CareTeamMember(Model):
    """A clinician's place on the care team of a stay."""

    enrollment = peewee.ForeignKeyField(Enrollment, backref="care_team", on_delete="CASCADE")
    clinician = peewee.ForeignKeyField(User, backref="caseload", on_delete="CASCADE")
    since = InstantField(default=clock.now)
    until = InstantField(null=True)

    class Meta:
        indexes = ((("clinician", "enrollment"), False),)


class Cover(Model):
    """A colleague who looks after a clinician's caseload from one day to another (the program's days).

    `begins_at` and `ends_at` are those days' bounds as instants, so that access asks the clock and nothing else.
    """

    program = peewee.ForeignKeyField(Program, backref="covers", on_delete="CASCADE")
    away = peewee.ForeignKeyField(User, backref="covered_by", on_delete="CASCADE")
    colleague = peewee.ForeignKeyField(User, backref="covering", on_delete="CASCADE")
    first_on = DayField()
    last_on = DayField()
    begins_at = InstantField(default=0)
    ends_at = InstantField(default=0)
    created_at = InstantField(default=clock.now)

    class Meta:
        indexes = ((("colleague", "last_on"), False),)

    @classmethod
    def arrange(
        cls, program: Program, away: User, colleague: User, first_on: dt.date, last_on: dt.date
    ) -> "Cover":
        """Hand the caseload over from the beginning of the first day to the end of the last."""
        begins_at, _night = clock.day_bounds(first_on, program.time_zone)
        _morning, ends_at = clock.day_bounds(last_on, program.time_zone)
        days = {"first_on": first_on, "last_on": last_on}
        return cls.create(
            program=program,
            away=away.id,
            colleague=colleague.id,
            begins_at=begins_at,
            ends_at=ends_at,
            **days,
        )

    def end(self) -> None:
        """It ends now; one that had not begun never was."""
        now = clock.now()
        if now < self.begins_at:
            self.delete_instance()
        elif now < self.ends_at:
            self.ends_at, self.last_on = now, clock.today(self.program.time_zone)
            self.save(only=[Cover.ends_at, Cover.last_on])

    @property
    def is_over(self) -> bool:
        return self.ends_at <= clock.now()
