"""Workshops: short lessons kept as content files, and each person's own study of them.

A lesson is the same for everyone: a reading, something to think about, two questions to check oneself. A Study (what a
person thought, their answers, when they finished) is sealed and belongs to a stay. Nothing here is scored.
"""

from webapp.workshops.views import blueprint

__all__ = ["blueprint"]
