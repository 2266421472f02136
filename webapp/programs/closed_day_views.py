"""Days on which the program is closed: close one, open it again."""

import datetime as dt

from flask import render_template, url_for
from flask_babel import gettext as _

from webapp import clock
from webapp.access import Permission, requires_program
from webapp.idempotency import idempotent
from webapp.people.models import Program
from webapp.programs.carrying_out import Question, carry_out
from webapp.programs.forms import ClosedDayForm
from webapp.programs.views import blueprint
from webapp.timetables.closing import close_day, open_day


@blueprint.route("/<id:record_id>/closed-days", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM)
@idempotent
def closed_days(record):
    form = ClosedDayForm()
    return carry_out(
        form,
        lambda: close_day(record, form.day.day),
        show=lambda form: _page(record, form),
        stale=None,
        said=_("Saved. The program is closed on that day."),
        done=_address(record),
        question=Question(_("Close the program on this day?"), _("Yes, close it"), _address(record)),
    )


@blueprint.post("/<id:record_id>/closed-days/opening")
@requires_program(Permission.RUN_PROGRAM)
@idempotent
def opened_day(record):
    form = ClosedDayForm()
    return carry_out(
        form,
        lambda: open_day(record, form.day.day),
        show=lambda form: _page(record, form),
        stale=lambda form: _page(record, form, changed=True),
        said=_("Saved. The program is open on that day."),
        done=_address(record),
        question=Question(_("Open the program on this day?"), _("Yes, open it"), _address(record)),
    )


def _address(record) -> str:
    return url_for(".closed_days", record_id=record.id)


def _page(record, form, changed=False):
    today = clock.today(record.time_zone)
    days = [dt.date.fromisoformat(day) for day in sorted(Program.get_by_id(record.id).closed_on)]
    return render_template(
        "programs/closed_days.html",
        program=record,
        form=form,
        days=[day for day in days if day >= today],
        today=today,
        changed=changed,
    )
