"""Sign-in, sign-out and own settings."""

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user

from webapp import audit, mail
from webapp.access import Permission, public, signed_in, stands
from webapp.accounts import sign_ins, zones
from webapp.accounts.entering import asked_for, enter
from webapp.accounts.forms import SettingsForm, SignInForm, ZoneForm
from webapp.accounts.models import KnownBrowser, SignInTries
from webapp.accounts.passwords import matches
from webapp.database import writing
from webapp.encryption import digest
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
    user = user_by_password(form.email.data, form.password.data)
    if user is None:
        form.password.errors = [_("That e-mail and password do not match. Check both and try again.")]
        return _sign_in_page(form), 422
    return enter(user, form.own_phone.data, form.held.data, form.handed_over.data)


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


@blueprint.post("/accounts/time-zone")
@signed_in
@idempotent
def change_zone():
    """The answer to what Today asks of somebody whose phone is in another zone."""
    form = ZoneForm()
    if not form.validate_on_submit():
        flash(_("Please choose your time zone here."), "problem")
        return redirect(url_for("accounts.account"), 303)
    answer = redirect(url_for("today.home"), 303)
    if "keep" in request.form:
        return zones.leave(answer, form.time_zone.data)
    current_user.time_zone = form.time_zone.data
    current_user.save()
    flash(_("Saved. Times and reminders go by it now."), "saved")
    return answer


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
        next=asked_for(),
        held=bool(form.held.data or form.handed_over.data),
        demo=current_app.config["DEMO"],
        by_mail=mail.is_on(),
    )


def user_by_password(email: str, password: str) -> User | None:
    """The user, or None: for an unknown address, a wrong password and a guess made too soon alike."""
    address = digest("email", normal_email(email))
    user = User.get_or_none(User.email_digest == address)
    browser = KnownBrowser.of(user, request.cookies.get(KnownBrowser.COOKIE))
    fits = matches(user.password_hash if user and user.active else None, password)
    counted_by = SignInTries.counted_by(address, browser)
    with writing():
        if SignInTries.must_wait(counted_by):
            return None
        if not fits:
            SignInTries.failed(counted_by)
            audit.record("refused sign-in", actor=user)
            return None
        SignInTries.succeeded(counted_by)
    return user
