"""Guests: what a participant shares with family or friends, by a dated, itemised consent that they can stop.

The participant's side is in `consent_views.py` and `opening_up_views.py`, the guest's in `views.py` and
`family_views.py`. Whether a guest reaches anything at all is decided in access.py alone.
"""

from webapp.guests import consent_views, family_views, opening_up_views
from webapp.guests.views import blueprint

VIEWS = (consent_views, family_views, opening_up_views)

__all__ = ["VIEWS", "blueprint"]
