"""Passkeys: signing in with the phone's own lock (W3C WebAuthn, by the library `webauthn`).

A passkey proves two things at once, the device and its owner (user verification is asked for), so it is both steps. It
works at our own address only, and each challenge is answered once.
"""

import datetime as dt
import json
import secrets
from urllib.parse import urlsplit

import peewee
import webauthn
from flask import current_app
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from webapp import audit, clock
from webapp.accounts.models import digest_of
from webapp.database import InstantField, Model, writing
from webapp.encryption import Sealed, SealedModel
from webapp.people.models import User

MOST = 10  # for one person


class Passkey(SealedModel):
    """One passkey of a person; found by a digest of its id."""

    key_owner = "user"

    user = peewee.ForeignKeyField(User, backref="passkeys", on_delete="CASCADE")
    credential_digest = peewee.TextField(unique=True)
    sign_count = peewee.BigIntegerField(default=0)
    created_at = InstantField(default=clock.now)
    used_at = InstantField(null=True)

    credential_id = Sealed(default="")
    public_key = Sealed(default="")
    name = Sealed(default="")

    @classmethod
    def of(cls, user: User) -> peewee.ModelSelect:
        return cls.select().where(cls.user == user.id).order_by(cls.created_at)

    def remove(self) -> None:
        with writing():
            self.delete_instance()
            audit.record("removed a passkey", actor=self.user)


class PasskeyChallenge(Model):
    """A question to a passkey, answered once and soon."""

    LASTS = dt.timedelta(minutes=5)

    challenge_digest = peewee.TextField(unique=True)
    expires_at = InstantField()

    class Meta:
        table_name = "passkey_challenge"

    @classmethod
    def ask(cls) -> bytes:
        challenge = secrets.token_bytes(32)
        with writing():
            cls.delete().where(cls.expires_at <= clock.now()).execute()
            cls.create(challenge_digest=_digest(challenge), expires_at=clock.now() + cls.LASTS)
        return challenge

    @classmethod
    def take(cls, challenge: bytes) -> bool:
        """True for the first answer in time."""
        live = (cls.challenge_digest == _digest(challenge)) & (cls.expires_at > clock.now())
        return bool(cls.delete().where(live).execute())


class NotAccepted(Exception):
    """The answer is not one of a passkey that we know, or not to a question that we asked."""


def options_for_new(user: User) -> str:
    """What the browser needs to make a passkey, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=_host(),
        rp_name="Waymark",
        user_id=user.id.encode(),
        user_name=user.email,
        user_display_name=user.name,
        challenge=PasskeyChallenge.ask(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id))
            for one in Passkey.of(user)
        ],
    )
    return webauthn.options_to_json(options)


def add(user: User, answer: str, name: str) -> Passkey:
    """Keep the passkey that the browser made; NotAccepted otherwise."""
    challenge = _challenge_of(answer)
    with writing():
        if not PasskeyChallenge.take(challenge) or Passkey.of(user).count() >= MOST:
            raise NotAccepted
        try:
            made = webauthn.verify_registration_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=_host(),
                expected_origin=_origin(),
                require_user_verification=True,
            )
            passkey = Passkey.create(
                user=user.id,
                credential_digest=_digest(made.credential_id),
                sign_count=made.sign_count,
                credential_id=bytes_to_base64url(made.credential_id),
                public_key=bytes_to_base64url(made.credential_public_key),
                name=name,
            )
        except (WebAuthnException, peewee.IntegrityError) as error:
            raise NotAccepted from error
        audit.record("added a passkey", actor=user)
        return passkey


def options_for_proof() -> str:
    """What the browser needs to ask for any passkey of ours, as JSON. It tells nothing of anybody."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(),
        challenge=PasskeyChallenge.ask(),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def whose(answer: str) -> User:
    """The person whose passkey answered; NotAccepted otherwise."""
    challenge, credential_id = _challenge_of(answer), _credential_of(answer)
    with writing():
        taken = PasskeyChallenge.take(challenge)
        found = (
            Passkey.select(Passkey, User)
            .join(User)
            .where(Passkey.credential_digest == _digest(credential_id))
        )
        passkey = found.where(User.active).first()
        if not taken or passkey is None:
            raise NotAccepted
        try:
            proved = webauthn.verify_authentication_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=_host(),
                expected_origin=_origin(),
                credential_public_key=base64url_to_bytes(passkey.public_key),
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except WebAuthnException as error:
            raise NotAccepted from error
        Passkey.update(sign_count=proved.new_sign_count, used_at=clock.now()).where(
            Passkey.id == passkey.id
        ).execute()
        return passkey.user


def _challenge_of(answer: str) -> bytes:
    """The question that is answered, as the browser says; what it says is checked with the signature."""
    try:
        said = json.loads(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"]))
        return base64url_to_bytes(said["challenge"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotAccepted from error


def _credential_of(answer: str) -> bytes:
    try:
        return base64url_to_bytes(json.loads(answer)["rawId"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotAccepted from error


def _origin() -> str:
    parts = urlsplit(current_app.config["PUBLIC_URL"])
    return f"{parts.scheme}://{parts.netloc}"


def _host() -> str:
    return urlsplit(current_app.config["PUBLIC_URL"]).hostname


def _digest(data: bytes) -> str:
    return digest_of(bytes_to_base64url(data))
