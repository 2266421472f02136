"""How to get to each place of a program: the places, and the words for one."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from webapp.access import Permission, requires_program
from webapp.idempotency import idempotent
from webapp.people.models import Program
from webapp.programs.carrying_out import carry_out
from webapp.programs.forms import DirectionsForm
from webapp.programs.views import blueprint
from webapp.timetables.directions import places_of, write
from webapp.timetables.models import Directions


@blueprint.get("/<id:record_id>/places")
@requires_program(Permission.RUN_PROGRAM)
def places(record):
    return render_template("programs/places.html", program=record, places=places_of(record))


@blueprint.route("/<id:record_id>/directions", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM)
@idempotent
def directions(record):
    """The words for the place that `?place=` names; without one, all places are where to choose."""
    one = _asked_for(record)
    if one is None:
        return redirect(url_for(".places", record_id=record.id), 303)
    form = _showing(one) if request.method == "GET" else DirectionsForm()
    return carry_out(
        form,
        lambda: write(record, one.place, form.number, (form.words.data or "").strip()),
        show=lambda form, changes=(): _page(record, one, form, changes),
        stale=lambda form: _page(record, one, form, form.meet(_showing(_asked_for(record)))),
        said=_("Saved. People see it with each session there."),
        done=url_for(".places", record_id=record.id),
    )


def _asked_for(program: Program) -> Directions | None:
    name = request.args.get("place", "").casefold()
    return next((one for one in places_of(program) if one.place.casefold() == name), None)


def _showing(one: Directions) -> DirectionsForm:
    return DirectionsForm(formdata=None, data={"words": one.words}).about(one)


def _page(program, one, form, changes):
    return render_template("programs/directions.html", form=form, one=one, program=program, changes=changes)
