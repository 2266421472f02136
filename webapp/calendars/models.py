"""Links by which a calendar app reads a participant's program sessions. Only the digest of the secret is kept."""

import datetime as dt
import hashlib
import secrets

import peewee

from webapp import audit, clock
from webapp.access import Permission, enrollments
from webapp.database import InstantField, Model
from webapp.people import endings
from webapp.people.models import Enrollment, Program, User

MOST_LINKS = 5  # of one stay: one for each calendar app, with room to lose some
AFTERWARDS = dt.timedelta(days=30)  # a feed goes on for so long after the stay, to take back what lay ahead
_SEEN_EVERY = dt.timedelta(minutes=5)


class Feed(Model):
    """A secret, revocable link. Titles are neutral unless the participant chose the real ones."""

    enrollment = peewee.ForeignKeyField(Enrollment, backref="feeds", on_delete="CASCADE")
    token_digest = peewee.TextField(unique=True)
    real_titles = peewee.BooleanField(default=False)
    created_at = InstantField(default=clock.now)
    read_at = InstantField(null=True)
    revoked_at = InstantField(null=True)

    @classmethod
    def make(cls, enrollment: Enrollment, real_titles: bool) -> tuple["Feed", str]:
        """A new feed, and its secret for the one time that it is shown."""
        token = secrets.token_urlsafe(32)
        feed = cls.create(enrollment=enrollment, token_digest=digest_of(token), real_titles=real_titles)
        audit.record("made calendar link", enrollment, feed)
        return feed, token

    @classmethod
    def live_of(cls, user: User) -> peewee.ModelSelect:
        """The links of the person that work, of all their stays, newest first."""
        stays = enrollments(user, Permission.SEE_OWN_STAY).select(Enrollment.id).order_by()
        live = cls.select().where(cls.enrollment.in_(stays), cls.revoked_at.is_null())
        return live.order_by(cls.created_at.desc(), cls.id)

    @classmethod
    def open_by(cls, token: str) -> "Feed | None":
        """The feed of the secret with its stay; None if it is unknown, revoked, long over, or the account is closed.

        The secret is looked up by its digest, so how long this takes tells nothing about it.
        """
        feed = (
            cls.select(cls, Enrollment, Program, User)
            .join(Enrollment)
            .join(Program)
            .switch(Enrollment)
            .join(User)
            .where(cls.token_digest == digest_of(token), cls.revoked_at.is_null(), User.active)
            .where(Enrollment.withdrawn_at.is_null())
            .first()
        )
        return feed if feed and not feed.is_over else None

    @property
    def is_over(self) -> bool:
        stay = self.enrollment
        return stay.ended_on is not None and stay.ended_on + AFTERWARDS < clock.today(stay.program.time_zone)

    def was_read(self) -> None:
        """Note the time, at most every few minutes."""
        if self.read_at is None or clock.now() - self.read_at >= _SEEN_EVERY:
            self.read_at = clock.now()
            self.save(only=[Feed.read_at])

    def renew(self) -> str:
        """A new secret in place of the old one, which stops working."""
        token = secrets.token_urlsafe(32)
        self.token_digest, self.created_at, self.read_at = digest_of(token), clock.now(), None
        self.save()
        endings.note(endings.RENEWED_LINK, self.id)
        audit.record("made calendar link anew", self.enrollment, self)
        return token

    def show_titles(self, real: bool) -> None:
        self.real_titles = real
        self.save(only=[Feed.real_titles])
        audit.record("chose calendar titles", self.enrollment, self)

    def revoke(self) -> None:
        self.revoked_at = clock.now()
        self.save(only=[Feed.revoked_at])
        endings.note(endings.ENDED_LINK, self.id)
        audit.record("ended calendar link", self.enrollment, self)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
