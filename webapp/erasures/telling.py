"""What is told of erasures: to who asked, and to the care team and the coordinators of the stay."""

from dataclasses import dataclass

from flask_babel import gettext as _

from webapp import audit
from webapp.access import Permission, enrollments
from webapp.encryption import preload_keys
from webapp.people.erasures import Erasure
from webapp.people.models import Enrollment, User


@dataclass(frozen=True)
class Told:
    """One stay that its participant withdrew, as staff are told of it."""

    erasure: Erasure
    stay: Enrollment
    name: str


def stands_of(stay: Enrollment) -> Erasure | None:
    """How far the erasure of a withdrawn stay is."""
    return Erasure.get_or_none(Erasure.enrollment == stay.id)


def erasures_told_to(user: User) -> list[Told]:
    """Those of the user's caseload and programs, the newest first; each telling is on record."""
    reached = enrollments(user, Permission.SEE_ERASURES).select_extend(User, Erasure)
    whose = (
        reached.switch(Enrollment)
        .join(User)
        .join_from(Enrollment, Erasure, on=(Erasure.enrollment == Enrollment.id), attr="erasure")
    )
    stays = sorted(whose, key=lambda stay: stay.erasure.asked_at, reverse=True)
    preload_keys({stay.participant_id for stay in stays})
    for stay in stays:
        audit.record("erasures.told", stay, stay.erasure)
    return [
        Told(stay.erasure, stay, stay.participant.name or _("Someone who closed their account"))
        for stay in stays
    ]
