"""Sign-ins kept on the server, and the count of failed tries per address."""

import datetime as dt

import peewee

from webapp import clock
from webapp.database import InstantField, Model
from webapp.people.models import User


class SignIn(Model):
    """One browser that is signed in. Deleting the row ends it at the next request.

    `idle_minutes` is None on a person's own phone; elsewhere it ends after that long without use.
    """

    token_digest = peewee.TextField(unique=True)
    user = peewee.ForeignKeyField(User, backref="sign_ins", on_delete="CASCADE")
    created_at = InstantField(default=clock.now)
    seen_at = InstantField(default=clock.now)
    expires_at = InstantField()
    idle_minutes = peewee.IntegerField(null=True)

    secret = None  # the cookie's half; only known while the sign-in is being made

    class Meta:
        table_name = "sign_in"

    @property
    def on_own_phone(self) -> bool:
        return self.idle_minutes is None

    def is_live(self, at: dt.datetime) -> bool:
        if at >= self.expires_at:
            return False
        return self.idle_minutes is None or at < self.seen_at + dt.timedelta(minutes=self.idle_minutes)


class SignInTries(Model):
    """Failed tries for one address (known or not), so that guessing slows down.

    After FREE failures each further one doubles the wait, from 1 second up to LONGEST.
    """

    FREE = 5
    LONGEST = dt.timedelta(minutes=15)
    FORGOTTEN_AFTER = dt.timedelta(days=1)

    email_digest = peewee.TextField(unique=True)
    failures = peewee.IntegerField(default=0)
    wait_until = InstantField(null=True)
    last_at = InstantField(default=clock.now)

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
