"""The audit trail: who read or changed whose record, and when. Ids and times only, never content.

Append-only: a line is added in the same transaction as what it tells of, linked to the one before it (chain.py),
and neither the app nor the database changes or removes one.
"""

from webapp.audit.chain import prepare
from webapp.audit.models import AuditRecord
from webapp.audit.recording import record, record_all, record_of_ours

__all__ = ["AuditRecord", "prepare", "record", "record_all", "record_of_ours"]
