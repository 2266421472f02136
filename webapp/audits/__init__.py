"""Audits: a coordinator searches the audit trail of their programs. Reading only: nobody edits it.

Who, what in plain words, whose and when. Never content, and never an address of a machine.
"""

from webapp.audits.views import blueprint

__all__ = ["blueprint"]
