"""The cast: the same six people in every test.

Jo takes part in Evening Program; Kim is Jo's clinician; Sam is Jo's guest, by a confirmed consent to see family
sessions. Ana takes part too, with Lee as her clinician. Robin coordinates the program.
"""

import datetime as dt

from webapp import clock
from webapp.accounts.passwords import hash_password
from webapp.people.consents import CONFIRMED, FAMILY_SESSIONS, Consent, ConsentItem
from webapp.people.models import CareTeamMember, Enrollment, Membership, Program, User
from webapp.timetables.admitting import admit
from webapp.timetables.importing import MATRIX, import_program

PASSWORD = "a long enough password"
PEOPLE = {
    "jo": "Jo Rivera",
    "ana": "Ana Lindqvist",
    "kim": "Kim Osei",
    "lee": "Lee Brandt",
    "sam": "Sam Rivera",
    "robin": "Robin Hale",
}


def address(name: str) -> str:
    return f"{name}@example.org"


def seed() -> None:
    """Write the cast into an empty database."""
    program = import_program(MATRIX)
    password_hash = hash_password(PASSWORD)
    people = {
        name: User.register(address(name), full, password_hash=password_hash) for name, full in PEOPLE.items()
    }
    for name, role in (("kim", "clinician"), ("lee", "clinician"), ("robin", "coordinator")):
        Membership.create(user=people[name], program=program, role=role)
    admitted_on = last_monday(clock.today(program.time_zone)) - dt.timedelta(weeks=2)
    for name, clinician in (("jo", "kim"), ("ana", "lee")):
        stay = admit(address(name), program.name, admitted_on, "2.1").enrollment
        CareTeamMember.create(enrollment=stay, clinician=people[clinician])
    give_consent(Enrollment.get(Enrollment.participant == people["jo"]), people["sam"])


def last_monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def give_consent(
    stay: Enrollment, guest: User, items=(FAMILY_SESSIONS,), state=CONFIRMED, days=60
) -> Consent:
    """A consent of the stay's participant for the guest."""
    consent = Consent.create(
        enrollment=stay,
        guest=guest,
        state=state,
        expires_at=clock.now() + dt.timedelta(days=days),
        guest_name=guest.name,
        guest_email=guest.email,
        relation="family",
        purpose="To come to family sessions",
        signature=stay.participant.name,
    )
    for item in items:
        ConsentItem.create(consent=consent, item=item)
    return consent


class Cast:
    """Each person by name, as `cast.jo`; `cast.stay_of(cast.jo)` is their stay."""

    def __getattr__(self, name: str) -> User:
        if name not in PEOPLE:
            raise AttributeError(name)
        user = self.__dict__[name] = User.by_email(address(name))
        return user

    @property
    def program(self) -> Program:
        return Program.get()

    @staticmethod
    def stay_of(user: User) -> Enrollment:
        return Enrollment.get(Enrollment.participant == user.id)
