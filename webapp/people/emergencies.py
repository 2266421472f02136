"""A look at the record of somebody who is not on one's caseload, in an emergency (45 CFR 164.312(a)(2)(ii)).

Its terms are fixed when it begins: one clinician, one stay, an hour, and a reason. It is told to the participant and to
the coordinators at once, and a coordinator reviews it.
"""

import datetime as dt

import peewee
from flask_babel import lazy_gettext as _l

from webapp import clock
from webapp.database import InstantField
from webapp.encryption import Sealed, SealedModel
from webapp.people.models import Enrollment, User
from webapp.prepared import prepared

KINDS = {
    "medical": _l("A medical emergency"),
    "danger": _l("Somebody may be in danger"),
    "team_away": _l("Their whole care team is away, and it can't wait"),
}


class EmergencyAccess(SealedModel):
    """One such look. The reason is sealed; that it happened is not."""

    LASTS = dt.timedelta(minutes=60)
    REVIEWED_WITHIN = dt.timedelta(days=7)
    SHORTEST_REASON = 20  # letters

    enrollment = peewee.ForeignKeyField(Enrollment, backref="emergencies", on_delete="CASCADE")
    clinician = peewee.ForeignKeyField(User, on_delete="RESTRICT")
    began_at = InstantField(default=clock.now)
    ends_at = InstantField()
    seen_at = InstantField(null=True)  # the participant knows
    reviewed_at = InstantField(null=True)
    reviewed_by = peewee.ForeignKeyField(User, null=True, backref="+", on_delete="RESTRICT")

    kind = Sealed(default="")
    reason = Sealed(default="")
    finding = Sealed(default="")  # what the coordinator wrote

    class Meta:
        indexes = ((("clinician", "ends_at"), False),)

    @classmethod
    def begin(cls, enrollment: Enrollment, clinician: User, kind: str, reason: str) -> "EmergencyAccess":
        """A new one, or the one that the clinician has already: a second tap gives no second hour."""
        running = cls.running(enrollment, clinician)
        return running or cls.create(
            enrollment=enrollment.id,
            clinician=clinician.id,
            ends_at=clock.now() + cls.LASTS,
            kind=kind,
            reason=reason,
        )

    @classmethod
    def running(cls, enrollment: Enrollment, clinician: User) -> "EmergencyAccess | None":
        mine = (cls.enrollment == enrollment.id) & (cls.clinician == clinician.id)
        return cls.get_or_none(mine, cls.ends_at > clock.now())

    @property
    def kind_in_words(self) -> str:
        return KINDS[self.kind]

    @classmethod
    def waiting_for_review(cls) -> peewee.ModelSelect:
        return cls.select().where(cls.reviewed_at.is_null()).order_by(cls.began_at)

    @classmethod
    def is_suspended(cls, clinician: User) -> bool:
        """Whether one of the clinician's was not reviewed in time: until it is, there is no other."""
        overdue = cls.waiting_for_review().where(
            cls.clinician == clinician.id, cls.began_at < clock.now() - cls.REVIEWED_WITHIN
        )
        return overdue.exists()

    def end(self) -> None:
        """Earlier than after an hour."""
        EmergencyAccess.update(ends_at=clock.now()).where(
            EmergencyAccess.id == self.id, EmergencyAccess.ends_at > clock.now()
        ).execute()

    def mark_seen(self) -> None:
        EmergencyAccess.update(seen_at=clock.now()).where(
            EmergencyAccess.id == self.id, EmergencyAccess.seen_at.is_null()
        ).execute()

    def review(self, coordinator: User, finding: str) -> None:
        self.reviewed_at, self.reviewed_by, self.finding = clock.now(), coordinator.id, finding
        self.save()


def untold(enrollment: Enrollment) -> list[EmergencyAccess]:
    """Those that the participant has not said to know of, with the clinicians, the oldest first."""
    return _untold(enrollment.id)


@prepared
def _untold(enrollment_id):
    unseen = (EmergencyAccess.enrollment == enrollment_id) & EmergencyAccess.seen_at.is_null()
    looked = EmergencyAccess.select(EmergencyAccess, User).join(User, on=EmergencyAccess.clinician)
    return looked.where(unseen).order_by(EmergencyAccess.began_at)
