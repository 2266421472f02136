"""What a person does about what is kept of them: ask for it to be erased, bring it back, close their account."""

from webapp import audit
from webapp.accounts import sign_ins
from webapp.database import writing
from webapp.people.erasures import FROZEN, Erasure, sweep
from webapp.people.models import Enrollment, User


def ask(stay: Enrollment, at_once: bool = False) -> Erasure:
    """Close the stay to everybody and end what leaves the app: phones that kept pages wipe them when they next ask."""
    with writing():
        erasure = Erasure.withdraw(stay, at_once)
        _end_everywhere(stay.participant)
        audit.record("asked to erase a stay", stay, erasure)
    return erasure


def bring_back(stay: Enrollment) -> bool:
    """All of it as it was; False if it is too late."""
    with writing():
        brought_back = Erasure.bring_back(stay)
        if brought_back:
            audit.record("brought back a stay", stay)
    return brought_back


def carry_out(erasure: Erasure) -> None:
    """Destroy what there is to destroy and say so in the trail: one transaction, which may be asked for again."""
    with writing():
        erasure.carry_out()
        stay = Enrollment.get_or_none(Enrollment.id == erasure.enrollment)
        audit.record("froze a stay" if erasure.kind == FROZEN else "erased a stay", stay, erasure)


def carry_out_due() -> int:
    """Erase what is due, and leave no byte of its keys; how many that were. For the worker, over and over."""
    due = Erasure.due()
    for erasure in due:
        carry_out(erasure)
    sweep()
    return len(due)


def close_account(user: User) -> Erasure | None:
    """For good, now; None if the person works here or has a stay that is not erased."""
    with writing():
        erasure = Erasure.close_account(user)
        if erasure:
            audit.record("closed an account", about=erasure, actor=user)
    return erasure


def _end_everywhere(user: User) -> None:
    sign_ins.end_all(user)
