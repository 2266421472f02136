"""Sign-in, sign-out, invitations and own settings."""

from urllib.parse import urlsplit, urlunsplit

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user

from webapp.access import Permission, public, signed_in, stands
from webapp.accounts import invitations, keeping, sign_ins
from webapp.accounts.forms import NewAccountForm, SettingsForm, SignInForm
from webapp.accounts.models import SignInTries
from webapp.accounts.passwords import matches
from webapp.database import writing
from webapp.encryption import digest
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.people.models import User, normal_email

blueprint = Blueprint("accounts", __name__)
limiter = Limiter(get_remote_address, default_limits=[])


@blueprint.get("/sign-in")
@public
def sign_in():
    if current_user.is_authenticated:
        return redirect(url_for("today.home"), 303)
    return _sign_in_page(SignInForm())


@blueprint.post("/sign-in")
@public
@limiter.limit("100 per 15 minutes")
def begin_sign_in():
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form), 422
    user = _user_by_password(form.email.data, form.password.data)
    if user is None:
        form.password.errors = [_("That e-mail and password do not match. Check both and try again.")]
        return _sign_in_page(form), 422
    sign_ins.begin(user, own_phone=form.own_phone.data)
    held = form.held.data and keeping.reopen(form.held.data)
    if held:
        return keeping.offer_again(held["path"], held["typed"])
    if form.handed_over.data:
        return keeping.offer_handed_over(form.handed_over.data)
    target = _inside(request.args.get("next"))
    return redirect(url_for("welcome.begin") if user.is_new and target == "/" else target, 303)


@blueprint.post("/sign-out")
@signed_in
def sign_out():
    sign_ins.end()
    answer = make_response(redirect(url_for("accounts.signed_out"), 303))
    # "storage" would take along the sealed words of somebody else that wait on this phone; the worker has
    # by then removed what is this person's.
    others_wait = "X-Others-Wait" in request.headers
    answer.headers["Clear-Site-Data"] = '"cache"' if others_wait else '"cache", "storage"'
    return answer


@blueprint.get("/signed-out")
@public
def signed_out():
    return render_template("accounts/signed_out.html")


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per 15 minutes")
def accept_invitation(token):
    invitation = invitations.open_by(token)
    if invitation is None:
        return render_template("accounts/invitation_gone.html"), 404
    if current_user.is_authenticated:
        return _accept_signed_in(token, invitation)
    form = NewAccountForm(name=invitations.name_on(invitation))
    if not form.validate_on_submit():
        return render_template(
            "accounts/invitation.html", form=form
        ), 422 if request.method == "POST" else 200
    user = invitations.accept_as_new(token, form.name.data, form.password.data)
    if user is None:
        form.password.errors = [
            _("This link did not make an account. If you have one already, sign in first.")
        ]
        return render_template("accounts/invitation.html", form=form), 422
    sign_ins.begin(user, own_phone=False)
    flash(_("Your account is ready."), "saved")
    return redirect(url_for("welcome.begin"), 303)


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


@blueprint.get("/accounts/")
@signed_in
def account():
    form = SettingsForm(name=current_user.name, time_zone=current_user.time_zone or "")
    return _account_page(form)


@blueprint.post("/accounts/")
@signed_in
@idempotent
def change_account():
    form = SettingsForm()
    if not form.validate_on_submit():
        return _account_page(form), 422
    current_user.name = form.name.data
    current_user.time_zone = form.time_zone.data or None
    current_user.save()
    flash(_("Saved."), "saved")
    return redirect(url_for("accounts.account"), 303)


def _account_page(form: SettingsForm) -> str:
    return render_template(
        "accounts/account.html",
        form=form,
        takes_part=stands(current_user, Permission.SEE_OWN_STAY),
        is_guest=stands(current_user, Permission.SEE_SHARED_WITH_ME),
    )


def _sign_in_page(form: SignInForm) -> str:
    return render_template(
        "accounts/sign_in.html",
        form=form,
        next=_inside(request.args.get("next")),
        held=bool(form.held.data or form.handed_over.data),
        demo=current_app.config["DEMO"],
    )


def _user_by_password(email: str, password: str) -> User | None:
    """The user, or None: for an unknown address, a wrong password and a guess made too soon alike."""
    address = digest("email", normal_email(email))
    user = User.get_or_none(User.email_digest == address)
    fits = matches(user.password_hash if user and user.active else None, password)
    with writing():
        if SignInTries.must_wait(address):
            return None
        if not fits:
            SignInTries.failed(address)
            return None
        SignInTries.succeeded(address)
    return user


def _inside(target: str | None) -> str:
    """A path of this site to go to after signing in; anything else is the home page."""
    try:
        parts = urlsplit(target or "")
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith(("//", "/\\")):
        return "/"
    return urlunsplit(("", "", parts.path, parts.query, ""))
