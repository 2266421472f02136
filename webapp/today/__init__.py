"""Today: the participant's home, in order of need: what is next, the rest of the day, a check-in, an exercise."""

from webapp.today.views import blueprint

__all__ = ["blueprint"]
