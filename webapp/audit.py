"""The audit trail: who read or changed whose record, and when. Ids and times only, never content.

Append-only: rows are added in the same transaction as what they tell of, and nothing here edits them.
"""

import peewee
from flask import g, has_request_context
from flask_login import current_user

from webapp import clock
from webapp.database import InstantField, db
from webapp.people.models import Enrollment, User


class AuditRecord(peewee.Model):
    """One line of the trail. Ids are plain text, not foreign keys: the trail outlives what it tells of."""

    at = InstantField(default=clock.now)
    actor = peewee.TextField(null=True)
    action = peewee.TextField()
    enrollment = peewee.TextField(null=True)
    about_kind = peewee.TextField(null=True)
    about = peewee.TextField(null=True)
    request = peewee.TextField(null=True)

    class Meta:
        database = db
        table_name = "audit_record"
        strict_tables = True
        indexes = ((("enrollment", "at", "id"), False),)


def record(action: str, enrollment: Enrollment | None = None, about=None, actor: User | None = None) -> None:
    """Append a line: `action` is an endpoint or a verb, `about` the row that was read or changed."""
    actor = actor or (current_user if has_request_context() and current_user.is_authenticated else None)
    AuditRecord.create(
        actor=actor.id if actor else None,
        action=action,
        enrollment=enrollment.id if enrollment else None,
        about_kind=about._meta.table_name if about is not None else None,
        about=about.id if about is not None else None,
        request=g.get("request_id") if has_request_context() else None,
    )


def record_all(action: str, rows) -> None:
    """Append a line for each of these rows, which a list showed with what is in them."""
    actor, request_id = current_user.id, g.get("request_id")
    lines = [
        {
            "actor": actor,
            "action": action,
            "enrollment": row.enrollment_id,
            "about_kind": row._meta.table_name,
            "about": row.id,
            "request": request_id,
        }
        for row in rows
    ]
    if lines:
        AuditRecord.insert_many(lines).execute()
