"""A stay of last year's, of which nothing is left but that it was."""

import datetime as dt

from webapp import clock
from webapp.demo.days import at
from webapp.people.erasures import Erasure
from webapp.people.models import CareTeamMember, Enrollment, Program, User


def leave_nothing_of(participant: User, program: Program, clinician: User) -> None:
    today = clock.today(program.time_zone)
    days = {"admitted_on": today - dt.timedelta(days=400), "ended_on": today - dt.timedelta(days=310)}
    stay = Enrollment.begin(participant=participant, program=program, **days)
    CareTeamMember.create(enrollment=stay, clinician=clinician, since=at(stay, 400, 9))
    Erasure.withdraw(stay, at_once=True).carry_out()
