"""Which lines of the trail are a coordinator's: those of their stays and programs, and the sign-ins of their people."""

from dataclasses import dataclass

import peewee

from webapp.access import Permission, enrollments, programs
from webapp.audit import AuditRecord
from webapp.audits.wording import SIGNING_IN
from webapp.encryption import preload_keys
from webapp.exercises.own import OwnExercise
from webapp.people.consents import Consent
from webapp.people.models import Cover, Enrollment, Membership, Program, User
from webapp.timetables.models import ProgramSession, Series

_OF_PROGRAMS = (Series, ProgramSession, Cover, OwnExercise)


@dataclass(frozen=True)
class Reach:
    """The queries of what is theirs; each is a part of the one that reads the trail."""

    programs: peewee.ModelSelect
    stays: peewee.ModelSelect

    @classmethod
    def of(cls, coordinator: User) -> "Reach":
        theirs = programs(coordinator, Permission.RUN_PROGRAM).select(Program.id)
        stays = enrollments(coordinator, Permission.RUN_PROGRAM).select(Enrollment.id).order_by()
        return cls(theirs, stays)

    def lines(self) -> peewee.ModelSelect:
        about = AuditRecord.about_kind, AuditRecord.about
        of_programs = (about[0] == Program._meta.table_name) & about[1].in_(self.programs)
        for model in _OF_PROGRAMS:
            ids = model.select(model.id).where(model.program.in_(self.programs))
            of_programs |= (about[0] == model._meta.table_name) & about[1].in_(ids)
        no_stay = AuditRecord.enrollment.is_null()
        sign_ins = (
            no_stay
            & AuditRecord.action.in_(SIGNING_IN)
            & AuditRecord.actor.in_(self.people().select(User.id))
        )
        return AuditRecord.select().where(
            AuditRecord.enrollment.in_(self.stays) | (no_stay & of_programs) | sign_ins
        )

    def people(self) -> peewee.ModelSelect:
        """Staff, participants and guests of their programs."""
        staff = Membership.select(Membership.user).where(Membership.program.in_(self.programs))
        guests = Consent.select(Consent.guest).where(
            Consent.enrollment.in_(self.stays), Consent.guest.is_null(False)
        )
        return User.select().where(
            User.id.in_(staff) | User.id.in_(self._participants()) | User.id.in_(guests)
        )

    def participants(self) -> peewee.ModelSelect:
        return User.select().where(User.id.in_(self._participants()))

    def stays_of(self, participant_id: str) -> list[Enrollment]:
        return list(
            Enrollment.select().where(Enrollment.id.in_(self.stays), Enrollment.participant == participant_id)
        )

    def _participants(self) -> peewee.ModelSelect:
        return Enrollment.select(Enrollment.participant).where(Enrollment.id.in_(self.stays))


def by_name(people: peewee.ModelSelect) -> list[tuple[str, str]]:
    """(id, name) in order of name, with their keys opened together."""
    found = list(people)
    preload_keys({one.id for one in found})
    return [(one.id, one.name) for one in sorted(found, key=lambda one: (one.name.casefold(), one.id))]
