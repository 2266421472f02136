"""The clinician's home: their participants, the shared entries that wait, and answering them.

Everything here reads journals and practices through their `shared()`; what is private does not exist here.
"""

from webapp.caseload import assignment_views, practice_views
from webapp.caseload.views import blueprint

__all__ = ["assignment_views", "blueprint", "practice_views"]
