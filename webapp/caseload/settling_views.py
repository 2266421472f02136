"""Taking a line off the morning list: somebody has looked, or talked about it."""

import re

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import audit
from webapp.access import Permission, requires
from webapp.caseload.entries import lower
from webapp.caseload.forms import SettlingForm
from webapp.caseload.views import blueprint
from webapp.idempotency import idempotent
from webapp.journals.models import JournalEntry
from webapp.people.models import Enrollment
from webapp.signals.models import Signal

KEY = re.compile(r"[0-9A-Za-z_ .:-]{1,80}", re.ASCII)
MOMENT = re.compile(r"[0-9]{1,14}", re.ASCII)
WORKED_OUT = re.compile(r"(missed|consent|reminders) [0-9a-z]{1,26}", re.ASCII)


@blueprint.post("/<id:record_id>/settlement")
@requires(Permission.REVIEW_ENTRIES, Enrollment)
@idempotent
def settle(record):
    """Reviewed. What became of it since the list was shown is not: then it stays."""
    form = SettlingForm()
    about = form.about.data or ""
    if not form.validate_on_submit() or not KEY.fullmatch(about):
        abort(422)
    signal = Signal.get_or_none(Signal.enrollment == record.id, Signal.about == about)
    if signal is None and not WORKED_OUT.fullmatch(about):
        abort(422)
    if signal and signal.settled_at is None and form.revision.data != str(signal.revision):
        flash(_("Something new came in about this. Please look again."), "problem")
    else:
        Signal.settle(record, about, current_user)
        flash(_("Saved. It is off the list."), "saved")
    return redirect(url_for(".home"), 303)


@blueprint.post("/entries/<id:record_id>/talk")
@requires(Permission.REVIEW_ENTRIES, JournalEntry.shared)
@idempotent
def talked(record):
    """The clinician and the writer have talked about it."""
    form = SettlingForm()
    if not form.validate_on_submit() or not MOMENT.fullmatch(form.raised.data or ""):
        abort(422)
    if lower(record, int(form.raised.data)):
        audit.record("talked about it", record.enrollment, record)
        flash(_("Saved. It is off the list."), "saved")
    else:
        flash(_("Something new came in about this. Please look again."), "problem")
    return redirect(url_for(".home"), 303)
