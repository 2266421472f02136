"""The census: who is in the coordinator's programs now. Names, levels and clinicians; no entry, no rating."""

from webapp.census.views import blueprint

__all__ = ["blueprint"]
