"""The page that offers a copy, and the copy. Each time is on record, for every stay in it."""

from flask import Blueprint, Response, current_app, render_template
from flask_babel import force_locale, get_locale
from flask_login import current_user

from webapp import audit, clock, encryption
from webapp.access import Permission, enrollments, proved_recently, requires
from webapp.copies.record import Record
from webapp.copies.zipping import zipped
from webapp.database import connection, writing
from webapp.formatting import viewer_zone

blueprint = Blueprint("copies", __name__, url_prefix="/copies")


@blueprint.get("/")
@requires(Permission.SEE_OWN_STAY)
def home(enrollment):
    return render_template("copies/home.html")


@blueprint.get("/whole.zip")
@requires(Permission.SEE_OWN_STAY)
@proved_recently
def whole(enrollment):
    """All stays of the person, also when the last of them has ended."""
    zone = viewer_zone()
    stays = sorted(enrollments(current_user, Permission.SEE_OWN_STAY), key=lambda stay: stay.admitted_on)
    with writing():
        for stay in stays:
            audit.record("took everything along", stay)
    record = Record(current_user._get_current_object(), stays, zone)
    app, language = current_app._get_current_object(), get_locale()
    name = f"waymark-{clock.today(zone)}.zip"  # it says nothing of what is in it
    return Response(
        _written(app, language, record),
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _written(app, language, record: Record):
    """The file. Each piece has a context of its own: the request is over, and who reads may go away."""
    pieces = zipped(record)
    while True:
        with app.app_context(), force_locale(language), connection():
            try:
                piece = next(pieces, None)
            finally:
                encryption.forget_keys()
        if piece is None:
            return
        yield piece
