"""Nothing typed is lost: a form that arrives after its sign-in ended, or with an old token, is handed back.

Words sent from our own page come back in a page that offers to send them again. When the sign-in has ended
they are sealed for the person whose sign-in it was and travel through the sign-in form, so they open for
that person only.
"""

import json

from flask import g, redirect, render_template, request, url_for
from flask_login import current_user

from webapp.accounts.forms import ProofForm, SecondStepForm, SignInForm
from webapp.encryption import CannotOpen, open_text, seal_text
from webapp.forms import Form
from webapp.headers import is_ours
from webapp.own_phone import is_from_another_app

_PURPOSE = "held form"
_NOT_CONTENT = ("csrf_token", "once", "writer", "held", "handed_over", "password", "again")


def came_from_our_page() -> bool:
    """False for a form that another site sent: its content is not this person's."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return is_ours(request.headers.get("Origin") or request.headers.get("Referer"))


def hand_back(status: int):
    """The answer when a token or sign-in no longer holds: to the sign-in page, with what was typed."""
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    if request.mimetype == "application/json":
        return {"error": "sign in again" if status == 401 else "reload the page"}, status
    if is_from_another_app():
        # The person handed it over just now. It is theirs if we know whose phone this was, else whoever's signs in.
        held = _hold()
        return _sign_in_first(
            SignInForm(formdata=None, held=held, handed_over="" if held else _in_one(_typed()))
        )
    if not came_from_our_page():
        return render_template("errors/error.html", code=status), status
    if current_user.is_authenticated:
        return offer_again(request.path, _typed()), status
    return _sign_in_first(SignInForm(formdata=None, held=_hold()))


def give_back() -> str | None:
    """The page with what a signed-in person sent, to be sent again with the same key: nothing of it could be written.

    It asks the database nothing. None if there is nothing to give back, or nobody known to give it to.
    """
    is_known = getattr(g.get("_login_user"), "is_authenticated", False)
    if request.method != "POST" or not is_known or not came_from_our_page():
        return None
    once, writer = request.form.get("once"), request.form.get("writer", "")
    form = Form(formdata=None, **({"once": once} if once else {}))
    return render_template(
        "accounts/send_again_soon.html", form=form, path=request.path, typed=_typed(), whose=writer
    )


def _sign_in_first(form: SignInForm):
    """The sign-in page with what was typed. It leads to no address: some only take what is sent."""
    held = bool(form.held.data or form.handed_over.data)
    return render_template("accounts/sign_in.html", form=form, next="/", held=held), 401


def reopen(held: str) -> dict | None:
    """The held form of the person who has just signed in: {"path", "typed"}; None if it is not theirs."""
    try:
        return json.loads(open_text(current_user.id, _PURPOSE, held))
    except CannotOpen:
        return None


def offer_again(path: str, typed: list) -> str:
    """The page that shows what was typed and sends it again with a fresh token."""
    handed_over = path == url_for("journals.receive")
    form = Form(formdata=None)
    return render_template(
        "accounts/send_again.html", form=form, path=path, typed=typed, handed_over=handed_over
    )


def offer_handed_over(words: str) -> str:
    """The same for what another app handed over."""
    return offer_again(url_for("journals.receive"), [("text", words)])


def ask_second_step(held: str, handed_over: str) -> str:
    """The second step of signing in, with what was typed before the first."""
    form = SecondStepForm(formdata=None, held=held, handed_over=handed_over)
    return render_template("accounts/second_step.html", form=form, held=True)


def ask_proof():
    """The answer where a recent proof is needed: the question, and what was typed waits for it."""
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("accounts.proof", next=request.full_path.rstrip("?")), 303)
    form = ProofForm(formdata=None, held=_hold(current_user.id))
    return render_template("accounts/proof.html", form=form, held=True, next="/"), 401


def _hold(owner: str | None = None) -> str:
    owner = owner or g.get("signed_out_user_id")
    if owner is None:
        return ""
    return seal_text(owner, _PURPOSE, json.dumps({"path": request.path, "typed": _typed()}))


def _in_one(typed: list) -> str:
    return "\n".join(value for _name, value in typed)


def _typed() -> list[tuple[str, str]]:
    return [pair for pair in request.form.items(multi=True) if pair[0] not in _NOT_CONTENT]
