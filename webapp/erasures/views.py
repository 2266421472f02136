"""The pages on which a person erases, brings back and closes, and the list by which staff know that somebody did."""

from flask import Blueprint, abort, flash, make_response, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, logout_user
from wtforms.validators import InputRequired

from webapp import audit
from webapp.access import (
    Permission,
    enrollments,
    proved_recently,
    public,
    requires,
    requires_program,
    requires_standing,
    signed_in,
)
from webapp.accounts.second_steps import is_staff
from webapp.database import writing
from webapp.erasures import asking
from webapp.erasures.telling import erasures_told_to, stands_of
from webapp.forms import Form, SwitchField
from webapp.idempotency import idempotent
from webapp.people.erasures import Erasure
from webapp.people.models import Enrollment, Program

blueprint = Blueprint("erasures", __name__, url_prefix="/erasures")


class SureForm(Form):
    """A tick that says that the words above it were read."""

    sure = SwitchField(
        _l("Yes, I have read this"), validators=[InputRequired(_l("Please tick this if you are sure."))]
    )


class KeepingForm(Form):
    """The program's rule on its records."""

    keeps_records = SwitchField(_l("The law has us keep the record"))


@blueprint.get("/")
@signed_in
def home():
    return render_template(
        "erasures/home.html",
        stays=list(enrollments(current_user, Permission.ERASE_STAY)),
        withdrawn=[(stay, stands_of(stay)) for stay in enrollments(current_user, Permission.BRING_BACK_STAY)],
        is_staff=is_staff(current_user),
    )


@blueprint.route("/stays/<id:record_id>", methods=["GET", "POST"])
@requires(Permission.ERASE_STAY, Enrollment)
@proved_recently
@idempotent
def stay(record):
    """What goes, what stays, and until when there is a way back; then the request itself."""
    form = SureForm()
    if not form.validate_on_submit():
        page = render_template("erasures/stay.html", stay=record, form=form.fresh(), days=_days_to_think())
        return page, 422 if form.is_submitted() else 200
    asking.ask(record)
    return _signed_out(".asked")


@blueprint.route("/stays/<id:record_id>/return", methods=["GET", "POST"])
@requires(Permission.BRING_BACK_STAY, Enrollment)
@idempotent
def bring_back(record):
    erasure = stands_of(record)
    if erasure is None or erasure.erased_at:
        abort(404)
    form = Form()
    if not form.validate_on_submit():
        return render_template("erasures/return.html", stay=record, erasure=erasure, form=form)
    asking.bring_back(record) or abort(404)
    flash(_("It is back, all of it. Reminders on your phones are off until you turn them on again."), "saved")
    return redirect(url_for("today.home"), 303)


@blueprint.route("/account", methods=["GET", "POST"])
@signed_in
@proved_recently
@idempotent
def account():
    """Closing the account: for guests, and for participants whose stays are erased."""
    stays = list(enrollments(current_user, Permission.ERASE_STAY))
    withdrawn = [stands_of(one) for one in enrollments(current_user, Permission.BRING_BACK_STAY)]
    waiting = [one for one in withdrawn if one and not one.erased_at]
    form = SureForm()
    if is_staff(current_user) or stays or waiting or not form.validate_on_submit():
        page = render_template(
            "erasures/account.html",
            form=form.fresh(),
            stays=stays,
            waiting=waiting,
            is_staff=is_staff(current_user),
        )
        return page, 422 if form.errors else 200
    asking.close_account(current_user._get_current_object())
    return _signed_out(".closed")


@blueprint.get("/asked")
@public
def asked():
    """The last page, for somebody who is no longer signed in. It names nobody."""
    return render_template("erasures/done.html", is_closed=False, days=_days_to_think())


@blueprint.get("/closed")
@public
def closed():
    return render_template("erasures/done.html", is_closed=True, days=_days_to_think())


@blueprint.get("/list")
@requires_standing(Permission.SEE_ERASURES)
def told():
    """Which stays of one's caseload or programs were erased: the name and the day, nothing else is left to show."""
    with writing():
        return render_template("erasures/told.html", erasures=erasures_told_to(current_user))


@blueprint.route("/programs/<id:record_id>", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM)
@proved_recently
@idempotent
def program(record):
    """Whether the law has the program keep its records: then a stay is closed where it would be erased."""
    form = KeepingForm(data={"keeps_records": record.keeps_records})
    if not form.validate_on_submit():
        page = render_template("erasures/program.html", program=record, form=form.fresh())
        return page, 422 if form.is_submitted() else 200
    record.keeps_records = form.keeps_records.data
    record.save(only=[Program.keeps_records])
    audit.record("chose whether records are kept", about=record)
    flash(_("Saved. It holds from now on."), "saved")
    return redirect(url_for("census.home"), 303)


def _days_to_think() -> int:
    return Erasure.BROUGHT_BACK_FOR.days


def _signed_out(page: str):
    """This browser is signed out too; its worker destroys what it kept when it hears of that."""
    logout_user()
    session.clear()
    answer = make_response(redirect(url_for(page), 303))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
