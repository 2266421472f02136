"""Accounts: signing in and out, invitations, and a person's own settings.

A sign-in is a row on the server; the cookie only names it.
"""

from webapp.accounts.keeping import hand_back
from webapp.accounts.sign_ins import login_manager
from webapp.accounts.views import blueprint, limiter

__all__ = ["blueprint", "hand_back", "install"]


def install(app) -> None:
    """Give the app its sign-ins and rate limits."""
    login_manager.init_app(app)
    limiter.init_app(app)
