"""Adding lines to the trail."""

from flask import g, has_request_context
from flask_login import current_user

from webapp.audit.chain import append
from webapp.audit.models import AuditRecord
from webapp.database import before_commit, db, writing
from webapp.people.models import Enrollment, User


def record(action: str, enrollment: Enrollment | None = None, about=None, actor: User | None = None) -> None:
    """Add a line: `action` is an endpoint or a verb, `about` the row that was read or changed.

    The line is written as the last thing of the present transaction; if it can't be, nothing of the transaction is.
    """
    actor = actor or (current_user if has_request_context() and current_user.is_authenticated else None)
    line = AuditRecord(
        actor=actor.id if actor else None,
        action=action,
        enrollment=enrollment.id if enrollment else None,
        about_kind=about._meta.table_name if about is not None else None,
        about=about.id if about is not None else None,
        request=g.get("request_id") if has_request_context() else None,
    )
    _add(line)


def record_of_ours(action: str, about_kind: str | None = None, about: str | None = None) -> None:
    """Add a line about something that a command did, about no row."""
    _add(AuditRecord(action=action, about_kind=about_kind, about=about))


def record_all(action: str, rows) -> None:
    """Add a line for each of these rows, which a list of the signed-in person's showed with what is in them."""
    for row in rows:
        line = AuditRecord(
            actor=current_user.id,
            action=action,
            enrollment=row.enrollment_id,
            about_kind=row._meta.table_name,
            about=row.id,
            request=g.get("request_id"),
        )
        _add(line)


def _add(line: AuditRecord) -> None:
    if db.in_transaction():
        before_commit(append, line)
    else:
        with writing():
            append([line])
