"""Taking one's own entries along: on paper, as a table, as JSON. Each time is on record."""

from flask import Response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from webapp import audit, clock
from webapp.access import Permission, requires
from webapp.database import writing
from webapp.formatting import viewer_zone
from webapp.forms import DateField, Form, ListField, offered
from webapp.journals.exporting import Selection, as_csv, as_json
from webapp.journals.views import blueprint
from webapp.people.models import Enrollment


class SelectionForm(Form):
    """Which days, and which entries. It is read from the address, for it changes nothing."""

    first_day = DateField(_l("First day"), required=_l("Please choose the first day."))
    last_day = DateField(_l("Last day"), required=_l("Please choose the last day."))
    which = ListField(
        _l("Which entries"),
        choices=offered([("all", _l("All, private ones too")), ("shared", _l("Only those I share"))]),
        default="all",
    )

    def validate_last_day(self, field):
        if field.day and self.first_day.day and field.day < self.first_day.day:
            raise ValidationError(_("The last day is before the first day."))

    def selection(self, stay: Enrollment) -> Selection:
        return Selection(
            stay, self.first_day.day, self.last_day.day, self.which.data == "shared", viewer_zone()
        )


@blueprint.get("/export")
@requires(Permission.SEE_OWN_STAY)
def export(enrollment):
    whole_stay = {
        "first_day": enrollment.admitted_on.isoformat(),
        "last_day": clock.today(viewer_zone()).isoformat(),
    }
    return _page(SelectionForm(formdata=None, data=whole_stay))


@blueprint.get("/print")
@requires(Permission.SEE_OWN_STAY)
def print_out(enrollment):
    return _taken_along(enrollment, "printed journal", _printed)


@blueprint.get("/export.csv")
@requires(Permission.SEE_OWN_STAY)
def export_csv(enrollment):
    return _taken_along(
        enrollment, "exported journal", lambda chosen: _file(as_csv(chosen), "csv", "text/csv")
    )


@blueprint.get("/export.json")
@requires(Permission.SEE_OWN_STAY)
def export_json(enrollment):
    return _taken_along(
        enrollment, "exported journal", lambda chosen: _file(as_json(chosen), "json", "application/json")
    )


def _taken_along(enrollment: Enrollment, what: str, made):
    form = SelectionForm(formdata=request.args, meta={"csrf": False})
    if not form.validate():
        return _page(form), 422
    with writing():
        audit.record(what, enrollment)
    return made(form.selection(enrollment))


def _page(form: SelectionForm) -> str:
    return render_template("journals/export.html", form=form)


def _printed(chosen: Selection) -> str:
    return render_template("journals/print.html", chosen=chosen, entries=chosen.entries())


def _file(text: str, ending: str, mimetype: str) -> Response:
    """A download whose name says nothing of what is in it."""
    name = f"waymark-{clock.today(viewer_zone())}.{ending}"
    return Response(
        text, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
