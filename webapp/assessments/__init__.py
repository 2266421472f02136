"""Assessments: questionnaires asked by cadence, answered on a phone, scored exactly, shown to the care team.

Their words are data files with a licence each; a score is never a diagnosis, and nobody watches live.
"""

from webapp.assessments import clinician_views, policy_views
from webapp.assessments.due import assign_usual, due_of
from webapp.assessments.partials import purge_partials
from webapp.assessments.views import blueprint

__all__ = ["assign_usual", "blueprint", "clinician_views", "due_of", "policy_views", "purge_partials"]
