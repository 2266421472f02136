"""Openings: every look of somebody else at a participant's record, told to the participant from the audit trail.

Who, what kind of page, and when. Never an address of a machine, and never what was in it.
"""

from webapp.openings.views import blueprint

__all__ = ["blueprint"]
