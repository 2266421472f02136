"""The clinician's home: the morning list, their participants, and reading and answering what is shared.

Everything here reads journals and practices through their `shared()`; what is private does not exist here.
"""

from webapp.caseload import (
    assignment_views,
    entry_views,
    list_views,
    practice_views,
    question_views,
    settling_views,
)
from webapp.caseload.views import blueprint

VIEWS = (assignment_views, entry_views, list_views, practice_views, question_views, settling_views)

__all__ = ["VIEWS", "blueprint"]
