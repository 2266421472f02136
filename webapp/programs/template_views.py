"""A changed template: upload it, look at what it would change, apply it."""

import datetime as dt

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from webapp.access import Permission, requires_program
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.programs.carrying_out import notes
from webapp.programs.forms import TemplateForm
from webapp.programs.views import blueprint
from webapp.programs.wording import CHANGES, KEYS, fact_in_words
from webapp.timetables import reimporting
from webapp.timetables.effects import Refusal, Stale
from webapp.timetables.program_template import LARGEST_FILE, TemplateError, parse_template


@blueprint.route("/<id:record_id>/template", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM)
@idempotent
def template(record):
    """First the file and the day, then the preview, which carries the text of the file and a digest."""
    form = TemplateForm()
    if request.method == "GET":
        form.first_on.data = reimporting.earliest_day(record).isoformat()
        return _ask(record, form)
    if not form.validate():
        return _ask(record, form.fresh()), 422
    text, name = _text(form)
    if text is None:
        form.file.errors = [_("Please choose a template file.")]
        return _ask(record, form.fresh()), 422
    try:
        return _preview_or_apply(record, form, text, name)
    except TemplateError as error:
        form.file.errors = [_("This template cannot be used. Nothing was changed.")]
        return _ask(record, form.fresh(), error.problems), 422
    except Refusal as refused:
        form.refuse(refused)
        return _ask(record, form.fresh()), 422


def _preview_or_apply(record, form, text, name):
    wanted = parse_template(text, name)
    first_day: dt.date = form.first_on.day
    if "digest" not in request.form:
        return _show(record, form, text, name, reimporting.preview(record, wanted, first_day))
    try:
        reimporting.apply(record, wanted, first_day, request.form["digest"])
    except Stale:
        return _show(
            record, form, text, name, reimporting.preview(record, wanted, first_day), changed=True
        ), 409
    flash(_("Done. The timetable follows the template from that day on."), "saved")
    return redirect(url_for(".week", record_id=record.id, week=first_day.isoformat()), 303)


def _text(form) -> tuple[bytes | None, str]:
    """The template as it was sent: a file the first time, the same text after the preview."""
    if "text" in request.form:
        return request.form["text"].encode("utf-8", "replace"), request.form.get("name", "")[:100]
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return None, ""
    return upload.read(LARGEST_FILE + 1), upload.filename[:100]


def _ask(record, form, problems=()):
    return render_template("programs/template.html", program=record, form=form, problems=problems)


def _show(record, form, text, name, outcome, changed=False):
    return render_template(
        "programs/preview.html",
        program=record,
        form=Form(formdata=None),
        first_on=form.first_on.data,
        text=text.decode("utf-8", "replace"),
        name=name,
        outcome=outcome,
        notes=notes(outcome.effect),
        changed=changed,
        what=CHANGES,
        keys=KEYS,
        in_words=fact_in_words,
    )
