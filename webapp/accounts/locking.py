"""What an operator does about an account from outside: sign its person out everywhere, lock it, unlock it."""

from webapp import audit
from webapp.accounts.models import HalfSignIn, KnownBrowser, SignIn, SignInLink
from webapp.database import writing
from webapp.people import endings
from webapp.people.consents import Invitation
from webapp.people.erasures import Erasure
from webapp.people.models import User
from webapp.push.models import Device


def sign_out(user: User) -> int:
    """End all their sign-ins, and whatever could still become one; how many sign-ins those were."""
    with writing():
        for model in (HalfSignIn, SignInLink, KnownBrowser):
            model.delete().where(model.user == user.id).execute()
        Invitation.withdraw_for(user)
        ended = SignIn.delete().where(SignIn.user == user.id).execute()
        Device.end_all(user)
        audit.record("was signed out by an operator", about=user)
    return ended


def lock(user: User) -> None:
    """From the next request on nothing opens for them; nothing of theirs is deleted."""
    with writing():
        sign_out(user)
        User.update(active=False).where(User.id == user.id).execute()
        endings.note(endings.LOCKED_ACCOUNT, user.id)
        audit.record("locked an account", about=user)


def unlock(user: User) -> bool:
    """They may sign in again; False if they closed their account for good."""
    with writing():
        if Erasure.select().where(Erasure.person == user.id, Erasure.enrollment.is_null()).exists():
            return False
        User.update(active=True).where(User.id == user.id).execute()
        endings.note(endings.UNLOCKED_ACCOUNT, user.id)
        audit.record("unlocked an account", about=user)
    return True
