"""The census: who is in the coordinator's programs now. Names, levels and clinicians; no entry, no rating."""

from webapp.census import access_views
from webapp.census.views import blueprint

__all__ = ["access_views", "blueprint"]
