"""Checking in, writing an entry and changing one, also when two phones do so at once."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import clock
from webapp.access import Permission, requires
from webapp.formatting import asset
from webapp.forms import takes_up_to
from webapp.idempotency import idempotent
from webapp.journals import risk_words
from webapp.journals.drafts import Draft
from webapp.journals.forms import (
    NOT_TYPED,
    CheckInForm,
    ConflictForm,
    EntryForm,
    blank_form,
    contents_of,
    entry_form,
    form_showing,
)
from webapp.journals.models import CHECK_IN, ENTRY, JournalEntry
from webapp.journals.prompts import TEMPLATES
from webapp.journals.versions import EntryVersion
from webapp.journals.views import blueprint
from webapp.journals.vocabulary import EMOTIONS, FREE, SOMETHING_HAPPENED, TRIGGERS
from webapp.journals.writing import ChangedElsewhere, rewrite, write
from webapp.own_phone import from_another_app, kept_on_phone, sent_later, written_at
from webapp.people.models import User
from webapp.skills import skill_titles

MOST_BYTES = 4_000_000  # too long a text comes back in its box up to this size


@blueprint.get("/check-ins")
@kept_on_phone
@requires(Permission.WRITE_JOURNAL)
def check_in_page(enrollment):
    return _check_in_page(enrollment, CheckInForm(formdata=None, visibility=current_user.usual_dial))


@blueprint.post("/check-ins")
@sent_later
@requires(Permission.WRITE_JOURNAL)
@idempotent
def check_in(enrollment):
    form = CheckInForm()
    if not form.validate_on_submit():
        return _check_in_page(enrollment, form.fresh()), 422
    entry = write(enrollment, CHECK_IN, form.content, form.dial, written_at())
    _keep_usual(form)
    said = _("Your therapist can read it.") if entry.is_shared else _("Only you can see it.")
    flash(_("Your check-in is saved.") + " " + said, "saved")
    return redirect(url_for("today.home"), 303)


@blueprint.get("/new")
@kept_on_phone
@requires(Permission.WRITE_JOURNAL)
def new(enrollment):
    form = blank_form(request.args.get("template", FREE), visibility=current_user.usual_dial)
    return writing_page(enrollment, form)


@blueprint.post("/received")
@from_another_app
@requires(Permission.WRITE_JOURNAL)
def receive(enrollment):
    """What another app on the phone handed over, as the words of a new entry. Nothing is written until "Save"."""
    page = writing_page(enrollment, blank_form(FREE, words=_handed_over()))
    # Never compressed: the page repeats what it was sent (docs/decisions/0007-compression.md).
    return page, {"Content-Encoding": "identity"}


@blueprint.post("/", endpoint="write")
@takes_up_to(MOST_BYTES)
@sent_later
@requires(Permission.WRITE_JOURNAL)
@idempotent
def write_entry(enrollment):
    form = entry_form(request.form.get("template", FREE))
    if not form.validate_on_submit():
        return writing_page(enrollment, form.fresh()), 422
    recorded_at = written_at()
    entry = write(
        enrollment, ENTRY, form.content, form.dial, recorded_at, form.about(recorded_at or clock.now())
    )
    return _saved(entry, form)


@blueprint.get("/<id:record_id>/edit")
@requires(Permission.WRITE_JOURNAL, JournalEntry.kept)
def edit(record):
    return writing_page(record.enrollment, form_showing(record), record)


@blueprint.post("/<id:record_id>/edit", endpoint="rewrite")
@takes_up_to(MOST_BYTES)
@requires(Permission.WRITE_JOURNAL, JournalEntry.kept)
@idempotent
def rewrite_entry(record):
    form = entry_form(request.form.get("template", record.template))
    if not form.validate_on_submit():
        return writing_page(record.enrollment, form.fresh(), record), 422
    keep = ConflictForm().keep.data
    if keep == "other":
        Draft.settle(record.enrollment, form.draft.data, form.continues.data)
        flash(_("The other version stays as it is."), "saved")
        return redirect(url_for(".entry", record_id=record.id), 303)
    if keep == "both":
        return _saved(write(record.enrollment, ENTRY, form.content, form.dial), form)
    try:
        rewrite(record, form.content, form.dial, form.revision.data, form.dial_was.data)
    except ChangedElsewhere:
        return _conflict_page(record, form), 409
    return _saved(record, form)


def writing_page(
    enrollment, form: EntryForm, entry: JournalEntry | None = None, draft: Draft | None = None
) -> str:
    """The page to write on: a new entry, a change of one, or either gone on with from a draft."""
    is_new_page = form.draft.data == "" or form.draft.data is None
    return render_template(
        "journals/writing.html",
        form=form,
        entry=entry,
        draft=draft,
        drafts=Draft.about(enrollment, entry) if draft is None and is_new_page else [],
        templates=TEMPLATES,
        happened=form.template.data == SOMETHING_HAPPENED,
        emotions=EMOTIONS,
        triggers=TRIGGERS,
        skills=skill_titles(),
        phrases=asset(risk_words.phrases_path()) if current_user.wants_help_card else None,
        marks_words=enrollment.program.tells_of_risk_words,
        keeps_records=enrollment.program.keeps_records,
    )


def _check_in_page(enrollment, form: CheckInForm) -> str:
    return render_template("journals/check_in.html", form=form, asks=enrollment.program.check_in_asks)


def _conflict_page(entry: JournalEntry, form: EntryForm) -> str:
    """Both versions, and the choice. Nothing is saved; what was typed travels on in the form."""
    other = JournalEntry.kept().where(JournalEntry.id == entry.id).get()
    mine = contents_of(form, EntryVersion(enrollment=entry.enrollment_id))
    typed = [pair for pair in request.form.items(multi=True) if pair[0] not in (*NOT_TYPED, "revision")]
    return render_template("journals/conflict.html", entry=other, mine=mine, typed=typed, form=form.fresh())


def _saved(entry: JournalEntry, form: EntryForm):
    """What was typed is saved: its draft goes, and the person hears who can read it."""
    Draft.settle(entry.enrollment, form.draft.data, form.continues.data)
    _keep_usual(form)
    flash(
        _("Saved. Your therapist can read it.") if entry.is_shared else _("Saved. Only you can see it."),
        "saved",
    )
    needs_help = current_user.wants_help_card and risk_words.help_for(entry.texts)
    if needs_help or entry.template == SOMETHING_HAPPENED:
        return redirect(url_for(".entry", record_id=entry.id, saved="yes"), 303)
    is_new = request.endpoint == "journals.write"
    return redirect(url_for(".entries") if is_new else url_for(".entry", record_id=entry.id), 303)


def _keep_usual(form) -> None:
    if form.from_now_on.data:
        current_user.usual_dial = form.dial
        current_user.save(only=[User.sealed, User.revision])


def _handed_over() -> str:
    """The parts of what was handed over, each once: apps put the same address into several."""
    parts = [request.form.get(name, "").strip() for name in ("title", "text", "url")]
    return "\n".join(part for part in dict.fromkeys(parts) if part)
