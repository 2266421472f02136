"""Calendars: a participant's program sessions in their own calendar app, by a secret link or event by event."""

from webapp.calendars.views import blueprint

__all__ = ["blueprint"]
