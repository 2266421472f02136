"""A clinician's own participants, and reading and answering what they share."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from webapp import audit, clock
from webapp.access import Permission, requires, requires_standing
from webapp.attendance.latest import latest_of
from webapp.attendance.models import Reflection
from webapp.attendance.wishes import count_waiting
from webapp.attendance.wording import STATES
from webapp.caseload.forms import AnswerForm
from webapp.caseload.overview import Caseload, waiting_time
from webapp.database import writing
from webapp.exercises.assigned import assigned_to
from webapp.idempotency import idempotent
from webapp.journals.models import JournalEntry, Review
from webapp.journals.paging import page_of
from webapp.people.models import Enrollment
from webapp.push.models import Device
from webapp.workshops.lessons import find_lesson
from webapp.workshops.models import Study

blueprint = Blueprint("caseload", __name__, url_prefix="/caseload")

LATEST = 5  # reflections and thoughts shown


@blueprint.get("/")
@requires_standing(Permission.SEE_CASELOAD)
def home():
    page = render_template(
        "caseload/home.html",
        caseload=Caseload.of(current_user),
        waiting_time=waiting_time,
        seats_waiting=count_waiting(current_user),
    )
    with writing():  # last, so that others wait for the disk only; without this line nothing is shown
        audit.record("caseload.home")
    return page


@blueprint.get("/<id:record_id>")
@requires(Permission.SEE_CASELOAD, Enrollment)
def participant(record):
    shared = JournalEntry.shared().where(JournalEntry.enrollment == record.id)
    page = page_of(shared, request.args.get("before")) or abort(404)
    today = clock.today(record.program.time_zone)
    return render_template(
        "caseload/participant.html",
        stay=record,
        placement=record.placement_on(today),
        week=record.week_of(today),
        page=page,
        further=bool(request.args.get("before")),
        waiting_time=waiting_time,
        reflections=list(Reflection.shared().where(Reflection.enrollment == record.id).limit(LATEST)),
        thoughts=_thoughts_of(record),
        latest=latest_of(record, current_user),
        states=STATES,
        assigned=assigned_to(record, get_locale().language, only_shared=True),
        unreminded=Device.reaches_nobody(record.participant),
    )


def _thoughts_of(stay: Enrollment) -> list:
    """The newest shared thoughts on lessons, with the lesson (None for one that left the library)."""
    shared = Study.shared().where(Study.enrollment == stay.id).limit(LATEST)
    return [(one, find_lesson(one.slug, get_locale().language)) for one in shared]


@blueprint.get("/entries/<id:record_id>")
@requires(Permission.REVIEW_ENTRIES, JournalEntry.shared)
def entry(record):
    review = Review.open(record, current_user)
    return _entry_page(record, review, AnswerForm.about(record, review))


@blueprint.post("/entries/<id:record_id>/answer")
@requires(Permission.REVIEW_ENTRIES, JournalEntry.ever_opened)
@idempotent
def answer(record):
    form = AnswerForm()
    if not _is_shared(record):
        return _not_sent(_("This entry is no longer shared with you."), form.words.data), 409
    review = Review.open(record, current_user)
    if review.is_answered and review.answered_by_id != current_user.id:
        return _not_sent(_("A colleague has answered this entry."), form.words.data, record), 409
    if not form.is_about(record):
        return _changed(record, review, form)
    if not form.validate_on_submit():
        return _entry_page(record, review, form.fresh()), 422
    review.give_answer(form.words.data, current_user)
    flash(_("Your answer is saved. The entry is reviewed."), "saved")
    return redirect(url_for(".home"), 303)


@blueprint.post("/entries/<id:record_id>/review")
@requires(Permission.REVIEW_ENTRIES, JournalEntry.ever_opened)
@idempotent
def review(record):
    form = AnswerForm()
    if not _is_shared(record):
        return _not_sent(_("This entry is no longer shared with you."), form.words.data), 409
    opened = Review.open(record, current_user)
    if not form.is_about(record):
        return _changed(record, opened, form)
    if (form.words.data or "").strip() not in ("", opened.answer.strip()):
        form.words.errors = [_("You wrote an answer. Please send it, or clear the box first.")]
        return _entry_page(record, opened, form.fresh()), 422
    opened.finish()
    flash(_("Saved. The entry is reviewed."), "saved")
    return redirect(url_for(".home"), 303)


def _is_shared(entry: JournalEntry) -> bool:
    """Asked again inside the write: it may have been taken back since it was looked up."""
    return JournalEntry.shared().where(JournalEntry.id == entry.id).exists()


def _changed(entry: JournalEntry, review: Review, form: AnswerForm):
    return _entry_page(entry, review, form.again_about(entry), changed=True), 409


def _entry_page(entry: JournalEntry, review: Review, form: AnswerForm, changed: bool = False) -> str:
    answered_by_colleague = review.is_answered and review.answered_by_id != current_user.id
    return render_template(
        "caseload/entry.html",
        entry=entry,
        review=review,
        form=None if answered_by_colleague else form,
        changed=changed,
    )


def _not_sent(reason: str, words: str | None, entry: JournalEntry | None = None) -> str:
    """The clinician's words are not lost, whatever became of the entry."""
    return render_template("caseload/not_sent.html", reason=reason, words=words or "", entry=entry)
