"""Reminders: a neutral nudge on a person's phone before each program session.

The table of reminders is the truth: `planning` writes what should exist, `sending` claims what is due. The
page says honestly what was sent, what comes next and how each phone is doing.
"""

from webapp.reminders import metrics as metrics
from webapp.reminders.views import blueprint as blueprint
