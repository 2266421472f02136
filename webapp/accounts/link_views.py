"""Signing in by a link in a mail, where the installation can send mail."""

from flask import abort, render_template

from webapp import audit, mail
from webapp.access import public
from webapp.accounts.entering import enter
from webapp.accounts.forms import EmailForm
from webapp.accounts.models import SignInLink
from webapp.accounts.telling import send_link
from webapp.accounts.views import blueprint, limiter
from webapp.database import writing
from webapp.forms import Form
from webapp.people.models import User


@blueprint.route("/sign-in/link", methods=["GET", "POST"])
@public
@limiter.limit("10 per 15 minutes", methods=["POST"])
def ask_for_link():
    """The same answer for every address, after the same work: nobody learns who has an account."""
    if not mail.is_on():
        abort(404)
    form = EmailForm()
    if not form.validate_on_submit():
        return render_template(
            "accounts/link.html", form=form.fresh(), sent=False
        ), 422 if form.is_submitted() else 200
    user = User.by_email(form.email.data)
    user = user if user and user.active and user.password_hash else None
    with writing():
        token = SignInLink.make(user)
        audit.record("asked for a sign-in link", actor=user)
    if user is not None:
        send_link(user, token)
    return render_template("accounts/link.html", form=form, sent=True)


@blueprint.route("/sign-in/links/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per 15 minutes")
def sign_in_by_link(token):
    """Looking does not use it up (programs that read mails look); pressing the button does."""
    link = SignInLink.open_by(token)
    if link is None:
        return render_template("accounts/link_gone.html"), 404
    form = Form()
    if not form.validate_on_submit():
        return render_template("accounts/link_open.html", form=form)
    with writing():
        used = link.use()
    if not used:
        return render_template("accounts/link_gone.html"), 404
    return enter(link.user, own_phone=False)
