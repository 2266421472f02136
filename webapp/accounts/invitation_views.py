"""Accepting an invitation: by its link, by the picture of it, or by its short code."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp.access import public
from webapp.accounts import invitations
from webapp.accounts.entering import enter
from webapp.accounts.forms import InvitationCodeForm, NewAccountForm, NewPasswordForm
from webapp.accounts.views import blueprint, limiter
from webapp.forms import Form


@blueprint.route("/invitations/", methods=["GET", "POST"])
@public
@limiter.limit("30 per 15 minutes", methods=["POST"])
def type_code():
    """For who got a code on paper: it leads to the same page as the link."""
    form = InvitationCodeForm()
    if not form.validate_on_submit():
        return _code_page(form), 422 if form.is_submitted() else 200
    if invitations.open_by(form.code.data) is None:
        form.code.errors = [_("This code is not open. Check each letter, or ask for a new one.")]
        return _code_page(form), 422
    return redirect(url_for(".accept_invitation", token=form.code.data), 303)


def _code_page(form: InvitationCodeForm) -> str:
    return render_template("accounts/invitation_code.html", form=form.fresh())


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per 15 minutes")
def accept_invitation(token):
    invitation = invitations.open_by(token)
    if invitation is None:
        return render_template("accounts/invitation_gone.html"), 404
    if current_user.is_authenticated:
        return _accept_signed_in(token, invitation)
    if invitation.resets:
        return _set_new_password(token, invitation)
    form = NewAccountForm(invitations.known_of(invitation), name=invitations.name_on(invitation))
    if not form.validate_on_submit():
        return _new_account_page(form), 422 if request.method == "POST" else 200
    user = invitations.accept_as_new(token, form.name.data, form.password.data)
    if user is None:
        form.password.errors = [
            _("This link did not make an account. If you have one already, sign in first.")
        ]
        return _new_account_page(form), 422
    answer = enter(user, form.own_phone.data)
    flash(_("Your account is ready."), "saved")  # after it: a new sign-in begins with an empty session
    return answer


def _new_account_page(form: NewAccountForm) -> str:
    return render_template("accounts/invitation.html", form=form.fresh())


def _set_new_password(token, invitation):
    """The desk has seen who it is. Whoever holds the link chooses the password; nobody else ever knows it."""
    form = NewPasswordForm(invitations.known_of(invitation))
    if not form.validate_on_submit():
        page = render_template("accounts/new_password.html", form=form.fresh(), invitation=invitation)
        return page, 422 if form.is_submitted() else 200
    user = invitations.reset(token, form.password.data)
    if user is None:
        return render_template("accounts/invitation_gone.html"), 404
    answer = enter(user, own_phone=False)
    flash(_("Your new password is saved. Every other phone is signed out."), "saved")
    return answer


def _accept_signed_in(token, invitation):
    """Someone with an account accepts as themselves; the participant then confirms who it is."""
    form = Form()
    if invitation.consent_id is None:
        return render_template("accounts/invitation_gone.html"), 404
    if not form.validate_on_submit():
        return render_template("accounts/invitation_signed_in.html", form=form)
    if not invitations.accept_as(token, current_user):
        return render_template("accounts/invitation_gone.html"), 404
    flash(_("Thank you. You will see what is shared with you once it is confirmed."), "saved")
    return redirect(url_for("guests.home"), 303)
