"""Programs: where a coordinator keeps the timetable, imports templates and sees what keeps people away."""

from webapp.programs.views import blueprint

__all__ = ["blueprint"]
