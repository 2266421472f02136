"""Exercises: a library of skills kept as content files, and each person's own practice of them.

The library is the same for everyone; a Practice (ratings, answers, a drawing, a note) is sealed and belongs
to a stay. The few for a hard moment are there for everybody (steadying.py).
"""

from webapp.exercises.catalogue import suggestion_for, titles
from webapp.exercises.steadying import pages as pages_for_everybody
from webapp.exercises.views import blueprint

__all__ = ["blueprint", "pages_for_everybody", "suggestion_for", "titles"]
