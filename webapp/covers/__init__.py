"""Cover: a caseload handed to a colleague for some days, and what participants are told of it.

A cover gives the colleague what the care team may do (`covering` in webapp/access.py), and ends by itself.
"""

from webapp.covers.telling import install
from webapp.covers.views import blueprint

__all__ = ["blueprint", "install"]
