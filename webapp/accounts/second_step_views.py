"""The second step of signing in, and setting one up."""

import segno
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from webapp.access import proved_recently, public, signed_in
from webapp.accounts import second_steps, sign_ins
from webapp.accounts.entering import asked_for, end_half, enter, half
from webapp.accounts.forms import SecondStepForm
from webapp.accounts.passkeys import Passkey
from webapp.accounts.second_steps import Authenticator, RecoveryCode
from webapp.accounts.views import blueprint, limiter
from webapp.database import writing
from webapp.forms import Form


@blueprint.route("/sign-in/second-step", methods=["GET", "POST"])
@public
@limiter.limit("100 per 15 minutes", methods=["POST"])
def second_step():
    found = half()
    form = SecondStepForm()
    if found is None:
        return _begin_again()
    if not form.validate_on_submit():
        return _second_step_page(found, form), 422 if form.is_submitted() else 200
    with writing():
        found.count_try()
    if not _is_right(found.user, form.code.data):
        form.code.errors = [
            _("This code does not fit. A code works once; wait for the next one and try again.")
        ]
        return _second_step_page(found, form), 422
    end_half(found)
    return enter(found.user, found.own_phone, form.held.data, form.handed_over.data, in_two_steps=True)


@blueprint.route("/sign-in/authenticator", methods=["GET", "POST"])
@public
@limiter.limit("100 per 15 minutes", methods=["POST"])
def first_authenticator():
    """For staff who have no second step yet: nothing opens before they have one."""
    found = half()
    if found is None:
        return _begin_again()
    if second_steps.has_one(found.user):
        return redirect(url_for(".second_step", next=asked_for(None)), 303)
    form = SecondStepForm()
    codes = _confirmed(found.user, form)
    if codes is None:
        return _setting_up(found.user, form, is_first=True)
    end_half(found)
    sign_ins.begin(found.user, found.own_phone, in_two_steps=True)
    return _recovery_codes_page(codes, asked_for())


@blueprint.route("/accounts/authenticator", methods=["GET", "POST"])
@signed_in
@proved_recently
def authenticator():
    """Set one up, or look after the one there is."""
    if Authenticator.of(current_user):
        return render_template(
            "accounts/authenticator.html",
            form=Form(),
            left=RecoveryCode.left(current_user),
            may_remove=_may_do_without(),
        )
    form = SecondStepForm()
    codes = _confirmed(current_user, form)
    if codes is None:
        return _setting_up(current_user, form, is_first=False)
    sign_ins.prove(in_two_steps=True)
    return _recovery_codes_page(codes, url_for(".security"))


@blueprint.post("/accounts/recovery-codes")
@signed_in
@proved_recently
def new_recovery_codes():
    if not Authenticator.of(current_user):
        return redirect(url_for(".security"), 303)
    with writing():
        codes = RecoveryCode.renew(current_user)
    return _recovery_codes_page(codes, url_for(".security"))


@blueprint.route("/accounts/authenticator/removal", methods=["GET", "POST"])
@signed_in
@proved_recently
def authenticator_removal():
    form = Form()
    if not Authenticator.of(current_user) or not _may_do_without():
        return redirect(url_for(".security"), 303)
    if not form.validate_on_submit():
        return render_template("accounts/authenticator_removal.html", form=form)
    second_steps.remove(current_user)
    flash(_("Removed. You sign in with your password alone now."), "saved")
    return redirect(url_for(".security"), 303)


def _may_do_without() -> bool:
    """Staff keep a second step: a passkey is one."""
    return not second_steps.is_staff(current_user) or Passkey.of(current_user).exists()


def _is_right(user, code: str) -> bool:
    with writing():
        return second_steps.take(user, code)


def _confirmed(user, form: SecondStepForm) -> list[str] | None:
    """The recovery codes when the form brings a right first code."""
    if not form.validate_on_submit():
        return None
    codes = second_steps.confirm(user, form.code.data)
    if codes is None:
        form.code.errors = [
            _("This code does not fit. Is the time on your phone right? Then try the next one.")
        ]
    return codes


def _setting_up(user, form: SecondStepForm, is_first: bool):
    proposed = Authenticator.propose(user)
    page = render_template(
        "accounts/new_authenticator.html",
        form=form.fresh(),
        picture=qr_code(proposed.uri()),
        secret=_in_fours(proposed.secret),
        is_first=is_first,
    )
    return page, 422 if request.method == "POST" else 200


def _second_step_page(found, form: SecondStepForm) -> str:
    kept = Authenticator.of(found.user)
    return render_template(
        "accounts/second_step.html",
        form=form.fresh(),
        held=bool(form.held.data or form.handed_over.data),
        next=asked_for(None),
        demo_code=kept.code_now() if kept and kept.is_demo else None,
    )


def _recovery_codes_page(codes: list[str], onward: str) -> str:
    return render_template("accounts/recovery_codes.html", codes=codes, onward=onward)


def _begin_again():
    flash(_("Please sign in again: it took longer than ten minutes, or there were too many tries."), "notice")
    return redirect(url_for(".sign_in", next=asked_for(None)), 303)


def _in_fours(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def qr_code(text: str) -> Markup:
    """The text as a picture that a phone's camera reads. It is for eyes that can: what it says stands beside it."""
    picture = segno.make(text, micro=False)
    drawn = picture.svg_inline(omitsize=True, border=4, svgclass="qr", lineclass="qr-line", dark="#000")
    return Markup(drawn)  # noqa: S704  # nosec B704 - the library writes a picture and nothing of the text into it
