"""The lists behind the morning list, page by page: what waits, what is to be talked about, signals, supervision."""

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from webapp import audit
from webapp.access import Permission, requires_standing
from webapp.caseload.entries import flagged_page, raised_page, waiting_page
from webapp.caseload.lines import of_entry, of_raised, of_signal, waiting_time
from webapp.caseload.morning import signals_page
from webapp.caseload.overview import covers_by_stay
from webapp.caseload.views import blueprint
from webapp.database import writing
from webapp.forms import Form


@blueprint.get("/waiting")
@requires_standing(Permission.REVIEW_ENTRIES)
def waiting():
    page = waiting_page(current_user, request.args.get("after")) or abort(404)
    return _lines(_("Shared entries waiting"), page, map(of_entry, page.rows))


@blueprint.get("/raised")
@requires_standing(Permission.REVIEW_ENTRIES)
def raised():
    page = raised_page(current_user, request.args.get("after")) or abort(404)
    return _lines(_("To talk about in a session"), page, map(of_raised, page.rows))


@blueprint.get("/signals")
@requires_standing(Permission.REVIEW_ENTRIES)
def signals():
    page = signals_page(current_user, request.args.get("after")) or abort(404)
    shown = _lines(_("To look at"), page, (of_signal(one, one.enrollment) for one in page.rows))
    with writing():
        audit.record_all("caseload.signals", page.rows)
    return shown


@blueprint.get("/flagged")
@requires_standing(Permission.REVIEW_ENTRIES)
def flagged():
    page = flagged_page(current_user, request.args.get("after")) or abort(404)
    return render_template("caseload/flagged.html", page=page, further=bool(request.args.get("after")))


def _lines(title: str, page, lines) -> str:
    return render_template(
        "caseload/lines.html",
        title=title,
        page=page,
        lines=list(lines),
        further=bool(request.args.get("after")),
        covers=covers_by_stay(current_user),
        waiting_time=waiting_time,
        form=Form(),
    )
