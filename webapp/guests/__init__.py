"""Guests: what a participant shares with family or friends, by a dated, itemised consent that they can stop.

The participant's side (consents) is in `consent_views.py`, the guest's in `views.py`. Whether a guest reaches
anything at all is decided in access.py alone.
"""

from webapp.guests.consent_views import blueprint

__all__ = ["blueprint"]
