"""Who may reach what: one file, one table, denied unless written here.

The unit of access is the enrollment. A relationship of a user to an enrollment is a query expression;
POLICY names, for each permission, the relationships that open it. A list and a single record are the same
query, so they cannot disagree. What is unknown and what is forbidden look alike: 404.
"""

import contextlib
import datetime as dt
import enum
import functools
import inspect
import operator
from collections.abc import Callable
from dataclasses import dataclass, replace

import peewee
from flask import abort, g, request
from flask_login import current_user

from webapp import audit, clock
from webapp.database import writing
from webapp.people.consents import (
    ATTENDANCE,
    CONFIRMED,
    ENTRIES,
    FAMILY_SESSIONS,
    HOW_TO_HELP,
    LEARNING,
    MILESTONES,
    SESSION_TIMES,
    Consent,
    ConsentItem,
)
from webapp.people.emergencies import EmergencyAccess
from webapp.people.models import CareTeamMember, Cover, Enrollment, Membership, Program, User
from webapp.prepared import prepared

PROOF_LASTS = dt.timedelta(minutes=5)
LAST_ZONE = dt.timedelta(hours=12)  # where a day ends last


class Permission(enum.Enum):
    SEE_OWN_STAY = "see own stay"
    ERASE_STAY = "ask for one's stay to be erased"
    BRING_BACK_STAY = "bring back a stay that waits to be erased"
    WRITE_JOURNAL = "write journal"
    PRACTISE = "practise exercises"
    ANSWER_ASSESSMENTS = "answer questionnaires"
    MANAGE_CONSENTS = "manage consents"
    SEE_CASELOAD = "see caseload"
    REVIEW_ENTRIES = "review shared entries"
    ASSIGN_EXERCISES = "assign exercises"
    ASSIGN_ASSESSMENTS = "assign questionnaires"
    TAKE_PART = "take part in program sessions"
    MARK_ATTENDANCE = "mark attendance"
    ISSUE_LETTERS = "issue attendance letters"
    ARRANGE_COVER = "arrange cover"
    LEAD_GROUPS = "lead groups"
    OPEN_IN_EMERGENCY = "open a record in an emergency"
    READ_IN_EMERGENCY = "read a record in an emergency"
    RUN_PROGRAM = "run program"
    SEE_ERASURES = "see which stays were erased"
    SEE_SHARED_WITH_ME = "see what is shared with me"
    SEE_FAMILY_SESSIONS = "see family sessions"
    SEE_SESSION_TIMES = "see session times"
    SEE_ATTENDANCE_SUMMARY = "see how many sessions they came to"
    SEE_MILESTONES = "see milestones"
    SEE_HOW_TO_HELP = "see how to help"
    SEE_ADDRESSED_ENTRIES = "see entries addressed to them"
    SEE_FAMILY_LEARNING = "see family learning"


@dataclass(frozen=True)
class Relationship:
    """How a user can stand to an enrollment.

    `reaches(user_id, now, today)` is the expression over Enrollment; `standing(user_id)` the query of what gives
    a user this relationship at all (a clinician with an empty caseload still has a caseload page). A stay that its
    participant withdrew is reached by relationships `to_withdrawn` stays alone, and those reach no other.
    """

    name: str
    reaches: Callable
    standing: Callable
    to_withdrawn: bool = False

    def withdrawn(self) -> "Relationship":
        """The same people, with the stays that were withdrawn: to be told that they were, never what is in them."""
        return replace(self, name=f"{self.name}, of a withdrawn stay", to_withdrawn=True)


def _current(today):
    ended = Enrollment.ended_on
    return ended.is_null() | (ended >= today)


def _members(user_id, role: str):
    return Membership.select(Membership.program).where(Membership.user == user_id, Membership.role == role)


def _consents(user_id):
    return Consent.select(Consent.enrollment).where(Consent.guest == user_id)


def _consents_in_force(user_id, now):
    return _consents(user_id).where(Consent.state == CONFIRMED, Consent.expires_at > now)


def _on_team(now):
    return CareTeamMember.until.is_null() | (CareTeamMember.until > now)


def _covered(user_id, now):
    """The stays of colleagues whose caseload the user covers now: what those reach themselves, and no more."""
    handed = Cover.select(Cover.program, Cover.away).where(
        Cover.colleague == user_id, Cover.begins_at <= now, Cover.ends_at > now
    )
    works_here = (Membership.user == Cover.away) & (Membership.program == Cover.program)
    covered = Enrollment.alias("covered")
    return (
        handed.join(Membership, on=works_here & (Membership.role == "clinician"))
        .join_from(Cover, CareTeamMember, on=(CareTeamMember.clinician == Cover.away) & _on_team(now))
        .join(covered, on=(covered.id == CareTeamMember.enrollment) & (covered.program == Cover.program))
        .select(covered.id)
    )


own = Relationship(
    "own",
    reaches=lambda user_id, now, today: Enrollment.participant == user_id,
    standing=lambda user_id: Enrollment.select().where(
        Enrollment.participant == user_id, Enrollment.withdrawn_at.is_null()
    ),
)
own_current = Relationship(
    "own, current",
    reaches=lambda user_id, now, today: (Enrollment.participant == user_id) & _current(today),
    standing=own.standing,
)
care_team = Relationship(
    "care team",
    reaches=lambda user_id, now, today: (
        Enrollment.id.in_(
            CareTeamMember.select(CareTeamMember.enrollment).where(
                CareTeamMember.clinician == user_id, _on_team(now)
            )
        )
        & Enrollment.program.in_(_members(user_id, "clinician"))
    ),
    standing=lambda user_id: _members(user_id, "clinician"),
)
covering = Relationship(
    "covering for the care team",
    reaches=lambda user_id, now, today: (
        Enrollment.id.in_(_covered(user_id, now)) & Enrollment.program.in_(_members(user_id, "clinician"))
    ),
    standing=lambda user_id: _members(user_id, "clinician"),
)
CARE = (care_team, covering)  # a cover hands over all that the care team may do
program_coordinator = Relationship(
    "coordinator of the program",
    reaches=lambda user_id, now, today: Enrollment.program.in_(_members(user_id, "coordinator")),
    standing=lambda user_id: _members(user_id, "coordinator"),
)
group_leader = Relationship(
    "clinician of the program",  # on the lists of its groups, and nothing else of a stay
    reaches=lambda user_id, now, today: Enrollment.program.in_(_members(user_id, "clinician")),
    standing=lambda user_id: _members(user_id, "clinician"),
)
in_emergency = Relationship(
    "clinician with a look in an emergency, in its hour",
    reaches=lambda user_id, now, today: (
        Enrollment.id.in_(
            EmergencyAccess.select(EmergencyAccess.enrollment).where(
                EmergencyAccess.clinician == user_id, EmergencyAccess.ends_at > now
            )
        )
        & Enrollment.program.in_(_members(user_id, "clinician"))
    ),
    standing=lambda user_id: _members(user_id, "clinician"),
)
any_guest = Relationship(
    "guest with a consent in force",
    reaches=lambda user_id, now, today: Enrollment.id.in_(_consents_in_force(user_id, now)) & _current(today),
    standing=_consents,
)


def consented_guest(item: str) -> Relationship:
    """A guest to whom the participant opened the item, by a consent that is confirmed and in its time."""
    return Relationship(
        f"guest consented to {item}",
        reaches=lambda user_id, now, today: (
            Enrollment.id.in_(
                _consents_in_force(user_id, now).join(ConsentItem).where(ConsentItem.item == item)
            )
            & _current(today)
        ),
        standing=_consents,
    )


OWN = (own, own_current, own.withdrawn())
STAFF = (*CARE, group_leader, program_coordinator)  # their standing is a membership of a program

POLICY: dict[Permission, tuple[Relationship, ...]] = {
    Permission.SEE_OWN_STAY: (own,),
    Permission.ERASE_STAY: (own,),
    Permission.BRING_BACK_STAY: (own.withdrawn(),),
    Permission.WRITE_JOURNAL: (own_current,),
    Permission.PRACTISE: (own_current,),
    Permission.ANSWER_ASSESSMENTS: (own_current,),
    Permission.MANAGE_CONSENTS: (own,),
    Permission.SEE_CASELOAD: CARE,
    Permission.REVIEW_ENTRIES: CARE,
    Permission.ASSIGN_EXERCISES: CARE,
    Permission.ASSIGN_ASSESSMENTS: CARE,
    Permission.TAKE_PART: (own_current,),
    Permission.MARK_ATTENDANCE: (*CARE, program_coordinator),
    Permission.ISSUE_LETTERS: (own, *CARE, program_coordinator),
    Permission.ARRANGE_COVER: (group_leader, program_coordinator),
    Permission.LEAD_GROUPS: (group_leader, program_coordinator),
    Permission.OPEN_IN_EMERGENCY: (group_leader,),
    Permission.READ_IN_EMERGENCY: (in_emergency,),
    Permission.RUN_PROGRAM: (program_coordinator,),
    Permission.SEE_ERASURES: (care_team.withdrawn(), program_coordinator.withdrawn()),
    Permission.SEE_SHARED_WITH_ME: (any_guest,),
    Permission.SEE_FAMILY_SESSIONS: (consented_guest(FAMILY_SESSIONS),),
    Permission.SEE_SESSION_TIMES: (consented_guest(SESSION_TIMES),),
    Permission.SEE_ATTENDANCE_SUMMARY: (consented_guest(ATTENDANCE),),
    Permission.SEE_MILESTONES: (consented_guest(MILESTONES),),
    Permission.SEE_HOW_TO_HELP: (consented_guest(HOW_TO_HELP),),
    Permission.SEE_ADDRESSED_ENTRIES: (consented_guest(ENTRIES),),
    Permission.SEE_FAMILY_LEARNING: (consented_guest(LEARNING),),
}


def enrollments(user: User, permission: Permission) -> peewee.ModelSelect:
    """The enrollments that the user reaches with the permission, newest first, with their programs."""
    return _enrollments(permission, *_asked_by(user))


def newest(user: User, permission: Permission) -> Enrollment | None:
    """The newest of `enrollments(user, permission)`: the stay that a participant's own pages are about."""
    return _NEWEST[permission].first(*_asked_by(user))


def allowed(user: User, permission: Permission, enrollment: Enrollment) -> bool:
    """Whether the user reaches this enrollment with the permission."""
    return _ONE[permission].first(*_asked_by(user), enrollment.id) is not None


def stands(user: User, permission: Permission) -> bool:
    """Whether the permission can mean anything for the user at all (opens list pages, even empty ones)."""
    return any(_STANDING[relationship].first(user.id) for relationship in POLICY.get(permission, ()))


def programs(user: User, permission: Permission) -> peewee.ModelSelect:
    """The programs in whose staff the user has the permission: for what belongs to a program and no one stay."""
    return programs_of(user.id if user.is_active else None, permission)


def programs_of(user_id, permission: Permission) -> peewee.ModelSelect:
    """The same by the id of an active account, which may be the slot of a prepared query."""
    ours = [one.standing(user_id) for one in POLICY.get(permission, ()) if one in STAFF]
    reached = [Program.id.in_(memberships) for memberships in ours]
    return Program.select().where(functools.reduce(operator.or_, reached, peewee.SQL("1 = 0")))


def _asked_by(user: User) -> tuple:
    """Who asks and when. "Today" is the day that it still is somewhere, so a last day ends nowhere too early."""
    now = clock.now()
    return (user.id if user.is_active else None), now, (now - LAST_ZONE).date()


def _enrollments(permission: Permission, user_id, now, today):
    reached = [_reached(relationship, user_id, now, today) for relationship in POLICY.get(permission, ())]
    return (
        Enrollment.select(Enrollment, Program)
        .join(Program)
        .where(functools.reduce(operator.or_, reached, peewee.SQL("1 = 0")))
        .order_by(Enrollment.admitted_on.desc(), Enrollment.id)
    )


def _reached(relationship: Relationship, user_id, now, today) -> peewee.Expression:
    kept = Enrollment.withdrawn_at.is_null(not relationship.to_withdrawn)
    return relationship.reaches(user_id, now, today) & kept


def reaching(permission: Permission):
    """Wraps a function that builds a query from `enrollments(user, permission)`: called with a user, it lists the rows.

    The SQL is written once (webapp/prepared.py). What the function takes besides is given after the user.
    """

    def wrap(build):
        def build_for(user_id, now, today, *values):
            return build(_enrollments(permission, user_id, now, today), *values)

        query = prepared(build_for, slots=2 + len(inspect.signature(build).parameters))
        return functools.wraps(build)(lambda user, *values: query(*_asked_by(user), *values))

    return wrap


def _prepared_newest(permission: Permission) -> prepared:
    return prepared(lambda user_id, now, today: _enrollments(permission, user_id, now, today).limit(1))


def _prepared_one(permission: Permission) -> prepared:
    def build(user_id, now, today, enrollment_id):
        return _enrollments(permission, user_id, now, today).where(Enrollment.id == enrollment_id)

    return prepared(build)


def _prepared_standing(relationship: Relationship) -> prepared:
    return prepared(lambda user_id: relationship.standing(user_id).limit(1))


_NEWEST = {permission: _prepared_newest(permission) for permission in Permission}
_ONE = {permission: _prepared_one(permission) for permission in Permission}
_STANDING = {one: _prepared_standing(one) for relationships in POLICY.values() for one in relationships}


@dataclass(frozen=True)
class Guard:
    """The mark that every view carries; the app refuses a view without one, and tests read it."""

    kind: str
    permission: Permission | None = None
    records: object = None


def public(view):
    """Open to everybody, signed in or not."""
    view.guard = Guard("public")
    return view


def signed_in(view):
    """A person's own account: any signed-in user, about themselves alone."""

    @functools.wraps(view)
    def guarded(**arguments):
        _require_sign_in()
        return view(**arguments)

    guarded.guard = Guard("signed in")
    return guarded


def requires(permission: Permission, records=None):
    """Open to whoever has the permission.

    Without `records`, the view gets `enrollment=`: the newest that the user reaches. With `records` (a model
    with an `enrollment`, or a callable that gives a query of one) the rule has `<id:record_id>`, and the view
    gets `record=`, found among the reachable ones. `Enrollment` itself may be asked for.
    """

    about_oneself = all(relationship in OWN for relationship in POLICY[permission])

    def mark(view):
        @functools.wraps(view)
        def guarded(record_id: str | None = None, **arguments):
            _require_sign_in()
            # Whose it is, what is shown of somebody else and the line that says so: one transaction.
            with contextlib.nullcontext() if about_oneself else writing():
                name, found, enrollment = _find(permission, records, record_id)
                g.enrollment = enrollment
                if enrollment.participant_id != current_user.id:
                    audit.record(request.endpoint, enrollment, found)
                return view(**{name: found}, **arguments)

        guarded.guard = Guard("record" if records is not None else "enrollment", permission, records)
        return guarded

    return mark


def requires_program(permission: Permission, records=Program):
    """Open to staff of the program that a record belongs to; the view gets `record=`, and the reading is audited.

    `records` is a model with a `program`, `Program` itself, or a callable that gives a query of one. Whose names
    the page shows beyond that, the view records itself.
    """

    def mark(view):
        @functools.wraps(view)
        def guarded(record_id: str, **arguments):
            _require_sign_in()
            with writing():
                record = _find_in_programs(permission, records, record_id)
                audit.record(request.endpoint, about=record)
                return view(record=record, **arguments)

        guarded.guard = Guard("program record", permission, records)
        return guarded

    return mark


def requires_standing(permission: Permission):
    """Open to whoever could have the permission, with or without a record yet: home pages of staff and guests."""

    def mark(view):
        @functools.wraps(view)
        def guarded(**arguments):
            _require_sign_in()
            if not stands(current_user, permission):
                abort(404)
            return view(**arguments)

        guarded.guard = Guard("standing", permission)
        return guarded

    return mark


class ProofNeeded(Exception):
    """The person must show again that it is them before they can do this (webapp/accounts/proof_views.py)."""


def require_recent_proof() -> None:
    """For what a phone left lying open must not do: go on only if the person proved themselves minutes ago."""
    if clock.now() - current_user.sign_in.proved_at > PROOF_LASTS:
        raise ProofNeeded


def proved_recently(view):
    """Mark a view, below its guard, that asks for a recent proof."""

    @functools.wraps(view)
    def proved(**arguments):
        require_recent_proof()
        return view(**arguments)

    proved.asks_for_proof = True
    return proved


def _require_sign_in() -> None:
    if not current_user.is_authenticated:
        abort(401)


def _find(permission: Permission, records, record_id: str | None) -> tuple[str, object, Enrollment]:
    """What the view is about: the name of its argument, the row, and the stay it belongs to; or 404."""
    if records is None:
        enrollment = newest(current_user, permission) or abort(404)
        return "enrollment", enrollment, enrollment
    reachable = enrollments(current_user, permission)
    if records is Enrollment:
        record = reachable.where(Enrollment.id == record_id).first() or abort(404)
        return "record", record, record
    query = records.select() if isinstance(records, type) else records()
    model = query.model
    within = reachable.select(Enrollment.id).order_by()
    record = query.where(model.id == record_id, model.enrollment.in_(within)).first() or abort(404)
    record.enrollment = reachable.where(Enrollment.id == record.enrollment_id).get()
    return "record", record, record.enrollment


def _find_in_programs(permission: Permission, records, record_id: str):
    within = programs(current_user, permission)
    if records is Program:
        return within.where(Program.id == record_id).first() or abort(404)
    query = records.select() if isinstance(records, type) else records()
    model = query.model
    record = query.where(model.id == record_id, model.program.in_(within.select(Program.id))).first()
    return record or abort(404)
