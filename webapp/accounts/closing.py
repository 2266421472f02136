"""What an operator does about an account from outside: sign its person out everywhere, close it, open it again."""

from webapp import audit
from webapp.accounts.models import HalfSignIn, KnownBrowser, SignIn, SignInLink
from webapp.database import writing
from webapp.people import endings
from webapp.people.consents import Invitation
from webapp.people.models import User


def sign_out(user: User) -> int:
    """End all their sign-ins, and whatever could still become one; how many sign-ins those were."""
    with writing():
        for model in (HalfSignIn, SignInLink, KnownBrowser):
            model.delete().where(model.user == user.id).execute()
        Invitation.withdraw_for(user)
        ended = SignIn.delete().where(SignIn.user == user.id).execute()
        audit.record("was signed out by an operator", about=user)
    return ended


def close(user: User) -> None:
    """From the next request on nothing opens for them; nothing of theirs is deleted."""
    with writing():
        sign_out(user)
        User.update(active=False).where(User.id == user.id).execute()
        endings.note(endings.CLOSED_ACCOUNT, user.id)
        audit.record("closed an account", about=user)


def reopen(user: User) -> None:
    """They may sign in again."""
    with writing():
        User.update(active=True).where(User.id == user.id).execute()
        endings.note(endings.REOPENED_ACCOUNT, user.id)
        audit.record("opened an account again", about=user)
