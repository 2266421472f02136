"""Links by which a calendar app reads a participant's program sessions. Only the digest of the secret is kept."""

import peewee

from webapp import clock
from webapp.database import InstantField, Model
from webapp.people.models import Enrollment


class Feed(Model):
    """A secret, revocable link. Titles are neutral unless the participant chose the real ones."""

    enrollment = peewee.ForeignKeyField(Enrollment, backref="feeds", on_delete="CASCADE")
    token_digest = peewee.TextField(unique=True)
    real_titles = peewee.BooleanField(default=False)
    created_at = InstantField(default=clock.now)
    read_at = InstantField(null=True)
    revoked_at = InstantField(null=True)
