"""Erasing a stay or an account at its person's request, and the ledger of it: ids and times, never content.

A stay is withdrawn first: nobody reaches it (access.py), and its participant can bring it back for some days. Then its
data key is destroyed with all that hangs from it, or, where the law has the program keep records, what is private goes
and the rest stays closed: frozen. Each step is one transaction and may be asked for again: it ends in the same place.
"""

import datetime as dt

import peewee

from webapp import clock
from webapp.database import InstantField, Model, scrub, writing
from webapp.encryption import DataKey, destroy_key
from webapp.people import endings
from webapp.people.models import CareTeamMember, Enrollment, Membership, User

ERASED, FROZEN = "erased", "frozen"
STAYS = (CareTeamMember,)  # so that who cared for them can be told that the stay was erased
OF_REMINDERS = ("reminder", "kind_settings", "reminder_settings")  # a person's, but they tell of their stays


class Erasure(Model):
    """A stay that was withdrawn, or (with no enrollment) an account that was closed.

    Ids are plain text: the ledger outlives what it tells of. From `due_at` on there is no way back; at `erased_at` it
    was carried out; since `swept_at` no file of the database holds the destroyed key.
    """

    BROUGHT_BACK_FOR = dt.timedelta(days=7)

    enrollment = peewee.TextField(null=True, unique=True)
    person = peewee.TextField(index=True)
    kind = peewee.TextField(default=ERASED, constraints=[peewee.Check("kind IN ('erased', 'frozen')")])
    asked_at = InstantField(default=clock.now)
    due_at = InstantField()
    erased_at = InstantField(null=True)
    swept_at = InstantField(null=True)

    @classmethod
    def withdraw(cls, stay: Enrollment, at_once: bool = False) -> "Erasure":
        """Close the stay to everybody; the erasure that it has then. Asked again it changes nothing."""
        now = clock.now()
        with writing():
            _hold(stay.id)
            found = cls.get_or_none(cls.enrollment == stay.id)
            if found is None:
                kind = FROZEN if stay.program.keeps_records else ERASED
                due_at = now if at_once else now + cls.BROUGHT_BACK_FOR
                whose = {"enrollment": stay.id, "person": stay.participant_id}
                found = cls.create(kind=kind, asked_at=now, due_at=due_at, **whose)
                endings.note(endings.ERASURE, found.id, found.line())
            Enrollment.update(withdrawn_at=found.asked_at).where(Enrollment.id == stay.id).execute()
        return found

    @classmethod
    def bring_back(cls, stay: Enrollment) -> bool:
        """Take the request back, all as it was before; False if it is too late."""
        with writing():
            _hold(stay.id)
            if not cls._take_back(stay, cls.erased_at.is_null()):
                return False
            Enrollment.update(withdrawn_at=None).where(Enrollment.id == stay.id).execute()
        return True

    @classmethod
    def thaw(cls, stay: Enrollment) -> bool:
        """Open a frozen stay again, for a duty to show it; False if it is not frozen. What was erased stays so."""
        with writing():
            _hold(stay.id)
            if not cls._take_back(stay, (cls.kind == FROZEN) & cls.erased_at.is_null(False)):
                return False
            Enrollment.update(withdrawn_at=None).where(Enrollment.id == stay.id).execute()
        return True

    @classmethod
    def _take_back(cls, stay: Enrollment, which: peewee.Expression) -> bool:
        """Strike off the stay's, if it is one of these."""
        found = cls.get_or_none(cls.enrollment == stay.id, which)
        if found is None:
            return False
        endings.note(endings.TAKEN_BACK, found.id)
        return bool(cls.delete().where(cls.id == found.id).execute())

    @classmethod
    def due(cls) -> list["Erasure"]:
        """Those with no way back any more that were not carried out."""
        return list(cls.select().where(cls.erased_at.is_null(), cls.due_at <= clock.now()))

    @classmethod
    def close_account(cls, user: User) -> "Erasure | None":
        """Close the account for good, now; None for who works in a program or has a stay that is not erased.

        The name stays sealed, and nobody reaches it, while a frozen stay is kept: a record belongs to somebody.
        """
        with writing():
            found = cls.get_or_none(cls.person == user.id, cls.enrollment.is_null())
            if found is None:
                if Membership.select().where(Membership.user == user.id).exists() or _has_stay(user.id):
                    return None
                is_frozen = cls.select().where(cls.person == user.id, cls.kind == FROZEN).exists()
                kind = FROZEN if is_frozen else ERASED
                found = cls.create(person=user.id, kind=kind, due_at=clock.now())
            found.carry_out()
        return found

    def carry_out(self) -> None:
        """Destroy what there is to destroy, in one transaction. It may be asked for again, as after a restore."""
        with writing():
            if self.enrollment is None:
                _erase_person(self.person, keep_name=self.kind == FROZEN)
            elif not _hold(self.enrollment):
                return  # a restored database may be older than the stay
            elif not Erasure.select().where(Erasure.id == self.id).exists():
                return  # brought back at this very moment
            else:
                _erase_stay(self)
            self.erased_at, self.swept_at = self.erased_at or clock.now(), None
            self.save(only=[Erasure.erased_at, Erasure.swept_at])
            endings.note(endings.ERASURE, self.id, self.line())

    def line(self) -> dict:
        """What the ledger says of it: ids, kind and times in milliseconds."""
        fields = [getattr(Erasure, name) for name in _WORTH_KEEPING]
        return {field.name: field.db_value(getattr(self, field.name)) for field in fields}


def sweep() -> bool:
    """Clear destroyed keys out of the files of the database; False if others were reading, and it wants another try."""
    unswept = Erasure.erased_at.is_null(False) & Erasure.swept_at.is_null()
    ids = [key for (key,) in Erasure.select(Erasure.id).where(unswept).tuples()]
    if not ids:
        return True
    if not scrub(DataKey):
        return False
    with writing():
        Erasure.update(swept_at=clock.now()).where(Erasure.id.in_(ids)).execute()
    return True


_WORTH_KEEPING = ("id", "enrollment", "person", "kind", "asked_at", "due_at", "erased_at")


def lines() -> list[dict]:
    """The ledger as this database has it. The newer one is in what was written down outside (endings.py)."""
    return [row.line() for row in Erasure.select().order_by(Erasure.asked_at, Erasure.id)]


def replay(ledger: list[dict] | None = None) -> int:
    """After a restore, before anybody gets in: close and destroy again all that the ledger says; how many those were.

    `ledger` is what `lines()` gave of the newer database, and then it is the truth. Without one the restored lines
    hold, and who still had time to bring a stay back gets it anew: they may have done so since. Then `sweep`.
    """
    with writing():
        if ledger is None:
            anew = {Erasure.due_at: clock.now() + Erasure.BROUGHT_BACK_FOR}
            Erasure.update(anew).where(Erasure.erased_at.is_null()).execute()
        else:
            _become(ledger)
        withdrawn = Erasure.select(Erasure.enrollment).where(Erasure.enrollment.is_null(False))
        Enrollment.update(withdrawn_at=None).where(Enrollment.id.not_in(withdrawn)).execute()
        for one in Erasure.select():
            Enrollment.update(withdrawn_at=one.asked_at).where(Enrollment.id == one.enrollment).execute()
    carried_out = list(Erasure.select().where(Erasure.erased_at.is_null(False)))
    for one in carried_out:
        one.carry_out()
    return len(carried_out)


def _become(ledger: list[dict]) -> None:
    """Nothing that was carried out is ever struck off: a ledger that is older than this one adds to it."""
    known = [line["id"] for line in ledger]
    stays = [line["enrollment"] for line in ledger if line["enrollment"]]
    done_here = Erasure.erased_at.is_null(False) & (Erasure.kind == ERASED)
    Erasure.delete().where(~done_here | Erasure.id.in_(known) | Erasure.enrollment.in_(stays)).execute()
    for line in ledger:
        Erasure.insert(**line).execute()


def _hold(enrollment_id: str) -> int:
    """Of two who ask at the same moment the second waits here for the first; 0 if there is no such stay."""
    held = Enrollment.update(created_at=Enrollment.created_at).where(Enrollment.id == enrollment_id)
    return held.execute()


def _has_stay(user_id: str) -> bool:
    """Whether there is a stay of the person's that is not erased or frozen."""
    done = Erasure.select(Erasure.enrollment).where(
        Erasure.person == user_id, Erasure.enrollment.is_null(False), Erasure.erased_at.is_null(False)
    )
    stays = Enrollment.select().where(Enrollment.participant == user_id)
    return stays.where(Enrollment.id.not_in(done)).exists()


def _erase_stay(erasure: Erasure) -> None:
    stay_id = erasure.enrollment
    for field, model in Enrollment._meta.backrefs.items():
        if erasure.kind == ERASED and model not in STAYS:
            model.delete().where(field == stay_id).execute()
        elif erasure.kind == FROZEN and (private := _private_space(model)) is not None:
            model.delete().where((field == stay_id) & private).execute()
    if erasure.kind == ERASED:
        destroy_key(stay_id)
    today = clock.now().date()
    Enrollment.update(ended_on=today).where(Enrollment.id == stay_id, Enrollment.ended_on.is_null()).execute()
    if not _has_other_stay(erasure.person):
        _delete_of_person(erasure.person, lambda model: model._meta.table_name in OF_REMINDERS)


def _private_space(model) -> peewee.Expression | None:
    return model.private_space() if hasattr(model, "private_space") else None


def _has_other_stay(user_id: str) -> bool:
    kept = (Enrollment.participant == user_id) & Enrollment.withdrawn_at.is_null()
    return Enrollment.select().where(kept).exists()


def _erase_person(user_id: str, keep_name: bool) -> None:
    """The account lets nobody in; what hangs from it by "user" is deleted, what others keep of the person stays."""
    gone = {"active": False, "password_hash": None}
    if not keep_name:
        gone |= {"sealed": None, "email_digest": f"closed {user_id}", "locale": None, "time_zone": None}
        destroy_key(user_id)
    User.update(**gone).where(User.id == user_id).execute()
    _delete_of_person(user_id, lambda model: True)


def _delete_of_person(user_id: str, wanted) -> None:
    for field, model in User._meta.backrefs.items():
        if field.name == "user" and wanted(model):
            model.delete().where(field == user_id).execute()
