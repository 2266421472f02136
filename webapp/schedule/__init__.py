"""The schedule: a participant's own program sessions, by weeks and one by one."""

from webapp.schedule.views import blueprint

__all__ = ["blueprint"]
