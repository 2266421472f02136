"""Signing in with a passkey, and looking after one's passkeys."""

import json

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp.access import proved_recently, public, signed_in
from webapp.accounts import passkeys, sign_ins
from webapp.accounts.entering import end_half, enter, half, inside
from webapp.accounts.forms import NewPasskeyForm, PasskeyForm
from webapp.accounts.passkeys import NotAccepted, Passkey
from webapp.accounts.views import blueprint, limiter
from webapp.browsers import name_of
from webapp.forms import Form


@blueprint.post("/sign-in/passkey/question")
@public
@limiter.limit("100 per 15 minutes")
def passkey_question():
    """What the page's script hands to the browser. It is the same for everybody."""
    return json.loads(passkeys.options_for_proof())


@blueprint.post("/sign-in/passkey")
@public
@limiter.limit("100 per 15 minutes")
def passkey_sign_in():
    """Both steps at once: the passkey is on the person's device, and the device asked whether it is them."""
    form = PasskeyForm()
    user = _whose(form)
    found = half()
    if user is None or (found is not None and found.user_id != user.id):
        flash(_("That passkey did not work here. You can sign in with your password."), "problem")
        return redirect(url_for(".sign_in"), 303)
    own_phone = found.own_phone if found else form.own_phone.data
    if found is not None:
        end_half(found)
    return enter(user, own_phone, form.held.data, form.handed_over.data, in_two_steps=True)


@blueprint.post("/accounts/proof/passkey")
@signed_in
@limiter.limit("100 per 15 minutes")
def prove_by_passkey():
    form = PasskeyForm()
    user = _whose(form)
    if user is None or user.id != current_user.id:
        flash(_("That passkey did not work here. You can type your password."), "problem")
        return redirect(url_for(".proof", next=inside(request.args.get("next"))), 303)
    sign_ins.prove(in_two_steps=True)
    return redirect(inside(request.args.get("next")), 303)


@blueprint.get("/accounts/passkeys")
@signed_in
def list_passkeys():
    return render_template(
        "accounts/passkeys.html", passkeys=list(Passkey.of(current_user)), most=passkeys.MOST
    )


@blueprint.route("/accounts/passkeys/new", methods=["GET", "POST"])
@signed_in
@proved_recently
def new_passkey():
    form = NewPasskeyForm(data={"name": name_of(request.user_agent.string)})
    if form.validate_on_submit():
        try:
            passkeys.add(current_user, form.credential.data or "", form.name.data)
        except NotAccepted:
            form.name.errors = [_("The passkey was not made. Please try again.")]
        else:
            flash(_("Your passkey is saved. You can sign in with it from now on."), "saved")
            return redirect(url_for(".list_passkeys"), 303)
    page = render_template(
        "accounts/new_passkey.html", form=form.fresh(), question=passkeys.options_for_new(current_user)
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/accounts/passkeys/<id:passkey_id>/removal", methods=["GET", "POST"])
@signed_in
@proved_recently
def passkey_removal(passkey_id):
    passkey = Passkey.of(current_user).where(Passkey.id == passkey_id).first() or abort(404)
    form = Form()
    if not form.validate_on_submit():
        return render_template("accounts/passkey_removal.html", form=form, passkey=passkey)
    passkey.remove()
    flash(_("Removed. It opens nothing here any more."), "saved")
    return redirect(url_for(".list_passkeys"), 303)


def _whose(form: PasskeyForm):
    if not form.validate_on_submit():
        return None
    try:
        return passkeys.whose(form.credential.data or "")
    except NotAccepted:
        return None
