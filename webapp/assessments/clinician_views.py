"""What a clinician sees of their participants' answers, asks of them, and writes down about an answer."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import audit, clock
from webapp.access import Permission, requires
from webapp.assessments.due import asked_of
from webapp.assessments.forms import EVERY, SAFE_NOW, ActionForm, AssignForm
from webapp.assessments.instruments import find_instrument
from webapp.assessments.models import Answering, AssignedInstrument
from webapp.assessments.results import (
    answers_of,
    band_words,
    clinical_lines,
    direction,
    sentence,
    subscale_lines,
    trend_until,
    trends_of,
)
from webapp.assessments.views import blueprint
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.people.models import Enrollment
from webapp.signals.models import Signal


@blueprint.get("/of/<id:record_id>")
@requires(Permission.SEE_CASELOAD, Enrollment)
def of_stay(record):
    return render_template(
        "assessments/of_stay.html",
        stay=record,
        asked=[one for one in asked_of(record) if one.due_on],
        trends=trends_of(record),
        every=EVERY,
        band_words=band_words,
        direction=direction,
        sentence=sentence,
    )


@blueprint.get("/of/answers/<id:record_id>")
@requires(Permission.SEE_CASELOAD, Answering.given)
def of_answering(record):
    return _answering_page(record, ActionForm())


@blueprint.post("/of/answers/<id:record_id>/action")
@requires(Permission.REVIEW_ENTRIES, Answering.given)
@idempotent
def act(record):
    """What was done about it is written down, and it stands on the list no longer."""
    form = ActionForm()
    if not form.validate_on_submit():
        return _answering_page(record, form.fresh()), 422
    record.action, record.acted_at, record.acted_by = form.words.data, clock.now(), current_user.id
    record.save(only=[Answering.sealed, Answering.revision, Answering.acted_at, Answering.acted_by])
    Signal.settle(record.enrollment, record.id, current_user)
    flash(_("Saved. It is off the list."), "saved")
    return redirect(url_for(".of_answering", record_id=record.id), 303)


@blueprint.route("/of/<id:record_id>/new", methods=["GET", "POST"])
@requires(Permission.ASSIGN_ASSESSMENTS, Enrollment)
@idempotent
def assign(record):
    form = AssignForm(record, clock.today(record.program.time_zone))
    if not form.validate_on_submit():
        page = render_template("assessments/assign.html", stay=record, form=form.fresh())
        return page, 422 if form.is_submitted() else 200
    made = AssignedInstrument.create(
        enrollment=record,
        instrument=form.instrument.data,
        every_days=int(form.every_days.data),
        starts_on=form.starts_on.day,
        ends_on=form.ends_on.day,
        assigned_by=current_user.id,
    )
    audit.record("assigned a questionnaire", record, made)
    flash(_("Saved. They find it on their Today page."), "saved")
    return redirect(url_for(".of_stay", record_id=record.id), 303)


@blueprint.route("/of/assigned/<id:record_id>/ending", methods=["GET", "POST"])
@requires(Permission.ASSIGN_ASSESSMENTS, AssignedInstrument)
@idempotent
def ending(record):
    form = Form()
    back = url_for(".of_stay", record_id=record.enrollment_id)
    if not form.validate_on_submit():
        instrument = find_instrument(record.instrument)
        name = instrument.name if instrument else record.instrument
        return render_template("assessments/ending.html", form=form, name=name, back=back)
    record.end()
    flash(_("Ended. They are asked no more; what they answered stays."), "saved")
    return redirect(back, 303)


def _answering_page(answering: Answering, form: ActionForm) -> str:
    instrument = find_instrument(answering.instrument)
    if instrument is None:
        return render_template("assessments/gone.html", answering=answering)
    trend = trend_until(answering)
    return render_template(
        "assessments/of_answering.html",
        answering=answering,
        instrument=instrument,
        trend=trend,
        sentence=sentence(trend) if trend.change else "",
        direction=direction(instrument),
        band=band_words(answering, instrument),
        lines=clinical_lines(answering, instrument),
        subscales=subscale_lines(answering, instrument),
        answers=answers_of(answering, instrument),
        asks_for_help=instrument.asks_for_help(answering.answers),
        to_look_at=instrument.to_look_at(answering.answers),
        safe_now=dict(SAFE_NOW).get(answering.safe_now),
        form=form,
    )
