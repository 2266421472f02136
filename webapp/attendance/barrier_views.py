"""The barrier report: for coordinators, to change times and ways rather than people."""

import datetime as dt

import wtforms
from flask import render_template, request
from flask_babel import format_date
from flask_babel import lazy_gettext as _l

from webapp import clock
from webapp.access import Permission, requires_program
from webapp.attendance.barriers import FEWEST, report
from webapp.attendance.views import blueprint
from webapp.forms import ListField

MONTHS_BACK = 24
USUAL_MONTHS = 3


class SpanForm(wtforms.Form):
    """Whole months, so that two reports do not differ by one day's absences."""

    first = ListField(_l("From"), choices=[])
    last = ListField(_l("To"), choices=[])

    def validate_last(self, field):
        if (field.data or "") < (self.first.data or ""):
            raise wtforms.validators.ValidationError(_l("This month is before the first one."))


@blueprint.get("/barriers/<id:record_id>")
@requires_program(Permission.RUN_PROGRAM)
def barriers(record):
    months = _months(clock.today(record.time_zone))
    form = SpanForm(
        request.args or None, data={"first": _written(months[USUAL_MONTHS - 1]), "last": _written(months[0])}
    )
    form.first.choices = form.last.choices = [
        (_written(month), format_date(month, "MMMM y")) for month in months
    ]
    good = not request.args or form.validate()
    tables = report(record, *_days(form)) if good else []
    page = render_template(
        "attendance/barriers.html", program=record, form=form, tables=tables, fewest=FEWEST
    )
    return page, 200 if good else 422


def _months(today: dt.date) -> list[dt.date]:
    """The first days of this month and of those before it, newest first."""
    months = [today.replace(day=1)]
    while len(months) < MONTHS_BACK:
        months.append((months[-1] - dt.timedelta(days=1)).replace(day=1))
    return months


def _written(month: dt.date) -> str:
    return month.isoformat()[:7]


def _days(form: SpanForm) -> tuple[dt.date, dt.date]:
    first, last = (dt.date.fromisoformat(f"{field.data}-01") for field in (form.first, form.last))
    return first, (last + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
