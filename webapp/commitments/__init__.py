"""Commitments: what else fills a participant's week (work shifts, school runs), entered once."""

from webapp.commitments.views import blueprint

__all__ = ["blueprint"]
