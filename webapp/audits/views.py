"""Searching the trail, which is itself on the trail."""

from flask import Blueprint, abort, render_template, request
from flask_login import current_user

from webapp import audit
from webapp.access import Permission, programs, requires_standing
from webapp.audits.forms import SearchForm
from webapp.audits.reach import Reach
from webapp.audits.trail import Found, found
from webapp.database import writing

blueprint = Blueprint("audits", __name__, url_prefix="/audits")


@blueprint.get("/")
@requires_standing(Permission.RUN_PROGRAM)
def home():
    reach = Reach.of(current_user)
    form = SearchForm.asked(reach)
    is_valid = form.validate()
    with writing():  # what is shown and the lines that say so stand or fall together
        page = (
            (found(reach, form.wanted, request.args.get("before")) or abort(404))
            if is_valid
            else Found([], None)
        )
        _record(reach, form.wanted.participant if is_valid else None)
    shown = render_template(
        "audits/home.html", form=form, page=page, further=bool(request.args.get("before"))
    )
    return shown, 200 if is_valid else 422


def _record(reach: Reach, participant_id: str | None) -> None:
    """That the trail of a participant was read, or else that of the programs."""
    if participant_id:
        for stay in reach.stays_of(participant_id):
            audit.record("audits.home", stay)
    else:
        for program in programs(current_user, Permission.RUN_PROGRAM):
            audit.record("audits.home", about=program)
