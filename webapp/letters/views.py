"""Attendance letters: the list of a stay with a form for a new one, one letter to print, and the public check."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from flask_login import current_user
from peewee import JOIN

from webapp import clock
from webapp.access import Permission, public, requires
from webapp.accounts.views import limiter
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.letters.forms import CodeForm, SpanForm
from webapp.letters.models import Letter
from webapp.letters.wording import hours
from webapp.people.models import Enrollment, User

blueprint = Blueprint("letters", __name__, url_prefix="/letters")


@blueprint.get("/")
@requires(Permission.SEE_OWN_STAY)
def own(enrollment):
    """A participant's way to the letters of their own stay."""
    return redirect(url_for(".of_stay", record_id=enrollment.id), 303)


@blueprint.route("/stays/<id:record_id>", methods=["GET", "POST"])
@requires(Permission.ISSUE_LETTERS, Enrollment)
@idempotent
def of_stay(record):
    """The letters of a stay, newest first, and a form for the next."""
    today = clock.today(record.program.time_zone)
    form = SpanForm(record, data={"first_day": record.admitted_on.isoformat(), "last_day": today.isoformat()})
    if form.validate_on_submit():
        letter = Letter.issue(record, form.first_day.day, form.last_day.day, by=current_user)
        if letter:
            return redirect(url_for(".letter", record_id=letter.id), 303)
        form.first_day.errors = [_("No hours are marked for these days yet, so there is no letter.")]
    letters = (
        Letter.select(Letter, User)
        .join(User, JOIN.LEFT_OUTER, on=Letter.issued_by)
        .where(Letter.enrollment == record.id)
        .order_by(Letter.issued_at.desc(), Letter.id)
    )
    page = render_template(
        "letters/letters.html",
        stay=record,
        form=form.fresh(),
        letters=letters,
        today=today,
        is_own=record.participant_id == current_user.id,
        hours=hours,
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.get("/<id:record_id>")
@requires(Permission.ISSUE_LETTERS, Letter)
def letter(record):
    return render_template(
        "letters/letter.html",
        letter=record,
        days=[(format_date(day, _("EEE, MMM\u00a0d, y")), hours(minutes)) for day, minutes in record.by_day],
        check_address=current_app.config["PUBLIC_URL"] + url_for(".check"),
        hours=hours,
    )


@blueprint.route("/<id:record_id>/withdrawal", methods=["GET", "POST"])
@requires(Permission.ISSUE_LETTERS, Letter)
@idempotent
def withdrawal(record):
    """Take a letter back: whoever checks its code is told so."""
    form = Form()
    if record.withdrawn_at is None:
        if not form.validate_on_submit():
            return render_template("letters/withdrawal.html", letter=record, form=form)
        record.withdraw()
        flash(_("The letter is taken back."), "saved")
    return redirect(url_for(".of_stay", record_id=record.enrollment_id), 303)


@blueprint.route("/check", methods=["GET", "POST"])
@public
@limiter.limit("60 per 15 minutes")
def check():
    """For whoever was given a letter: what its code stands for, and nobody's name."""
    form = CodeForm()
    if request.method == "GET":
        return render_template("letters/check.html", form=form)
    found = form.validate() and Letter.by_code(form.code.data)
    if found:
        return render_template("letters/checked.html", letter=found, hours=hours)
    if not form.errors:
        form.code.errors = [_("No letter has this code. Please compare each sign with the paper.")]
    return render_template("letters/check.html", form=form), 422
