"""Journals: what a participant writes and rates about their days, and what a clinician answers.

An entry is private until its writer shares it. Staff reach entries through `JournalEntry.shared()` alone.
"""

from webapp.journals import draft_views, export_views, search_views, sharing_views, writing_views
from webapp.journals.glance import answers_unseen, checked_in_on, purge
from webapp.journals.views import blueprint

__all__ = [
    "answers_unseen",
    "blueprint",
    "checked_in_on",
    "draft_views",
    "export_views",
    "purge",
    "search_views",
    "sharing_views",
    "writing_views",
]
