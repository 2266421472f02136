"""Attendance: who came to which program session, what a participant said beforehand, and what they took away."""

from webapp.attendance.views import blueprint

__all__ = ["blueprint"]
