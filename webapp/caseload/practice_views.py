"""Practices that a participant shared: what eased things, the latest, and one of them as it was."""

from flask import render_template
from flask_babel import get_locale

from webapp.access import Permission, requires
from webapp.caseload.views import blueprint
from webapp.exercises.effects import ENOUGH, effects_of
from webapp.exercises.looking_back import look_back
from webapp.exercises.models import Practice
from webapp.exercises.own import find_ever
from webapp.people.models import Enrollment

LATEST = 20


@blueprint.get("/<id:record_id>/practices")
@requires(Permission.SEE_CASELOAD, Enrollment)
def practices(record):
    language = get_locale().language
    effects = effects_of(record, only_shared=True)
    exercises = find_ever(record.program_id, {one.slug for one in effects}, language)
    rated = [(one, exercises[one.slug]) for one in effects if one.slug in exercises]
    return render_template(
        "caseload/practices.html",
        stay=record,
        enough=[pair for pair in rated if pair[0].is_enough],
        not_yet=[pair for pair in rated if not pair[0].is_enough],
        needed=ENOUGH,
        latest=look_back(Practice.shared_in([record.id]).limit(LATEST), record.program_id, language),
    )


@blueprint.get("/practices/<id:record_id>")
@requires(Permission.SEE_CASELOAD, Practice.shared)
def practice(record):
    (looked_at,) = look_back([record], record.enrollment.program_id, get_locale().language)
    return render_template("caseload/practice.html", stay=record.enrollment, one=looked_at)
