"""Names of the clinicians of a program, and who leads what, in a number of queries that does not grow."""

from webapp.encryption import preload_keys
from webapp.people.models import Level, Membership, Program, User
from webapp.timetables.double_bookings import leaders_of


def clinicians_of(program: Program) -> list[tuple[str, str]]:
    """(id, name) of each, in order of name."""
    staff = Membership.select(Membership.user).where(
        Membership.program == program.id, Membership.role == "clinician"
    )
    return _named(User.select().where(User.id.in_(staff), User.active))


def levels_of(program: Program) -> list[tuple[str, str]]:
    """(code, name) of each, in step-down order."""
    levels = Level.select().where(Level.program == program.id).order_by(Level.position)
    return [(one.code, one.name) for one in levels]


def names_of_leaders(rows) -> dict[str, str]:
    """ "Kim Osei, Lee Brandt" for each program session by its id."""
    leaders = leaders_of(rows)
    names = dict(_named(User.select().where(User.id.in_(set().union(*leaders.values())))))
    return {key: ", ".join(sorted(names[one] for one in ids if one in names)) for key, ids in leaders.items()}


def _named(users) -> list[tuple[str, str]]:
    users = list(users)
    preload_keys({one.id for one in users})
    return sorted(((one.id, one.name) for one in users), key=lambda pair: pair[1].casefold())
