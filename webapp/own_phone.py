"""A participant's own phone: which of their pages it may keep, which forms it may send later, and for whom.

A view says so itself with a mark, and the answer carries the decision to the service worker; nothing else is
ever kept. "Own" is what the person said when signing in: on a shared phone nothing is marked.
"""

import datetime as dt
import re

from flask import Flask, abort, current_app, g, request
from flask_login import current_user

from webapp import clock
from webapp.database import db
from webapp.encryption import digest

WRITTEN_WITHIN = dt.timedelta(days=14)
NOBODY = "nobody"


def kept_on_phone(view):
    """Mark a page of the participant's own that their phone may keep, sealed, until the sign-in ends."""
    view.kept_on_phone = True
    return view


def sent_later(view):
    """Mark an idempotent POST that the phone may hold while there is no network, and send afterwards."""
    view.sent_later = True
    return view


def from_another_app(view):
    """Mark a POST that another app on the phone sends (a share target). It has no form token: it must write nothing."""
    view.from_another_app = True
    return view


def exempt_other_apps(app: Flask, form_tokens) -> None:
    """Let the marked views answer without a form token."""
    for view in app.view_functions.values():
        if getattr(view, "from_another_app", False):
            form_tokens.exempt(view)


def is_from_another_app() -> bool:
    """Whether this request is one that another app may send."""
    return _is_marked("from_another_app")


def writer() -> str:
    """The name by which a phone knows the signed-in person; it tells nothing."""
    return digest("phone", current_user.id)[:32]


def is_own() -> bool:
    """Whether this browser was called "my own phone" at sign-in."""
    return current_user.is_authenticated and current_user.sign_in.on_own_phone


def is_fetched_ahead() -> bool:
    """Whether the worker fetches the page to keep it, with nobody looking at it."""
    return "X-Ahead" in request.headers


def written_at() -> dt.datetime | None:
    """When the words of this request were written, as long ago as the phone says; None if it says nothing credible.

    The phone tells an age, not a time of day, so a phone with a wrong clock is right all the same.
    """
    ago = request.headers.get("X-Written-Ago", "")
    if re.fullmatch(r"[0-9]{1,12}", ago, re.ASCII):
        age = dt.timedelta(milliseconds=int(ago))
        if age <= WRITTEN_WITHIN:
            return clock.now() - age
    return None


def install(app: Flask) -> None:
    """Tell the worker who is signed in and what it may keep; take words from their writer only."""

    @app.before_request
    def refuse_another_writer():
        """A page of one person can lie open, or its words wait, while another signs in on the same phone."""
        if not (request.method == "POST" and _is_marked("sent_later")):
            return
        claimed = request.form.get("writer")
        if claimed and current_user.is_authenticated and claimed != writer():
            abort(403)

    @app.after_request
    def tell_worker(response):
        is_page = response.mimetype == "text/html" or _is_marked("kept_on_phone")
        if not is_page or db.is_closed() or _is_marked("without_database"):
            return (
                response  # what answers without a database asks it nothing, though a thread may hold it open
            )
        signed_in = current_user.is_authenticated
        response.headers["X-Signed-In"] = writer() if signed_in else NOBODY
        if response.status_code == 200 and _may_keep():
            ends = current_user.sign_in.expires_at
            response.headers["X-Keep"] = str(round(ends.timestamp() * 1000))
        return response

    @app.context_processor
    def own_phone():
        marked = not db.is_closed() and is_own()
        return {
            "writer": writer() if marked else "",
            "is_kept": marked and _is_marked("kept_on_phone"),
            "fetched_ahead": is_fetched_ahead(),
        }


def _is_marked(name: str) -> bool:
    return getattr(current_app.view_functions.get(request.endpoint), name, False)


def _may_keep() -> bool:
    """Only a marked page, about the person's own stay, on their own phone."""
    stay = g.get("enrollment")
    about_oneself = stay is not None and is_own() and stay.participant_id == current_user.id
    if (
        "reminder" in request.args
    ):  # it asks about a reminder, which will be over when the page is looked at again
        return False
    return about_oneself and request.method == "GET" and _is_marked("kept_on_phone")
