"""Attendance: who came to which program session, what a participant said beforehand, and what they took away."""

from webapp.attendance import barrier_views, coming_views, seat_views
from webapp.attendance.views import blueprint

__all__ = ["barrier_views", "blueprint", "coming_views", "seat_views"]
