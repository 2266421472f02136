"""The coordinator's home, and what they set for a program as a whole."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import audit
from webapp.access import Permission, requires_program, requires_standing
from webapp.attendance.wishes import count_waiting
from webapp.census.forms import AnswerDaysForm
from webapp.census.stays import census_of, emergencies_waiting
from webapp.database import writing
from webapp.idempotency import idempotent
from webapp.people.models import Program

blueprint = Blueprint("census", __name__, url_prefix="/census")


@blueprint.get("/")
@requires_standing(Permission.RUN_PROGRAM)
def home():
    with writing():  # what is shown and the line that says so stand or fall together
        audit.record("census.home")
        return render_template(
            "census/home.html",
            programs=census_of(current_user),
            seats_waiting=count_waiting(current_user),
            emergencies_waiting=emergencies_waiting(current_user),
        )


@blueprint.route("/programs/<id:record_id>/answers", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM)
@idempotent
def answer_days(record):
    """Within how many working days shared entries are answered."""
    form = AnswerDaysForm.of(record)
    if not form.validate_on_submit():
        page = render_template("census/answer_days.html", program=record, form=form.fresh())
        return page, 422 if form.is_submitted() else 200
    record.answer_days = form.chosen
    record.save(only=[Program.answer_days])
    flash(_("Saved. It holds from now on."), "saved")
    return redirect(url_for(".home"), 303)
