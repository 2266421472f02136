"""Sign-ins kept on the server, those that still need a second step, and the count of failed tries per address."""

import datetime as dt
import hashlib
import secrets

import peewee

from webapp import clock
from webapp.database import InstantField, Model
from webapp.encryption import digest
from webapp.people.models import User


def digest_of(secret: str) -> str:
    """What is kept of a secret that only its holder knows."""
    return hashlib.sha256(secret.encode()).hexdigest()


class SignIn(Model):
    """One browser that is signed in. Deleting the row ends it at the next request.

    `idle_minutes` is None on a person's own phone; elsewhere it ends after that long without use. `proved_at` is when
    whoever holds it last proved to be the person; `second_at` when they did so in a second way.
    """

    token_digest = peewee.TextField(unique=True)
    user = peewee.ForeignKeyField(User, backref="sign_ins", on_delete="CASCADE")
    created_at = InstantField(default=clock.now)
    seen_at = InstantField(default=clock.now)
    expires_at = InstantField()
    idle_minutes = peewee.IntegerField(null=True)
    proved_at = InstantField(default=clock.now)
    second_at = InstantField(null=True)
    browser = peewee.TextField(default="")  # "Chrome on Android", for the list of one's own sign-ins

    secret = None  # the cookie's half; only known while the sign-in is being made

    class Meta:
        table_name = "sign_in"

    @classmethod
    def living(cls, user: User) -> peewee.ModelSelect:
        """The person's sign-ins that have not ended, the one used last first."""
        return (
            cls.select().where(cls.user == user.id, cls.expires_at > clock.now()).order_by(cls.seen_at.desc())
        )

    @property
    def on_own_phone(self) -> bool:
        return self.idle_minutes is None

    def is_live(self, at: dt.datetime) -> bool:
        if at >= self.expires_at:
            return False
        return self.idle_minutes is None or at < self.seen_at + dt.timedelta(minutes=self.idle_minutes)


class HalfSignIn(Model):
    """Somebody who knows the password and has yet to take the second step. It opens nothing else."""

    LASTS = dt.timedelta(minutes=10)
    MOST_TRIES = 10

    token_digest = peewee.TextField(unique=True)
    user = peewee.ForeignKeyField(User, on_delete="CASCADE")
    own_phone = peewee.BooleanField()
    expires_at = InstantField()
    tries = peewee.IntegerField(default=0)

    @classmethod
    def begin(cls, user: User, own_phone: bool) -> str:
        """A new one; the secret that the cookie keeps."""
        secret = secrets.token_urlsafe(32)
        cls.delete().where(cls.expires_at <= clock.now()).execute()
        cls.create(
            token_digest=digest_of(secret), user=user, own_phone=own_phone, expires_at=clock.now() + cls.LASTS
        )
        return secret

    @classmethod
    def open_by(cls, secret: str | None) -> "HalfSignIn | None":
        if not secret:
            return None
        half = cls.select(cls, User).join(User).where(cls.token_digest == digest_of(secret), User.active)
        return half.where(cls.expires_at > clock.now(), cls.tries < cls.MOST_TRIES).first()

    def count_try(self) -> None:
        HalfSignIn.update(tries=HalfSignIn.tries + 1).where(HalfSignIn.id == self.id).execute()


class SignInLink(Model):
    """A link in a mail that signs its holder in once. An address without an account gets a row too, of nobody."""

    LASTS = dt.timedelta(minutes=30)

    token_digest = peewee.TextField(unique=True)
    user = peewee.ForeignKeyField(User, null=True, on_delete="CASCADE")
    expires_at = InstantField()
    used_at = InstantField(null=True)

    class Meta:
        table_name = "sign_in_link"

    @classmethod
    def make(cls, user: User | None) -> str:
        """The secret of a new link; those of the person that were not used stop working."""
        token = secrets.token_urlsafe(24)
        cls.delete().where((cls.expires_at <= clock.now()) | (cls.user == user)).execute()
        cls.create(token_digest=digest_of(token), user=user, expires_at=clock.now() + cls.LASTS)
        return token

    @classmethod
    def open_by(cls, token: str) -> "SignInLink | None":
        live = (cls.used_at.is_null()) & (cls.expires_at > clock.now()) & User.active
        return cls.select(cls, User).join(User).where(cls.token_digest == digest_of(token), live).first()

    def use(self) -> bool:
        """True for exactly one of several at the same moment."""
        unused = (SignInLink.id == self.id) & SignInLink.used_at.is_null()
        return bool(SignInLink.update(used_at=clock.now()).where(unused).execute())


class KnownBrowser(Model):
    """A browser that its person called their own at sign-in: others' wrong guesses never lock it out."""

    COOKIE = "waymark-known"
    LASTS = dt.timedelta(days=180)

    user = peewee.ForeignKeyField(User, on_delete="CASCADE")
    token_digest = peewee.TextField(unique=True)
    seen_at = InstantField(default=clock.now)

    class Meta:
        table_name = "known_browser"

    @classmethod
    def of(cls, user: User | None, secret: str | None) -> "KnownBrowser | None":
        if user is None or not secret:
            return None
        recent = cls.seen_at > clock.now() - cls.LASTS
        return cls.get_or_none(cls.user == user.id, cls.token_digest == digest_of(secret), recent)

    @classmethod
    def remember(cls, user: User) -> str:
        """A new one; the secret for its cookie."""
        secret = secrets.token_urlsafe(24)
        cls.create(user=user, token_digest=digest_of(secret))
        return secret


class SignInTries(Model):
    """Failed tries for one address (known or not), so that guessing slows down.

    After FREE failures each further one doubles the wait, from 1 second up to LONGEST. A known browser is counted by
    itself (`browser`), so a stranger's guesses do not make its person wait.
    """

    FREE = 5
    LONGEST = dt.timedelta(minutes=15)
    FORGOTTEN_AFTER = dt.timedelta(days=1)

    email_digest = peewee.TextField(unique=True)
    failures = peewee.IntegerField(default=0)
    wait_until = InstantField(null=True)
    last_at = InstantField(default=clock.now)

    @staticmethod
    def counted_by(email_digest: str, browser: KnownBrowser | None) -> str:
        return digest("tries", f"{email_digest} {browser.id}") if browser else email_digest

    @classmethod
    def must_wait(cls, email_digest: str) -> bool:
        tries = cls.get_or_none(cls.email_digest == email_digest)
        return tries is not None and tries.wait_until is not None and clock.now() < tries.wait_until

    @classmethod
    def failed(cls, email_digest: str) -> None:
        now = clock.now()
        tries, _ = cls.get_or_create(email_digest=email_digest)
        recent = now - tries.last_at < cls.FORGOTTEN_AFTER
        tries.failures = tries.failures + 1 if recent else 1
        over = tries.failures - cls.FREE
        wait = min(cls.LONGEST, dt.timedelta(seconds=2 ** min(over, 20))) if over >= 0 else None
        tries.wait_until, tries.last_at = wait and now + wait, now
        tries.save()

    @classmethod
    def succeeded(cls, email_digest: str) -> None:
        cls.delete().where(cls.email_digest == email_digest).execute()
