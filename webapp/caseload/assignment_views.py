"""Exercises that a clinician asks a participant to practise: assign one, end one."""

from flask import flash, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from webapp import audit, clock
from webapp.access import Permission, requires
from webapp.caseload.forms import AssignmentForm
from webapp.caseload.views import blueprint
from webapp.exercises.models import Assignment
from webapp.exercises.own import find_ever, library_of
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.people.models import Enrollment


@blueprint.route("/<id:record_id>/assignments/new", methods=["GET", "POST"])
@requires(Permission.ASSIGN_EXERCISES, Enrollment)
@idempotent
def new_assignment(record):
    today = clock.today(record.program.time_zone)
    form = AssignmentForm(library_of(record.program_id, get_locale().language), record, today)
    if not form.validate_on_submit():
        page = render_template("caseload/new_assignment.html", stay=record, form=form.fresh())
        return page, 422 if form.is_submitted() else 200
    made = Assignment.create(
        enrollment=record,
        slug=form.exercise.data,
        times_a_week=int(form.times_a_week.data),
        starts_on=today,
        ends_on=form.ends_on.day,
        assigned_by=current_user.id,
        why=form.why.data or "",
    )
    audit.record("assigned an exercise", record, made)
    flash(_("Saved. They find it on their exercises page."), "saved")
    return redirect(_participant(record), 303)


@blueprint.route("/assignments/<id:record_id>/ending", methods=["GET", "POST"])
@requires(Permission.ASSIGN_EXERCISES, Assignment)
@idempotent
def assignment_ending(record):
    form = Form()
    if record.ends_on >= clock.today(record.enrollment.program.time_zone):
        if not form.validate_on_submit():
            found = find_ever(record.enrollment.program_id, [record.slug], get_locale().language)
            return render_template(
                "caseload/assignment_ending.html",
                form=form,
                title=found[record.slug].title if found else record.slug,
                back=_participant(record.enrollment),
            )
        record.end()
        flash(_("Ended. It is off their list; what they practiced stays theirs."), "saved")
    return redirect(_participant(record.enrollment), 303)


def _participant(stay: Enrollment) -> str:
    return url_for(".participant", record_id=stay.id)
