"""Reminders: a neutral nudge on a person's phone, of the kinds and at the times that they chose.

The table of reminders is the truth: `planning` writes what should exist, `sending` claims what is due. The
page says honestly what was sent, what comes next and how each phone is doing.
"""

from webapp.reminders import kind_views, metrics, routine_views
from webapp.reminders.answer_views import install
from webapp.reminders.views import blueprint

__all__ = ["blueprint", "install", "kind_views", "metrics", "routine_views"]
