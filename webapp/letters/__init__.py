"""Letters: dated proof of hours attended for an employer, school or court, without the kind of treatment."""

from webapp.letters.views import blueprint

__all__ = ["blueprint"]
