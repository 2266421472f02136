"""Accepting an invitation: once, by one person.

A link never opens or changes an account that already has a password: whoever has one signs in and accepts
as themselves. A guest's consent opens nothing until the participant confirms who accepted.
"""

from webapp import audit, clock
from webapp.accounts import second_steps, sign_ins
from webapp.accounts.passkeys import Passkey
from webapp.accounts.passwords import hash_password
from webapp.database import writing
from webapp.people.consents import BOTH_STEPS, INVITED, Invitation
from webapp.people.models import User


def open_by(token: str) -> Invitation | None:
    """The invitation if it can still be used."""
    invitation = Invitation.open_by(token)
    if invitation and invitation.consent_id and invitation.consent.standing() != INVITED:
        return None
    return invitation


def known_of(invitation: Invitation) -> tuple[str, ...]:
    """What others may know of the person, and so no password is made of."""
    about = invitation.user or invitation.consent
    return (about.email, about.name) if invitation.user_id else (about.guest_email, about.guest_name)


def name_on(invitation: Invitation) -> str:
    return invitation.user.name if invitation.user_id else invitation.consent.guest_name


def accept_as_new(token: str, name: str, password: str) -> User | None:
    """Make the account the link was meant for; None if the link is used up or the address has an account."""
    password_hash = hash_password(password)
    with writing():
        invitation = open_by(token)
        if not invitation or invitation.resets or _has_account(invitation) or not _use(invitation):
            return None
        consent = invitation.consent
        user = invitation.user or User.register(consent.guest_email, name)
        user.name, user.password_hash, user.is_new = name, password_hash, True
        user.save()
        if consent:
            consent.accept(user)
        audit.record("accepted invitation", consent and consent.enrollment, invitation, actor=user)
        return user


def reset(token: str, password: str) -> User | None:
    """A new password for the account, which ends every sign-in; None if the link is used up."""
    password_hash = hash_password(password)
    with writing():
        invitation = open_by(token)
        if not invitation or not invitation.resets or not _use(invitation):
            return None
        user = invitation.user
        user.password_hash = password_hash
        user.save()
        sign_ins.end_all(user)
        if invitation.resets == BOTH_STEPS:
            second_steps.remove(user)
            Passkey.delete().where(Passkey.user == user.id).execute()
        audit.record("set a new password at the desk", about=invitation, actor=user)
        return user


def accept_as(token: str, user: User) -> bool:
    """Accept a guest's invitation with the account that is signed in (never one's own)."""
    with writing():
        invitation = open_by(token)
        consent = invitation and invitation.consent
        if not consent or consent.enrollment.participant_id == user.id or not _use(invitation):
            return False
        consent.accept(user)
        audit.record("accepted invitation", consent.enrollment, invitation)
        return True


def _has_account(invitation: Invitation) -> bool:
    """Whether a password would be changed, or an address taken, by making the account."""
    if invitation.user_id:
        return invitation.user.password_hash is not None
    return User.by_email(invitation.consent.guest_email) is not None


def _use(invitation: Invitation) -> bool:
    """True for exactly one of several at the same moment."""
    return bool(
        Invitation.update(used_at=clock.now())
        .where(Invitation.id == invitation.id, Invitation.used_at.is_null())
        .execute()
    )
