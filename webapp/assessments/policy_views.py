"""How a program wants its questionnaires: what everyone is asked, what participants see, when the team looks."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import clock
from webapp.access import Permission, requires_program
from webapp.assessments.forms import PolicyForm
from webapp.assessments.instruments import all_instruments
from webapp.assessments.models import AssessmentPolicy
from webapp.assessments.views import blueprint
from webapp.idempotency import idempotent
from webapp.people.models import Program


@blueprint.route("/policies/<id:record_id>", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM)
@idempotent
def policy(record):
    kept = AssessmentPolicy.of(record)
    form = PolicyForm(kept)
    if not form.validate_on_submit():
        page = render_template(
            "assessments/policy.html", program=record, form=form.fresh(), instruments=all_instruments()
        )
        return page, 422 if form.is_submitted() else 200
    _take(kept, form, record)
    flash(_("Saved."), "saved")
    return redirect(url_for(".policy", record_id=record.id), 303)


def _take(kept: AssessmentPolicy, form: PolicyForm, program: Program) -> None:
    if form.usual.data != kept.usual:
        kept.usual, kept.usual_since = list(form.usual.data or ()), clock.today(program.time_zone)
    if form.is_noncommercial.data and not kept.is_noncommercial:
        kept.confirmed_by, kept.confirmed_at = current_user.id, clock.now()
    kept.is_noncommercial = form.is_noncommercial.data
    kept.hides_bands, kept.looked_at = not form.shows_bands.data, form.looked_at.data or ""
    kept.save(
        force_insert=not AssessmentPolicy.select().where(AssessmentPolicy.program == program.id).exists()
    )
