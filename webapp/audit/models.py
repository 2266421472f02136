"""A line of the trail, and the place where the trail ends."""

import json

import peewee

from webapp import clock
from webapp.database import InstantField, db


class AuditRecord(peewee.Model):
    """One line of the trail. Ids are plain text, not foreign keys: the trail outlives what it tells of.

    `seq` counts without gaps; `mac` binds the line to all before it. Lines of older installations have neither until
    `chain.prepare` links them.
    """

    at = InstantField(default=clock.now)
    actor = peewee.TextField(null=True)
    action = peewee.TextField()
    enrollment = peewee.TextField(null=True)
    about_kind = peewee.TextField(null=True)
    about = peewee.TextField(null=True)
    request = peewee.TextField(null=True)
    seq = peewee.BigIntegerField(null=True, unique=True)
    mac = peewee.TextField(null=True)

    class Meta:
        database = db
        table_name = "audit_record"
        strict_tables = True
        indexes = ((("actor", "at"), False), (("enrollment", "at", "id"), False))

    def told(self) -> str:
        """What the line says, as it is bound."""
        parts = (self.seq, AuditRecord.at.db_value(self.at), self.actor, self.action, self.enrollment)
        return json.dumps([*parts, self.about_kind, self.about, self.request], separators=(",", ":"))


class AuditHead(peewee.Model):
    """The last line that was written: one row, which every writer takes in turn."""

    id = peewee.TextField(primary_key=True)
    seq = peewee.BigIntegerField()
    mac = peewee.TextField()

    class Meta:
        database = db
        table_name = "audit_head"
        strict_tables = True


class AuditCheck(peewee.Model):
    """When the trail was last gone through, and what was wrong then (nothing: empty): one row, for the metrics.

    Nobody verifies from here: whoever can write the database could write this too.
    """

    id = peewee.TextField(primary_key=True)
    at = InstantField()
    lines = peewee.BigIntegerField()
    fault = peewee.TextField(default="")

    class Meta:
        database = db
        table_name = "audit_check"
        strict_tables = True
