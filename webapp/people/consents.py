"""Consents of a participant to show a guest named items, and invitations to make an account.

The elements of a valid written consent follow 42 CFR 2.31 (clinical reference, section 6): who discloses,
to whom, which items, why, until when, the right to revoke, and a dated signature.
"""

import datetime as dt
import hashlib
import re
import secrets

import peewee

from webapp import clock
from webapp.database import ID_ALPHABET, InstantField, Model
from webapp.encryption import Sealed, SealedModel, digest
from webapp.people import endings
from webapp.people.models import Enrollment, User

# What a guest may be shown, each by its own switch.
FAMILY_SESSIONS = "family_sessions"
SESSION_TIMES = "session_times"
ATTENDANCE = "attendance"
MILESTONES = "milestones"
HOW_TO_HELP = "how_to_help"
ENTRIES = "entries"
LEARNING = "learning"
ITEMS = (FAMILY_SESSIONS, SESSION_TIMES, ATTENDANCE, MILESTONES, HOW_TO_HELP, ENTRIES, LEARNING)

INVITED, ACCEPTED, CONFIRMED, REVOKED = "invited", "accepted", "confirmed", "revoked"
LONGEST = dt.timedelta(days=180)
USUAL = dt.timedelta(days=90)


class Consent(SealedModel):
    """One guest, some items, one purpose, one end. Only a confirmed consent in its time opens anything."""

    enrollment = peewee.ForeignKeyField(Enrollment, backref="consents", on_delete="CASCADE")
    guest = peewee.ForeignKeyField(User, null=True, backref="consents", on_delete="SET NULL")
    state = peewee.TextField(default=INVITED)
    signed_at = InstantField(default=clock.now)
    accepted_at = InstantField(null=True)
    confirmed_at = InstantField(null=True)
    expires_at = InstantField()
    revoked_at = InstantField(null=True)

    guest_name = Sealed(default="")
    guest_email = Sealed(default="")
    relation = Sealed(default="")
    purpose = Sealed(default="")
    signature = Sealed(default="")
    text_version = Sealed(default="")
    mutes_notes = Sealed(default=False)  # the participant wants no notes of encouragement from them
    statement = Sealed(default=())  # the words as they were signed: pairs of heading and text

    class Meta:
        indexes = ((("guest", "enrollment"), False),)

    @property
    def items(self) -> tuple[str, ...]:
        granted = {row.item for row in self.granted}
        return tuple(item for item in ITEMS if item in granted)

    def in_force(self, at: dt.datetime | None = None) -> bool:
        return self.state == CONFIRMED and (at or clock.now()) < self.expires_at

    def standing(self) -> str:
        """Its state as the participant reads it: invited, accepted, confirmed, expired or revoked."""
        ended = self.state != REVOKED and clock.now() >= self.expires_at
        return "expired" if ended else self.state

    def accept(self, guest: User) -> bool:
        """Bind it to the person who used the invitation."""
        return self._move(ACCEPTED, (INVITED,), accepted_at=clock.now(), guest=guest)

    def confirm(self) -> bool:
        """The participant has seen who accepted; from here on it opens its items."""
        return self._move(CONFIRMED, (ACCEPTED,), confirmed_at=clock.now())

    def revoke(self) -> bool:
        """End it for good, from the guest's next request on."""
        Invitation.withdraw(self)
        moved = self._move(REVOKED, (INVITED, ACCEPTED, CONFIRMED), revoked_at=clock.now())
        if moved:
            endings.note(endings.REVOKED_CONSENT, self.id)
        return moved

    def _move(self, state: str, since: tuple[str, ...], **values) -> bool:
        """Change the state where it is kept, so that of two steps at one moment none undoes the other."""
        moved = (
            Consent.update(state=state, **values)
            .where(Consent.id == self.id, Consent.state.in_(since), Consent.expires_at > clock.now())
            .execute()
        )
        if moved:
            self.state = state
            for name, value in values.items():
                setattr(self, name, value)
        return bool(moved)


class ConsentItem(Model):
    """One item that a consent opens."""

    consent = peewee.ForeignKeyField(Consent, backref="granted", on_delete="CASCADE")
    item = peewee.TextField()

    class Meta:
        indexes = ((("consent", "item"), True),)


# What an invitation may renew of an account that has a password (else nothing): it, or it and the second step.
PASSWORD, BOTH_STEPS = "password", "both"


class Invitation(Model):
    """A link that lets one person make their account once, or choose a new password after the desk saw who they are.

    Beside the link there is a short code for typing. Only digests of the two are kept.
    """

    LASTS = dt.timedelta(hours=72)
    CODE_LETTERS = 8  # 40 bits, behind a limit of tries

    token_digest = peewee.TextField(unique=True)
    code_digest = peewee.TextField(null=True, unique=True)
    user = peewee.ForeignKeyField(User, null=True, on_delete="CASCADE")
    consent = peewee.ForeignKeyField(Consent, null=True, on_delete="CASCADE")
    resets = peewee.TextField(default="")
    created_at = InstantField(default=clock.now)
    expires_at = InstantField()
    used_at = InstantField(null=True)

    code = None  # only known while it is being made

    @classmethod
    def make(
        cls, user: User | None = None, consent: Consent | None = None, resets: str = ""
    ) -> tuple["Invitation", str]:
        """A new invitation and the secret of its link (shown once, never kept)."""
        token = secrets.token_urlsafe(24)
        code = "".join(secrets.choice(ID_ALPHABET) for _ in range(cls.CODE_LETTERS))
        invitation = cls.create(
            token_digest=cls.digest_of(token),
            code_digest=cls._digest_of_code(code),
            user=user,
            consent=consent,
            resets=resets,
            expires_at=clock.now() + cls.LASTS,
        )
        invitation.code = f"{code[:4]}-{code[4:]}".upper()
        return invitation, token

    @classmethod
    def open_by(cls, secret: str) -> "Invitation | None":
        """The invitation of that link, or of that code as somebody types it, if it can still be used."""
        found = (cls.token_digest == cls.digest_of(secret)) | (cls.code_digest == cls._digest_of_code(secret))
        return cls.get_or_none(found, cls.used_at.is_null(), cls.expires_at > clock.now())

    @classmethod
    def open_for(cls, user: User) -> list["Invitation"]:
        """Those of a person's account that can still be used, newest first."""
        live = (cls.user == user.id) & cls.used_at.is_null() & (cls.expires_at > clock.now())
        return list(cls.select().where(live).order_by(cls.created_at.desc()))

    @classmethod
    def withdraw(cls, consent: Consent) -> None:
        cls.delete().where(cls.consent == consent, cls.used_at.is_null()).execute()

    @classmethod
    def withdraw_for(cls, user: User) -> int:
        """Those of a person's account stop working; how many those were."""
        return cls.delete().where(cls.user == user.id, cls.used_at.is_null()).execute()

    @staticmethod
    def digest_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @staticmethod
    def _digest_of_code(typed: str) -> str:
        """Capitals, blanks and lines between do not matter, nor letters that look like numbers."""
        letters = re.sub(r"[\s-]", "", typed).lower().translate(str.maketrans("oil", "011"))
        return digest("invitation code", letters)
