"""The second step of signing in: a code from an authenticator app (RFC 6238), or a recovery code.

Staff must have one; everybody else may. Each code opens once, and a recovery code is gone when it is used.
"""

import secrets

import peewee
import pyotp

from webapp import audit, clock
from webapp.accounts.models import digest_of
from webapp.accounts.passkeys import Passkey
from webapp.database import ID_ALPHABET, InstantField, Model, writing
from webapp.encryption import Sealed, SealedModel
from webapp.people.models import Membership, User

STEP = 30  # seconds for which a code is shown
RECOVERY_CODES = 10
_LETTERS = 10  # of a recovery code: 50 bits


def new_secret() -> str:
    return pyotp.random_base32()


class Authenticator(SealedModel):
    """The secret that a person's authenticator app shares with us. It counts once a code of it was given."""

    key_owner = "user"

    user = peewee.ForeignKeyField(User, unique=True, on_delete="CASCADE")
    confirmed_at = InstantField(null=True)
    last_step = peewee.BigIntegerField(default=0)  # the time step of the last code: it opens no second time

    secret = Sealed(default="")
    is_demo = Sealed(default=False)  # made with the demo data; its code is shown to whoever tries Waymark out

    @classmethod
    def of(cls, user: User) -> "Authenticator | None":
        return cls.get_or_none(cls.user == user.id, cls.confirmed_at.is_null(False))

    @classmethod
    def propose(cls, user: User) -> "Authenticator":
        """The one that is being set up, made at the first look: reloading the page keeps the picture."""
        with writing():
            found = cls.get_or_none(cls.user == user.id)
            return found or cls.create(user=user.id, secret=new_secret())

    def uri(self) -> str:
        """What the picture says. The names are what the app lists: neutral, and whose."""
        return pyotp.TOTP(self.secret).provisioning_uri(name=self.user.email, issuer_name="Waymark")

    def code_now(self) -> str:
        return pyotp.TOTP(self.secret).at(clock.now())

    def accept(self, code: str) -> bool:
        """Whether it is the code of now, or of the step before or after, and was not given before."""
        code = "".join(code.split())
        now = int(clock.now().timestamp()) // STEP
        for step in (now, now - 1, now + 1):
            if secrets.compare_digest(pyotp.TOTP(self.secret).at(step * STEP).encode(), code.encode()):
                return self.is_demo or self._use(step)
        return False

    def _use(self, step: int) -> bool:
        newer = (Authenticator.id == self.id) & (Authenticator.last_step < step)
        return bool(Authenticator.update(last_step=step).where(newer).execute())


class RecoveryCode(Model):
    """One of the codes to keep on paper. Only its digest is here."""

    user = peewee.ForeignKeyField(User, on_delete="CASCADE")
    code_digest = peewee.TextField()
    used_at = InstantField(null=True)

    class Meta:
        table_name = "recovery_code"
        indexes = ((("user", "code_digest"), True),)

    @classmethod
    def renew(cls, user: User) -> list[str]:
        """New codes instead of all others, shown once."""
        codes = ["".join(secrets.choice(ID_ALPHABET) for _ in range(_LETTERS)) for _ in range(RECOVERY_CODES)]
        cls.delete().where(cls.user == user.id).execute()
        cls.insert_many(
            [cls(user=user.id, code_digest=cls._digest(user, one)).__data__ for one in codes]
        ).execute()
        return [f"{one[:5]}-{one[5:]}" for one in codes]

    @classmethod
    def left(cls, user: User) -> int:
        return cls.select().where(cls.user == user.id, cls.used_at.is_null()).count()

    @classmethod
    def use(cls, user: User, code: str) -> bool:
        """True once for each code."""
        unused = (cls.user == user.id) & (cls.code_digest == cls._digest(user, code)) & cls.used_at.is_null()
        return bool(cls.update(used_at=clock.now()).where(unused).execute())

    @staticmethod
    def _digest(user: User, code: str) -> str:
        return digest_of(f"{user.id} {code.replace('-', '').strip().lower()}")


def is_staff(user: User) -> bool:
    return Membership.select().where(Membership.user == user.id).exists()


def is_needed(user: User) -> bool:
    """Whether a password alone does not sign this person in."""
    return is_staff(user) or Authenticator.of(user) is not None


def has_one(user: User) -> bool:
    return Authenticator.of(user) is not None or Passkey.of(user).exists()


def take(user: User, code: str) -> bool:
    """Whether the code is a right one of either kind; it opens nothing again."""
    authenticator = Authenticator.of(user)
    if authenticator is not None and authenticator.accept(code):
        return True
    if RecoveryCode.use(user, code):
        audit.record("used a recovery code", actor=user)
        return True
    return False


def confirm(user: User, code: str) -> list[str] | None:
    """Turn the proposed authenticator on with a first code of it; the recovery codes, or None for a wrong code."""
    with writing():
        proposed = Authenticator.propose(user)
        if not proposed.accept(code):
            return None
        Authenticator.update(confirmed_at=clock.now()).where(Authenticator.id == proposed.id).execute()
        audit.record("set up an authenticator", actor=user)
        return RecoveryCode.renew(user)


def remove(user: User) -> None:
    """Take it away, with its recovery codes."""
    with writing():
        Authenticator.delete().where(Authenticator.user == user.id).execute()
        RecoveryCode.delete().where(RecoveryCode.user == user.id).execute()
        audit.record("removed the authenticator", actor=user)
