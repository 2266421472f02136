"""How a person signs in: their password, the browsers that are signed in, and showing again that it is them."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from webapp import audit
from webapp.access import proved_recently, signed_in
from webapp.accounts import keeping, second_steps, sign_ins
from webapp.accounts.entering import inside
from webapp.accounts.forms import NewPasswordForm, ProofForm
from webapp.accounts.models import SignIn
from webapp.accounts.passkeys import Passkey
from webapp.accounts.passwords import hash_password
from webapp.accounts.second_steps import Authenticator
from webapp.accounts.telling import tell_of_change
from webapp.accounts.views import blueprint, limiter, user_by_password
from webapp.database import writing
from webapp.forms import Form


@blueprint.get("/accounts/security")
@signed_in
def security():
    return render_template(
        "accounts/security.html",
        passkeys=Passkey.of(current_user).count(),
        has_authenticator=Authenticator.of(current_user) is not None,
        is_staff=second_steps.is_staff(current_user),
        sign_ins=SignIn.living(current_user).count(),
    )


@blueprint.get("/accounts/app-lock")
@signed_in
def app_lock():
    """All of it happens on the phone: neither the PIN nor a trace of it ever comes here."""
    return render_template("accounts/app_lock.html")


@blueprint.route("/accounts/password", methods=["GET", "POST"])
@signed_in
@proved_recently
def password():
    form = NewPasswordForm((current_user.email, current_user.name))
    if not form.validate_on_submit():
        page = render_template("accounts/new_password.html", form=form.fresh(), invitation=None)
        return page, 422 if form.is_submitted() else 200
    with writing():
        current_user.password_hash = hash_password(form.password.data)
        current_user.save()
        audit.record("changed the password")
        sign_ins.end_others(current_user)
    sign_ins.prove()
    tell_of_change(current_user)
    flash(_("Your new password is saved. Every other phone is signed out."), "saved")
    return redirect(url_for(".security"), 303)


@blueprint.get("/accounts/sign-ins")
@signed_in
def list_sign_ins():
    return render_template(
        "accounts/sign_ins.html",
        sign_ins=list(SignIn.living(current_user)),
        here=current_user.sign_in.id,
        form=Form(),
    )


@blueprint.post("/accounts/sign-ins/<id:sign_in_id>/ending")
@signed_in
def end_sign_in(sign_in_id):
    if sign_in_id == current_user.sign_in.id:
        return redirect(url_for(".list_sign_ins"), 303)
    if not sign_ins.end_one(current_user, sign_in_id):
        abort(404)
    flash(_("Signed out there. It can open nothing from now on."), "saved")
    return redirect(url_for(".list_sign_ins"), 303)


@blueprint.post("/accounts/sign-ins/ending")
@signed_in
def end_other_sign_ins():
    ended = sign_ins.end_others(current_user)
    said = ngettext("Signed out %(num)d other browser.", "Signed out %(num)d other browsers.", ended)
    flash(said if ended else _("You were signed in nowhere else."), "saved")
    return redirect(url_for(".list_sign_ins"), 303)


@blueprint.route("/accounts/proof", methods=["GET", "POST"])
@signed_in
@limiter.limit("100 per 15 minutes", methods=["POST"])
def proof():
    """Ask for the password again, before something that a phone left lying open must not do."""
    form = ProofForm()
    if not form.validate_on_submit():
        return _proof_page(form), 422 if form.is_submitted() else 200
    user = user_by_password(current_user.email, form.password.data)
    if user is None or user.id != current_user.id:
        form.password.errors = [
            _("That is not your password. Try again, or wait a little after several tries.")
        ]
        return _proof_page(form), 422
    sign_ins.prove()
    held = form.held.data and keeping.reopen(form.held.data)
    if held:
        return keeping.offer_again(held["path"], held["typed"])
    return redirect(inside(request.args.get("next")), 303)


def _proof_page(form: ProofForm) -> str:
    return render_template(
        "accounts/proof.html",
        form=form.fresh(),
        held=bool(form.held.data),
        next=inside(request.args.get("next")),
        has_passkey=Passkey.of(current_user).exists(),
    )
