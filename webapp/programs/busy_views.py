"""When clinicians and rooms are taken by something else: imported from their own calendar files."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import clock
from webapp.access import Permission, requires_program
from webapp.formatting import program_moment
from webapp.idempotency import idempotent
from webapp.programs.forms import BusyTimesForm
from webapp.programs.leaders import clinicians_of
from webapp.programs.views import blueprint
from webapp.timetables.busy_times import CalendarFileError, forget, import_calendar
from webapp.timetables.double_bookings import met_by_busy_times
from webapp.timetables.models import BusyTime, Series

MOST_SHOWN = 40


@blueprint.route("/<id:record_id>/busy-times", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM)
@idempotent
def busy_times(record):
    form = BusyTimesForm(_owners(record))
    if not form.validate_on_submit():
        return _page(record, form), 422 if request.method == "POST" else 200
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        form.file.errors = [_("Please choose a calendar file.")]
        return _page(record, form.fresh()), 422
    try:
        count, is_new = import_calendar(record, **_owner(form), content=upload.read())
    except CalendarFileError as error:
        form.file.errors = [str(error)]
        return _page(record, form.fresh()), 422
    words = ngettext("%(num)d busy time is known now.", "%(num)d busy times are known now.", count)
    flash(words if is_new else _("Nothing has changed since the last time."), "saved")
    return redirect(url_for(".busy_times", record_id=record.id), 303)


@blueprint.post("/<id:record_id>/busy-times/removal")
@requires_program(Permission.RUN_PROGRAM)
@idempotent
def busy_times_removal(record):
    form = BusyTimesForm(_owners(record))
    if not form.validate_on_submit():
        return _page(record, form.fresh()), 422
    forget(record, **_owner(form))
    flash(_("Removed. These times count as free again."), "saved")
    return redirect(url_for(".busy_times", record_id=record.id), 303)


def _owners(record) -> list[tuple[str, str]]:
    """Clinicians and rooms, as (value, words)."""
    of_series = Series.select(Series.place).where(Series.program == record.id, Series.place != "").distinct()
    known = (
        BusyTime.select(BusyTime.place).where(BusyTime.program == record.id, BusyTime.place != "").distinct()
    )
    rooms = sorted({one.place for one in of_series} | {one.place for one in known}, key=str.casefold)
    people = [(f"clinician:{key}", name) for key, name in clinicians_of(record)]
    return people + [(f"room:{room}", room) for room in rooms]


def _owner(form) -> dict:
    kind, _colon, value = form.whose.data.partition(":")
    return {"clinician": value} if kind == "clinician" else {"place": value}


def _page(record, form):
    ahead = BusyTime.select().where(BusyTime.program == record.id, BusyTime.ends_at > clock.now())
    counts = {}
    for one in ahead:
        key = f"clinician:{one.clinician_id}" if one.clinician_id else f"room:{one.place}"
        counts[key] = counts.get(key, 0) + 1
    names = dict(form.whose.choices and [(choice.value, choice.label) for choice in form.whose.choices] or ())
    known = [(key, names[key], count) for key, count in counts.items() if key in names]
    return render_template(
        "programs/busy_times.html",
        program=record,
        form=form,
        known=known,
        met=[(one, program_moment(one.starts_at, record)) for one in met_by_busy_times(record)],
        most=MOST_SHOWN,
    )
