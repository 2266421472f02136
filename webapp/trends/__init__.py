"""Looking back: what a person's own entries say over time, drawn and put in words.

The participant sees all of their entries, clinicians the same pages made of shared entries alone.
"""

from webapp.trends.views import blueprint

__all__ = ["blueprint"]
