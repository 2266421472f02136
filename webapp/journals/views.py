"""A participant's own journal: reading it, what it said before, deleting and bringing back."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp.access import Permission, allowed, requires
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.journals import risk_words, writing
from webapp.journals.drafts import Draft
from webapp.journals.models import JournalEntry
from webapp.journals.paging import newest_page_of, page_of
from webapp.journals.versions import EntryVersion
from webapp.own_phone import is_fetched_ahead, kept_on_phone

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
        drafts=[] if before else Draft.of(enrollment),
        form=Form(),
    )


@blueprint.get("/<id:record_id>")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY, JournalEntry.kept)
def entry(record):
    if record.review and not is_fetched_ahead():
        record.review.mark_seen()
    return render_template(
        "journals/entry.html",
        entry=record,
        can_write=_can_write(record.enrollment),
        help_card_for=_help_card(record),
        has_versions=record.edited_at is not None and EntryVersion.of(record).exists(),
        form=Form(),
    )


@blueprint.get("/<id:record_id>/versions")
@requires(Permission.SEE_OWN_STAY, JournalEntry.kept)
def versions(record):
    return render_template("journals/versions.html", entry=record, versions=list(EntryVersion.of(record)))


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
    writing.delete(record)
    return redirect(url_for(".entries", deleted=record.id), 303)


@blueprint.post("/<id:record_id>/restoration")
@requires(Permission.WRITE_JOURNAL, JournalEntry.recoverable)
@idempotent
def restore(record):
    writing.restore(record)
    flash(_("Your entry is back."), "saved")
    return redirect(url_for(".entry", record_id=record.id), 303)


def _can_write(enrollment) -> bool:
    return allowed(current_user, Permission.WRITE_JOURNAL, enrollment)


def _help_card(entry: JournalEntry) -> str | None:
    """Right after saving, for who writes without JavaScript too: which help the words call for, if any."""
    if "saved" not in request.args or not current_user.wants_help_card:
        return None
    return risk_words.help_for(entry.texts)


def _just_deleted(enrollment, entry_id: str | None) -> JournalEntry | None:
    """The entry that the person has deleted just now, to offer it back."""
    if not entry_id:
        return None
    query = JournalEntry.recoverable().where(JournalEntry.enrollment == enrollment.id)
    return query.where(JournalEntry.id == entry_id, JournalEntry.deleted_at.is_null(False)).first()
