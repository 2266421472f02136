"""A participant's own journal: writing, reading, changing, deleting and bringing back."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp.access import Permission, allowed, requires
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.journals.forms import CheckInForm, EntryForm
from webapp.journals.models import CHECK_IN, ENTRY, JournalEntry
from webapp.journals.paging import newest_page_of, page_of
from webapp.own_phone import from_another_app, is_fetched_ahead, kept_on_phone, sent_later, written_at

blueprint = Blueprint("journals", __name__, url_prefix="/journals")


@blueprint.get("/")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY)
def entries(enrollment):
    before = request.args.get("before")
    page = page_of(JournalEntry.of(enrollment), before) if before else newest_page_of(enrollment)
    if page is None:
        abort(404)
    return render_template(
        "journals/entries.html",
        page=page,
        further=bool(before),
        can_write=_can_write(enrollment),
        deleted=_just_deleted(enrollment, request.args.get("deleted")),
        form=Form(),
    )


@blueprint.get("/new")
@kept_on_phone
@requires(Permission.WRITE_JOURNAL)
def new(enrollment):
    return render_template("journals/writing.html", form=EntryForm(), entry=None)


@blueprint.post("/received")
@from_another_app
@requires(Permission.WRITE_JOURNAL)
def receive(enrollment):
    """What another app on the phone handed over, as the words of a new entry. Nothing is written until "Save"."""
    page = render_template(
        "journals/writing.html", form=EntryForm(formdata=None, words=_handed_over()), entry=None
    )
    # Never compressed: the page repeats what it was sent (docs/decisions/0007-compression.md).
    return page, {"Content-Encoding": "identity"}


@blueprint.post("/")
@sent_later
@requires(Permission.WRITE_JOURNAL)
@idempotent
def write(enrollment):
    form = EntryForm()
    if not form.validate_on_submit():
        return render_template("journals/writing.html", form=form.fresh(), entry=None), 422
    entry = JournalEntry.write(enrollment, ENTRY, form.content, form.visibility.data, written_at())
    flash(_saved(entry), "saved")
    return redirect(url_for(".entries"), 303)


@blueprint.post("/check-ins")
@sent_later
@requires(Permission.WRITE_JOURNAL)
@idempotent
def check_in(enrollment):
    form = CheckInForm()
    if not form.validate_on_submit():
        return render_template("journals/check_in.html", form=form.fresh()), 422
    JournalEntry.write(enrollment, CHECK_IN, form.content, written_at=written_at())
    flash(_("Your check-in is saved. Only you can see it."), "saved")
    return redirect(url_for("today.home"), 303)


@blueprint.get("/<id:record_id>")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY, JournalEntry.kept)
def entry(record):
    if record.review and not is_fetched_ahead():
        record.review.mark_seen()
    return render_template("journals/entry.html", entry=record, can_write=_can_write(record.enrollment))


@blueprint.get("/<id:record_id>/edit")
@requires(Permission.WRITE_JOURNAL, JournalEntry.kept)
def edit(record):
    return render_template("journals/writing.html", form=EntryForm.showing(record), entry=record)


@blueprint.post("/<id:record_id>/edit")
@requires(Permission.WRITE_JOURNAL, JournalEntry.kept)
@idempotent
def rewrite(record):
    form = EntryForm()
    if not form.validate_on_submit():
        return render_template("journals/writing.html", form=form.fresh(), entry=record), 422
    record.rewrite(form.content, form.visibility.data)
    flash(_saved(record), "saved")
    return redirect(url_for(".entry", record_id=record.id), 303)


@blueprint.get("/<id:record_id>/deletion")
@requires(Permission.WRITE_JOURNAL, JournalEntry.kept)
def deletion(record):
    return render_template("journals/deletion.html", entry=record, form=Form())


@blueprint.post("/<id:record_id>/deletion")
@requires(Permission.WRITE_JOURNAL, JournalEntry.recoverable)
@idempotent
def delete(record):
    # A repeat of the same tap never comes this far; anything else finds no entry here.
    if record.is_deleted:
        abort(404)
    record.remove()
    return redirect(url_for(".entries", deleted=record.id), 303)


@blueprint.post("/<id:record_id>/restoration")
@requires(Permission.WRITE_JOURNAL, JournalEntry.recoverable)
@idempotent
def restore(record):
    record.restore()
    flash(_("Your entry is back."), "saved")
    return redirect(url_for(".entry", record_id=record.id), 303)


def _handed_over() -> str:
    """The parts of what was handed over, each once: apps put the same address into several."""
    parts = [request.form.get(name, "").strip() for name in ("title", "text", "url")]
    return "\n".join(part for part in dict.fromkeys(parts) if part)


def _saved(entry: JournalEntry) -> str:
    return _("Saved. Your therapist can read it.") if entry.is_shared else _("Saved. Only you can see it.")


def _can_write(enrollment) -> bool:
    return allowed(current_user, Permission.WRITE_JOURNAL, enrollment)


def _just_deleted(enrollment, entry_id: str | None) -> JournalEntry | None:
    """The entry that the person has deleted just now, to offer it back."""
    if not entry_id:
        return None
    query = JournalEntry.recoverable().where(JournalEntry.enrollment == enrollment.id)
    return query.where(JournalEntry.id == entry_id, JournalEntry.deleted_at.is_null(False)).first()
