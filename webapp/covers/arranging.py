"""Whose caseload a member of staff may hand over, to whom, and the covers that they have to do with."""

import datetime as dt
import operator
from functools import reduce

import peewee

from webapp import clock
from webapp.access import Permission, programs
from webapp.encryption import preload_keys
from webapp.people.models import Cover, Membership, Program, User

MOST_PAST = 10
Colleague = User.alias("colleague")


def caseloads_of(user: User) -> list[Membership]:
    """The clinicians' places whose caseload the user may hand over: their own; a coordinator's whole programs."""
    theirs = Membership.program.in_(_coordinated(user)) | (Membership.user == user.id)
    return _by_name(_clinicians().where(theirs))


def colleagues_of(user: User) -> list[Membership]:
    """The clinicians of the user's programs."""
    staffed = programs(user, Permission.ARRANGE_COVER).select(Program.id)
    return _by_name(_clinicians().where(Membership.program.in_(staffed)))


def arranged_by(user: User) -> peewee.ModelSelect:
    """The covers that the user may end: of their own caseload; a coordinator's whole programs."""
    return _with_people().where((Cover.away == user.id) | Cover.program.in_(_coordinated(user)))


def known_to(user: User) -> list[Cover]:
    """Those that the user may end, and those in which they are the colleague; none that is over."""
    ahead = Cover.ends_at > clock.now()
    mine = (Cover.away == user.id) | (Cover.colleague == user.id) | Cover.program.in_(_coordinated(user))
    return _opened(_with_people().where(mine, ahead).order_by(Cover.begins_at, Cover.id))


def past_of(user: User) -> list[Cover]:
    """The last that are over."""
    over = arranged_by(user).where(Cover.ends_at <= clock.now())
    return _opened(over.order_by(Cover.ends_at.desc(), Cover.id).limit(MOST_PAST))


def overlapping(first_on: dt.date, last_on: dt.date, program_id: str, *who) -> peewee.ModelSelect:
    """The covers of the program that have a day in common with these, and for which one of `who` is true."""
    in_common = (Cover.first_on <= last_on) & (Cover.last_on >= first_on) & (Cover.ends_at > clock.now())
    return Cover.select().where(Cover.program == program_id, in_common, reduce(operator.or_, who))


def _coordinated(user: User) -> peewee.ModelSelect:
    return programs(user, Permission.RUN_PROGRAM).select(Program.id)


def _clinicians() -> peewee.ModelSelect:
    joined = Membership.select(Membership, User, Program).join(User).switch(Membership).join(Program)
    return joined.where(Membership.role == "clinician", User.active == True)  # noqa: E712 - written into SQL


def _by_name(memberships) -> list[Membership]:
    found = list(memberships)
    preload_keys({one.user_id for one in found})
    return sorted(found, key=lambda one: (one.user.name.casefold(), one.program.name))


def _with_people() -> peewee.ModelSelect:
    return (
        Cover.select(Cover, Program, User, Colleague)
        .join(Program)
        .join_from(Cover, User, on=(Cover.away == User.id), attr="away")
        .join_from(Cover, Colleague, on=(Cover.colleague == Colleague.id), attr="colleague")
    )


def _opened(covers) -> list[Cover]:
    found = list(covers)
    preload_keys({one.away_id for one in found} | {one.colleague_id for one in found})
    return found
