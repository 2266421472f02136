"""A participant's questionnaires: what is asked, answering, help where an answer asks for it, and looking back."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from webapp.access import Permission, requires
from webapp.assessments.answering import decline, reply, take
from webapp.assessments.due import asked_again, asked_of
from webapp.assessments.forms import AnswersForm, ReplyForm, answers_form
from webapp.assessments.instruments import find_instrument
from webapp.assessments.models import Answering, AssessmentPolicy, AssignedInstrument, PartialAnswers
from webapp.assessments.results import answers_of, band_words, direction, sentence, trend_until, trends_of
from webapp.database import writing
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.own_phone import kept_on_phone, sent_later, written_at

blueprint = Blueprint("assessments", __name__, url_prefix="/assessments")


@blueprint.get("/")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY)
def home(enrollment):
    asked = asked_of(enrollment)
    return render_template(
        "assessments/home.html",
        due=[one for one in asked if one.is_due],
        later=[one for one in asked if not one.is_due and one.due_on],
        trends=trends_of(enrollment),
        sentence=sentence,
    )


@blueprint.get("/<id:record_id>")
@kept_on_phone
@requires(Permission.ANSWER_ASSESSMENTS, AssignedInstrument)
def questionnaire(record):
    asked = asked_again(record)
    if asked is None or not asked.is_due:
        return render_template("assessments/not_due.html", asked=asked)
    partial = PartialAnswers.live(record)
    form = answers_form(asked.instrument).showing(partial.answers if partial else {})
    return _questionnaire_page(record, form, partial)


@blueprint.post("/<id:record_id>")
@sent_later
@requires(Permission.ANSWER_ASSESSMENTS, AssignedInstrument)
@idempotent
def answer(record):
    """Taken even when it is no longer due: it may have waited on a phone, and nothing answered is thrown away."""
    form = _form_of(record)
    if not form.validate_on_submit():
        return _questionnaire_page(record, form.fresh()), 422
    answering = take(
        record, form.instrument, form.answers, form.version.data, form.safe_now.data, written_at()
    )
    next_page = ".support" if form.asks_for_help else ".result"
    return redirect(url_for(next_page, record_id=answering.id), 303)


@blueprint.post("/<id:record_id>/partial")
@requires(Permission.ANSWER_ASSESSMENTS, AssignedInstrument)
def keep(record):
    """What is answered so far, for its writer to go on with. Kept anew each time, so a repeat needs no key."""
    form = _form_of(record)
    with writing():
        PartialAnswers.keep(record, form.answers)
    if "later" in request.form:  # pressed, and not sent by the page while one goes on answering
        flash(_("Kept for 24 hours. Your care team does not see it until you send it."), "saved")
    return redirect(url_for(".home"), 303)


@blueprint.post("/<id:record_id>/declining")
@sent_later
@requires(Permission.ANSWER_ASSESSMENTS, AssignedInstrument)
@idempotent
def not_this_time(record):
    decline(record, written_at())
    flash(_("That is fine. Nothing changes for you."), "saved")
    return redirect(url_for(".home"), 303)


@blueprint.get("/answers/<id:record_id>")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY, Answering.given)
def result(record):
    instrument = find_instrument(record.instrument)
    if instrument is None:
        return render_template("assessments/gone.html", answering=record)
    policy = AssessmentPolicy.of(record.enrollment.program)
    trend = trend_until(record)
    return render_template(
        "assessments/result.html",
        answering=record,
        instrument=instrument,
        trend=trend,
        sentence=sentence(trend) if trend.change else "",
        change=trend.change,
        direction=direction(instrument),
        band="" if policy.hides_bands else band_words(record, instrument),
        shows_bands=not policy.hides_bands,
        answers=answers_of(record, instrument),
        asks_for_help=instrument.asks_for_help(record.answers),
        longer=_longer_of(record, instrument),
    )


@blueprint.get("/answers/<id:record_id>/support")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY, Answering.given)
def support(record):
    return _support_page(record, ReplyForm())


@blueprint.post("/answers/<id:record_id>/support")
@sent_later
@requires(Permission.ANSWER_ASSESSMENTS, Answering.given)
@idempotent
def safe_now(record):
    form = ReplyForm()
    if not form.validate_on_submit():
        return _support_page(record, form.fresh()), 422
    reply(record, form.safe_now.data)
    return redirect(url_for(".support", record_id=record.id), 303)


def _form_of(assigned: AssignedInstrument) -> AnswersForm:
    return answers_form(find_instrument(assigned.instrument) or abort(404))()


def _questionnaire_page(assigned: AssignedInstrument, form: AnswersForm, partial=None) -> str:
    return render_template(
        "assessments/questionnaire.html",
        assigned=assigned,
        instrument=form.instrument,
        form=form,
        partial=partial,
        refused=request.method == "POST",
        country=assigned.enrollment.program.country,
        looked_at=AssessmentPolicy.of(assigned.enrollment.program).looked_at,
        plain_form=Form(formdata=None),
    )


def _support_page(answering: Answering, form: ReplyForm) -> str:
    program = answering.enrollment.program
    return render_template(
        "assessments/support.html",
        answering=answering,
        form=form,
        country=program.country,
        looked_at=AssessmentPolicy.of(program).looked_at,
    )


def _longer_of(answering: Answering, instrument):
    """The longer form that this one led to, while it is asked."""
    if instrument.longer is None or answering.total is None or answering.total < instrument.longer[0]:
        return None
    asked = asked_of(answering.enrollment)
    return next((one for one in asked if one.is_due and one.instrument.slug == instrument.longer[1]), None)
