"""Accounts: signing in and out in one step or two, passkeys, invitations, and a person's own settings.

A sign-in is a row on the server; the cookie only names it.
"""

from webapp.accounts import invitation_views, link_views, passkey_views, second_step_views, security_views
from webapp.accounts.cookies import Cookie
from webapp.accounts.keeping import ask_proof, give_back, hand_back
from webapp.accounts.sign_ins import login_manager
from webapp.accounts.views import blueprint, limiter

VIEWS = (invitation_views, link_views, passkey_views, security_views, second_step_views)

__all__ = ["ask_proof", "blueprint", "give_back", "hand_back", "install"]


def install(app) -> None:
    """Give the app its sign-ins and rate limits."""
    app.session_interface = Cookie()
    login_manager.init_app(app)
    limiter.init_app(app)
    app.jinja_env.globals["qr_code"] = second_step_views.qr_code
