"""One shared entry: reading it, answering, notes of the care team, and the flag for supervision."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import audit
from webapp.access import Permission, requires
from webapp.caseload.entries import open_signal, settle_signal
from webapp.caseload.forms import AnswerForm, NoteForm
from webapp.caseload.overview import covers_by_stay
from webapp.caseload.reasons import reasons_of
from webapp.caseload.views import blueprint
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.journals.models import JournalEntry, Review
from webapp.journals.notes import EntryNote


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
    settle_signal(record, current_user)
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
    settle_signal(record, current_user)
    flash(_("Saved. The entry is reviewed."), "saved")
    return redirect(url_for(".home"), 303)


@blueprint.route("/entries/<id:record_id>/notes/new", methods=["GET", "POST"])
@requires(Permission.REVIEW_ENTRIES, JournalEntry.ever_opened)
@idempotent
def new_note(record):
    form = NoteForm()
    if not _is_shared(record):
        if not form.is_submitted():
            abort(404)
        return _not_sent(_("This entry is no longer shared with you."), form.words.data), 409
    if not form.validate_on_submit():
        page = render_template("caseload/new_note.html", entry=record, form=form.fresh())
        return page, 422 if form.is_submitted() else 200
    EntryNote.create(
        enrollment=record.enrollment_id, entry=record.id, clinician=current_user.id, words=form.words.data
    )
    flash(_("Your note is saved. Only the care team sees it."), "saved")
    return redirect(url_for(".entry", record_id=record.id), 303)


@blueprint.route("/entries/<id:record_id>/supervision", methods=["GET", "POST"])
@requires(Permission.REVIEW_ENTRIES, JournalEntry.shared)
@idempotent
def supervision(record):
    """Flag the entry for supervision, or take the flag off."""
    form, opened = Form(), record.review
    if opened is None:  # nobody has read it yet: that comes first
        return redirect(url_for(".entry", record_id=record.id), 303)
    if not form.validate_on_submit():
        return render_template("caseload/supervision.html", entry=record, review=opened, form=form)
    if opened.flagged_at:
        opened.unflag()
        audit.record("took off the supervision flag", record.enrollment, record)
        flash(_("Saved. It is off the list for supervision."), "saved")
    else:
        opened.flag(current_user)
        audit.record("flagged for supervision", record.enrollment, record)
        flash(_("Saved. It is on the list for supervision."), "saved")
    return redirect(url_for(".entry", record_id=record.id), 303)


def _is_shared(entry: JournalEntry) -> bool:
    """Asked again inside the write: it may have been taken back since it was looked up."""
    return JournalEntry.shared().where(JournalEntry.id == entry.id).exists()


def _changed(entry: JournalEntry, review: Review, form: AnswerForm):
    return _entry_page(entry, review, form.again_about(entry), changed=True), 409


def _entry_page(entry: JournalEntry, review: Review, form: AnswerForm, changed: bool = False) -> str:
    answered_by_colleague = review.is_answered and review.answered_by_id != current_user.id
    signal = open_signal(entry)
    return render_template(
        "caseload/entry.html",
        entry=entry,
        review=review,
        form=None if answered_by_colleague else form,
        changed=changed,
        reasons=reasons_of(signal) if signal else (),
        notes=EntryNote.about(entry),
        cover=covers_by_stay(current_user).get(entry.enrollment_id),
    )


def _not_sent(reason: str, words: str | None, entry: JournalEntry | None = None) -> str:
    """The clinician's words are not lost, whatever became of the entry."""
    return render_template("caseload/not_sent.html", reason=reason, words=words or "", entry=entry)
