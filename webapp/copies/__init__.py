"""Copies: a participant takes along everything that is kept of them, in one file.

What is in it and what is not, each with its reason, is `kinds.py`; docs/record-export.md is for who reads the files.
"""

from webapp.copies.views import blueprint

__all__ = ["blueprint"]
