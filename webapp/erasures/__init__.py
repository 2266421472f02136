"""Erasures: a participant has their stay erased, or a person closes their account; staff are told that it was done.

What is destroyed and when is a matter of `people/erasures.py`; here are the pages that ask, warn and tell.
"""

from webapp.erasures.views import blueprint

__all__ = ["blueprint"]
