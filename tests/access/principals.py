"""Everybody who could ask, made beside the cast: who they are, and how they stand to what they ask for.

How they stand is written here by hand, by the names of the relationships in POLICY. What that opens is worked out in
expectations.py; whether the app agrees is asked in test_every_principal.py.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from cast import address, give_consent

from webapp import clock
from webapp.accounts.passwords import hash_password
from webapp.database import new_id
from webapp.people.consents import (
    ACCEPTED,
    CONFIRMED,
    INVITED,
    ITEMS,
    REVOKED,
)
from webapp.people.emergencies import EmergencyAccess
from webapp.people.models import CareTeamMember, Cover, Enrollment, Level, Membership, Program, User
from webapp.timetables.admitting import admit
from webapp.timetables.models import ProgramSession

OWN, CURRENT = "own", "own, current"
TEAM, LEADER = "care team", "clinician of the program"
LOOK = "clinician with a look in an emergency, in its hour"
COORDINATOR = "coordinator of the program"
GUEST = "guest with a consent in force"
OF_GUESTS = {GUEST, *(f"guest consented to {item}" for item in ITEMS)}
COVER = "covering for the care team"
AS_CLINICIAN, AS_COORDINATOR = {TEAM, LEADER, LOOK, COVER}, {COORDINATOR}

DAY = dt.timedelta(days=1)


def nobody(world) -> None:
    """No account."""


@dataclass(frozen=True)
class Principal:
    """One who asks. `first` is the stay asked for (Jo's; a discharged participant's is their own), `other` is Ana's.

    `here` and `there` are roles on the staff of the program of both stays, and of another program; `stands` is what
    they could have at all, which opens home pages, even empty ones.
    """

    words: str
    make: Callable = nobody
    first: frozenset = frozenset()
    other: frozenset = frozenset()
    here: frozenset = frozenset()
    there: frozenset = frozenset()
    stands: frozenset = frozenset()
    signed_in: bool = True
    ends_sign_in: bool = False


def principal(words, make, signed_in=True, ends_sign_in=False, **relationships) -> Principal:
    sets = {name: frozenset(held) for name, held in relationships.items()}
    held = sets.get("stands", frozenset()) | sets.get("here", frozenset()) | sets.get("there", frozenset())
    return Principal(words, make, **{**sets, "stands": held}, signed_in=signed_in, ends_sign_in=ends_sign_in)


class World:
    """Jo's and Ana's stays, a stay that ended, and a second program; the people are made once."""

    def __init__(self, cast):
        self.cast = cast
        self.first, self.other = cast.stay_of(cast.jo), cast.stay_of(cast.ana)
        self.program = cast.program
        self.password_hash = hash_password("never typed by anybody here")
        self.elsewhere = Program.create(
            name="Another program", time_zone="UTC", country="US", starts_on=self.first.admitted_on
        )
        self.ended = self._ended_stay()
        give_consent(self.other, cast.sam, state=INVITED)  # so that Ana has one to ask for

    def person(self, name: str) -> User:
        return User.register(address(name), name.title(), password_hash=self.password_hash)

    def staff(self, name: str, role: str, program=None) -> User:
        user = self.person(name)
        Membership.create(user=user, program=program or self.program, role=role)
        return user

    def _ended_stay(self) -> Enrollment:
        self.discharged = self.person("dana")
        level = Level.get(Level.program == self.program)
        stay = admit(address("dana"), self.program.name, self.first.admitted_on, level.code).enrollment
        stay.ended_on = clock.today(self.program.time_zone) - 3 * DAY
        stay.save()
        give_consent(stay, self.cast.sam, state=INVITED)
        meeting = ProgramSession.get(ProgramSession.enrollment == self.first).__data__
        ProgramSession.create(**{**meeting, "id": new_id(), "enrollment": stay.id, "series": None})
        return stay


def a_guest(name, items, state=CONFIRMED, days=60):
    def make(world):
        user = world.person(name)
        give_consent(world.first, user, items, state, days)
        return user

    return make


def on_the_team(name, since_ended=False):
    def make(world):
        user = world.staff(name, "clinician")
        until = clock.now() - DAY if since_ended else None
        CareTeamMember.create(enrollment=world.first, clinician=user, until=until)
        return user

    return make


def covering(name, has_ended=False):
    """Of the clinician on Jo's care team, today."""

    def make(world):
        user = world.staff(name, "clinician")
        today = clock.today(world.program.time_zone)
        cover = Cover.arrange(world.program, world.cast.kim, user, today, today)
        if has_ended:
            cover.end()
        return user

    return make


def with_a_look(name, ends_in):
    def make(world):
        user = world.staff(name, "clinician")
        EmergencyAccess.create(
            enrollment=world.first, clinician=user, ends_at=clock.now() + ends_in, kind="medical"
        )
        return user

    return make


def who_left(name):
    """On the care team still, but no longer on the program's staff."""

    def make(world):
        user = on_the_team(name)(world)
        Membership.delete().where(Membership.user == user).execute()
        return user

    return make


def disabled(role):
    def make(world):
        user = world.staff(f"disabled-{role}", role)
        if role == "clinician":
            CareTeamMember.create(enrollment=world.first, clinician=user)
        user.active = False
        user.save()
        return user

    return make


def whose_stay_ended(world):
    """A guest of the discharged participant: the consent itself has days to go."""
    user = world.person("gail")
    give_consent(world.ended, user, ITEMS)
    return user


GUEST_OF = {item: f"guest with {item.replace('_', ' ')} alone" for item in ITEMS}

PRINCIPALS = {
    "nobody": Principal("nobody: not signed in", signed_in=False),
    "participant": principal(
        "the participant", lambda world: world.cast.jo, first={OWN, CURRENT}, stands={OWN, CURRENT}
    ),
    "another participant": principal(
        "another participant", lambda world: world.cast.ana, other={OWN, CURRENT}, stands={OWN, CURRENT}
    ),
    "discharged": principal(
        "the participant after their discharge",
        lambda world: world.discharged,
        first={OWN},
        stands={OWN, CURRENT},
    ),
    **{
        f"guest, {item}": principal(
            words,
            a_guest(f"guest-{item.replace('_', '-')}", (item,)),
            first={GUEST, f"guest consented to {item}"},
            stands=OF_GUESTS,
        )
        for item, words in GUEST_OF.items()
    },
    "guest, invited": principal(
        "guest, invited, has not accepted", a_guest("ines", ITEMS, INVITED), stands=OF_GUESTS
    ),
    "guest, accepted": principal(
        "guest, accepted, not confirmed", a_guest("abe", ITEMS, ACCEPTED), stands=OF_GUESTS
    ),
    "guest, expired": principal(
        "guest whose consent expired", a_guest("eve", ITEMS, CONFIRMED, days=-1), stands=OF_GUESTS
    ),
    "guest, revoked": principal(
        "guest whose consent was revoked", a_guest("rae", ITEMS, REVOKED), stands=OF_GUESTS
    ),
    "guest, discharged": principal(
        "guest of a participant who was discharged", whose_stay_ended, stands=OF_GUESTS
    ),
    "on the team": principal(
        "clinician on the care team",
        on_the_team("tia"),
        first={TEAM, LEADER},
        other={LEADER},
        here=AS_CLINICIAN,
    ),
    "off the team": principal(
        "clinician of the program, not on the care team",
        lambda world: world.staff("otto", "clinician"),
        first={LEADER},
        other={LEADER},
        here=AS_CLINICIAN,
    ),
    "formerly on the team": principal(
        "clinician who left the care team",
        on_the_team("flo", since_ended=True),
        first={LEADER},
        other={LEADER},
        here=AS_CLINICIAN,
    ),
    "covering": principal(
        "clinician who covers for the care team",
        covering("coy"),
        first={COVER, LEADER},
        other={LEADER},
        here=AS_CLINICIAN,
    ),
    "after a cover": principal(
        "clinician whose cover is over",
        covering("cass", has_ended=True),
        first={LEADER},
        other={LEADER},
        here=AS_CLINICIAN,
    ),
    "left the program": principal("clinician who left the program", who_left("len")),
    "in an emergency": principal(
        "clinician with a look in an emergency, in its hour",
        with_a_look("emil", dt.timedelta(minutes=60)),
        first={LOOK, LEADER},
        other={LEADER},
        here=AS_CLINICIAN,
    ),
    "after an emergency": principal(
        "clinician whose look in an emergency is over",
        with_a_look("ada", -dt.timedelta(seconds=1)),
        first={LEADER},
        other={LEADER},
        here=AS_CLINICIAN,
    ),
    "coordinator": principal(
        "coordinator of the program",
        lambda world: world.staff("cora", "coordinator"),
        first={COORDINATOR},
        other={COORDINATOR},
        here=AS_COORDINATOR,
    ),
    "coordinator elsewhere": principal(
        "coordinator of another program",
        lambda world: world.staff("cleo", "coordinator", world.elsewhere),
        there=AS_COORDINATOR,
    ),
    "clinician elsewhere": principal(
        "clinician of another program",
        lambda world: world.staff("cliff", "clinician", world.elsewhere),
        there=AS_CLINICIAN,
    ),
    "no relation": principal("an account without any relation", lambda world: world.person("noa")),
    "disabled coordinator": principal(
        "coordinator whose account is disabled", disabled("coordinator"), signed_in=False
    ),
    "disabled clinician": principal(
        "care team clinician whose account is disabled", disabled("clinician"), signed_in=False
    ),
    "ended sign-in": principal(
        "the participant, with the cookie of a sign-in that was ended",
        lambda world: world.cast.jo,
        signed_in=False,
        ends_sign_in=True,
    ),
}
