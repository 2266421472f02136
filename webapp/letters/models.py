"""Attendance letters as they were issued: the row keeps what the paper says, whatever is corrected later.

The code on the paper is looked up by a keyed digest; the code itself is sealed, for printing the letter again.
"""

import datetime as dt
import re
import secrets

import peewee

from webapp import audit, clock
from webapp.database import ID_ALPHABET, DayField, InstantField
from webapp.encryption import Sealed, SealedModel, digest
from webapp.letters.days import days_attended
from webapp.people.models import Enrollment, User

CODE_LENGTH = 16  # of 32 letters: 80 bits, typed by hand from paper


class Letter(SealedModel):
    """One letter: days and minutes attended in a span, frozen when it was issued."""

    enrollment = peewee.ForeignKeyField(Enrollment, backref="letters", on_delete="CASCADE")
    code_digest = peewee.TextField(unique=True)
    first_day = DayField()
    last_day = DayField()
    minutes = peewee.IntegerField()
    issued_at = InstantField(default=clock.now)
    issued_by = peewee.ForeignKeyField(User, null=True, on_delete="SET NULL")
    withdrawn_at = InstantField(null=True)

    name = Sealed(default="")
    days = Sealed(default=())  # pairs of ISO day and minutes attended
    code = Sealed(default="")

    class Meta:
        indexes = ((("enrollment", "issued_at"), False),)

    @classmethod
    def issue(cls, enrollment: Enrollment, first_day, last_day, by: User) -> "Letter | None":
        """A letter over both days and all between; None if nothing was attended."""
        days = days_attended(enrollment, first_day, last_day)
        if not days:
            return None
        code = "".join(secrets.choice(ID_ALPHABET) for _letter in range(CODE_LENGTH)).upper()
        letter = cls.create(
            enrollment=enrollment,
            code_digest=_digest(code),
            first_day=first_day,
            last_day=last_day,
            minutes=sum(minutes for _day, minutes in days),
            issued_by=by.id,
            name=enrollment.participant.name,
            days=[(day.isoformat(), minutes) for day, minutes in days],
            code="-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4)),
        )
        audit.record("issued letter", enrollment, letter)
        return letter

    @classmethod
    def by_code(cls, typed: str) -> "Letter | None":
        """The letter with the code, however it was typed: case, blanks and dashes, O for 0 and I or L for 1."""
        code = re.sub(r"[\s-]", "", typed).upper().translate(str.maketrans("OIL", "011"))
        return cls.get_or_none(cls.code_digest == _digest(code))

    @property
    def by_day(self) -> list[tuple[dt.date, int]]:
        return [(dt.date.fromisoformat(day), minutes) for day, minutes in self.days]

    @property
    def issued_on(self) -> dt.date:
        """The day of issue where the program is."""
        return clock.local(self.issued_at, self.enrollment.program.time_zone).date()

    def withdraw(self) -> None:
        self.withdrawn_at = clock.now()
        self.save(only=[Letter.withdrawn_at])
        audit.record("withdrew letter", self.enrollment, self)


def _digest(code: str) -> str:
    return digest("letter", code)
