"""Exercises: a library of skills kept as content files, and each person's own practice of them.

The library is the same for everyone; a Practice (ratings, answers, a drawing, a note) is sealed and belongs
to a stay.
"""

from webapp.exercises.catalogue import suggestion_for, titles
from webapp.exercises.views import blueprint

__all__ = ["blueprint", "suggestion_for", "titles"]
