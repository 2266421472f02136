"""Who opened what of a participant's record: all of it, and one entry."""

from flask import Blueprint, abort, render_template, request

from webapp.access import Permission, requires
from webapp.journals.models import JournalEntry
from webapp.openings.trail import openings_of

blueprint = Blueprint("openings", __name__, url_prefix="/openings")


@blueprint.get("/")
@requires(Permission.SEE_OWN_STAY)
def ledger(enrollment):
    page = openings_of(enrollment, request.args.get("before")) or abort(404)
    return render_template(
        "openings/ledger.html", page=page, entry=None, further=bool(request.args.get("before"))
    )


@blueprint.get("/entries/<id:record_id>")
@requires(Permission.SEE_OWN_STAY, JournalEntry.kept)
def entry(record):
    page = openings_of(record.enrollment, request.args.get("before"), record) or abort(404)
    return render_template(
        "openings/ledger.html", page=page, entry=record, further=bool(request.args.get("before"))
    )
