"""Who there is: the accounts, who leads what, the stays and their care teams."""

import datetime as dt

from webapp import clock
from webapp.accounts.passwords import hash_password
from webapp.accounts.second_steps import Authenticator, new_secret
from webapp.people.models import CareTeamMember, Enrollment, Membership, Program, User
from webapp.timetables.admitting import admit
from webapp.timetables.models import Facilitator, Series

# account, name, what it shows
ACCOUNTS = (
    ("participant", "Jo Rivera", "a participant in week 6"),
    ("guest", "Sam Rivera", "Jo's brother, who sees the family sessions"),
    ("clinician", "Kim Osei", "Jo's therapist"),
    ("coordinator", "Robin Hale", "coordinates the program"),
    ("participant2", "Ana Lindqvist", "a participant in week 3, on another caseload"),
    ("clinician2", "Lee Brandt", "Ana's therapist"),
)
WEEKS_OF_STAY = (("participant", 6), ("participant2", 3))
LEADS = (
    ("clinician", "Relapse Prevention"),
    ("clinician", "Family Education"),
    ("clinician2", "Early Recovery Skills"),
    ("clinician2", "Social Support"),
)


def address(account: str) -> str:
    return f"{account}@demo.example"


def register(password: str) -> dict[str, User]:
    password_hash = hash_password(password)
    return {
        account: User.register(address(account), name, password_hash=password_hash)
        for account, name, _what in ACCOUNTS
    }


def employ(people: dict[str, User], program: Program) -> None:
    for account, role in (
        ("clinician", "clinician"),
        ("clinician2", "clinician"),
        ("coordinator", "coordinator"),
    ):
        Membership.create(user=people[account], program=program, role=role)
        Authenticator.create(
            user=people[account].id, secret=new_secret(), is_demo=True, confirmed_at=clock.now()
        )
    for account, title in LEADS:
        series = Series.get(Series.program == program, Series.title == title)
        Facilitator.create(series=series, clinician=people[account])


def begin_stay(participant: User, program: Program, weeks: int) -> Enrollment:
    """In its week of that number today."""
    today = clock.today(program.time_zone)
    admitted_on = today - dt.timedelta(days=today.weekday(), weeks=weeks - 1)
    return admit(participant.email, program.name, admitted_on, "2.1").enrollment


def put_on_care_team(stay: Enrollment, clinician: User) -> None:
    CareTeamMember.create(enrollment=stay, clinician=clinician)


def how_to_get_in(password: str) -> str:
    lines = ["Demo accounts (all data is invented):"]
    lines += [f"  {address(account):28} {name}, {what}" for account, name, what in ACCOUNTS]
    lines.append(f"Password for all of them: {password}")
    return "\n".join([*lines, "Staff need a code as well: the page that asks for it shows it in this demo."])
