"""Keeping what is typed while it is typed, going on with it, and letting it go."""

import re

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from webapp.access import Permission, requires
from webapp.database import writing
from webapp.forms import takes_up_to
from webapp.idempotency import idempotent
from webapp.journals.drafts import Draft, TooManyDrafts
from webapp.journals.forms import NOT_TYPED, form_again
from webapp.journals.models import JournalEntry
from webapp.journals.views import blueprint
from webapp.journals.writing_views import MOST_BYTES, writing_page
from webapp.own_phone import sent_later

_NOT_KEPT = (*NOT_TYPED, "days_ago", "at")  # "yesterday" would mean another day by then
_PAGE = re.compile(r"[0-9A-Za-z-]{16,64}")


@blueprint.post("/drafts")
@takes_up_to(MOST_BYTES)
@sent_later
@requires(Permission.WRITE_JOURNAL)
def keep_draft(enrollment):
    """Sent by the page every few seconds. The same twice is one draft, so it needs no key to be harmless."""
    page = request.form.get("draft", "")
    if not _PAGE.fullmatch(page):
        abort(400)
    typed = [pair for pair in request.form.items(multi=True) if pair[0] not in _NOT_KEPT]
    if any("\0" in value for _name, value in typed):
        abort(422)
    try:
        with writing():
            Draft.keep(enrollment, _entry(enrollment), page, request.form.get("continues", ""), typed)
    except TooManyDrafts:
        abort(409)
    return {"kept": True}


@blueprint.get("/drafts/<id:record_id>")
@requires(Permission.WRITE_JOURNAL, Draft)
def draft(record):
    form = form_again(record.typed)
    form.continues.data = record.mark
    entry = record.entry_id and JournalEntry.kept().where(JournalEntry.id == record.entry_id).first()
    if record.entry_id and not entry:
        abort(404)
    return writing_page(record.enrollment, form, entry or None, record)


@blueprint.post("/drafts/<id:record_id>/removal")
@requires(Permission.WRITE_JOURNAL, Draft)
@idempotent
def remove_draft(record):
    record.delete_instance()
    flash(_("The draft is gone."), "saved")
    return redirect(url_for(".entries"), 303)


def _entry(enrollment) -> JournalEntry | None:
    """The entry that is being changed, if it is one of this stay's."""
    entry_id = request.form.get("entry")
    if not entry_id:
        return None
    own = JournalEntry.kept().where(JournalEntry.enrollment == enrollment.id, JournalEntry.id == entry_id)
    return own.first() or abort(404)
