"""Turning the dial of an entry, and how a person usually writes."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp.access import Permission, requires
from webapp.idempotency import idempotent
from webapp.journals.forms import DialForm, WaysForm
from webapp.journals.models import PRIVATE, RAISED, JournalEntry
from webapp.journals.views import blueprint
from webapp.journals.writing import turn_dial


@blueprint.post("/<id:record_id>/sharing")
@requires(Permission.WRITE_JOURNAL, JournalEntry.kept)
@idempotent
def turn(record):
    form = DialForm()
    if not form.validate_on_submit():
        abort(422)
    turn_dial(record, form.visibility.data)
    said = {
        PRIVATE: _("Only you can open it now."),
        RAISED: _("Shared. Your therapist sees that you want to talk about it."),
    }
    flash(said.get(record.dial, _("Shared. Your therapist can read it.")), "saved")
    return redirect(url_for(".entry", record_id=record.id), 303)


@blueprint.route("/ways", methods=["GET", "POST"])
@requires(Permission.WRITE_JOURNAL)
@idempotent
def ways(enrollment):
    form = WaysForm(obj=current_user)
    if not form.validate_on_submit():
        page = render_template(
            "journals/ways.html",
            form=form.fresh(),
            marks_words=enrollment.program.tells_of_risk_words,
            keeps_records=enrollment.program.keeps_records,
        )
        return page, 422 if form.is_submitted() else 200
    form.keep_for(current_user)
    flash(_("Saved."), "saved")
    return redirect(url_for(".entries"), 303)
