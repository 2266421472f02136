"""A participant's calendar links, the feed behind each, and one program session as a file."""

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user

from webapp import clock
from webapp.access import Permission, public, requires
from webapp.accounts.views import limiter
from webapp.calendars.events import feed_of, file_of, words_of
from webapp.calendars.forms import NEUTRAL, REAL, TITLES, TitlesForm
from webapp.calendars.models import MOST_LINKS, Feed, digest_of
from webapp.formatting import local_time, viewer_locale
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.timetables.calendar import next_session_of, session_of

blueprint = Blueprint("calendars", __name__, url_prefix="/calendars")


@blueprint.route("/", methods=["GET", "POST"])
@requires(Permission.SEE_OWN_STAY)
@idempotent
def links(enrollment):
    """The links that work, and a form for a new one while the stay goes on."""
    live = list(Feed.live_of(current_user))
    form = TitlesForm(data={"titles": NEUTRAL})
    may_make = len(live) < MOST_LINKS and _goes_on(enrollment)
    if may_make and form.validate_on_submit():
        feed, token = Feed.make(enrollment, form.real_titles)
        _show_once(feed, token)
        return redirect(url_for(".link", record_id=feed.id), 303)
    page = render_template(
        "calendars/links.html",
        live=live,
        form=form.fresh() if may_make else None,
        options=_options(enrollment),
        too_many=len(live) >= MOST_LINKS,
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.route("/<id:record_id>", methods=["GET", "POST"])
@requires(Permission.SEE_OWN_STAY, Feed)
@idempotent
def feed(record):
    """One link: when it was read last, what it shows, and ways to change that."""
    if record.revoked_at:
        return redirect(url_for(".links"), 303)
    form = TitlesForm(data={"titles": REAL if record.real_titles else NEUTRAL})
    if form.validate_on_submit():
        record.show_titles(real=form.real_titles)
        flash(_("Saved. Your calendar changes when the app next reads the link."), "saved")
        return redirect(url_for(".feed", record_id=record.id), 303)
    options = _options(record.enrollment)
    page = render_template("calendars/feed.html", feed=record, form=form.fresh(), options=options)
    return page, 422 if request.method == "POST" else 200


@blueprint.route("/<id:record_id>/link", methods=["GET", "POST"])
@requires(Permission.SEE_OWN_STAY, Feed)
@idempotent
def link(record):
    """The link, shown once; a new one when it is lost or somebody else has it."""
    if record.revoked_at:
        return redirect(url_for(".links"), 303)
    form = Form()
    if form.validate_on_submit():
        _show_once(record, record.renew())
        return redirect(url_for(".link", record_id=record.id), 303)
    token = session.pop("calendar", {}).get(record.id) if request.method == "GET" else None
    address = token and current_app.config["PUBLIC_URL"] + url_for(".read", token=token)
    return render_template(
        "calendars/link.html",
        feed=record,
        address=address,
        app_address=address and "webcal://" + address.partition("://")[2],
        form=form,
    )


@blueprint.route("/<id:record_id>/revocation", methods=["GET", "POST"])
@requires(Permission.SEE_OWN_STAY, Feed)
@idempotent
def revocation(record):
    """End a link, from the next reading on."""
    if record.revoked_at:
        return redirect(url_for(".links"), 303)
    form = Form()
    if not form.validate_on_submit():
        return render_template("calendars/revocation.html", feed=record, form=form)
    record.revoke()
    flash(_("The link is ended. Nobody can read it from now on."), "saved")
    return redirect(url_for(".links"), 303)


@blueprint.get("/events/<id:program_session_id>.ics")
@requires(Permission.SEE_OWN_STAY)
def event(enrollment, program_session_id):
    """One program session for the person's own calendar; `?titles=real` gives its name and place."""
    one = session_of(enrollment, program_session_id) or abort(404)
    return _calendar_file(file_of(one, enrollment, real_titles=request.args.get("titles") == REAL))


def _of_link() -> str:
    """What a rate is counted by: the link, but not its secret."""
    return digest_of(request.view_args["token"])


@blueprint.get("/<token>.ics")
@public
@limiter.limit("3000 per 15 minutes")  # a calendar company reads for many people from few addresses
@limiter.limit("30 per 15 minutes", key_func=_of_link)
def read(token):
    """The feed, for whoever has its secret. Unknown, ended and forged ones look alike."""
    found = Feed.open_by(token) or abort(404)
    found.was_read()
    with force_locale(found.enrollment.participant.locale or viewer_locale()):
        return _calendar_file(feed_of(found.enrollment, found.real_titles))


def _calendar_file(content: bytes) -> Response:
    """Shown by the calendar app where the phone has one for it, else downloaded under a name that tells nothing."""
    answer = Response(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="appointments.ics"'
    return answer


def _goes_on(enrollment) -> bool:
    return enrollment.ended_on is None or enrollment.ended_on >= clock.today(enrollment.program.time_zone)


def _options(enrollment) -> list[tuple]:
    """The choices, each with how the next session would look by it."""
    following = next_session_of(enrollment)
    return [(value, words, _preview(following, real=value == REAL)) for value, words in TITLES]


def _preview(following, real: bool) -> str:
    if following is None:
        return ""
    title, place = words_of(following, real)
    shown = (local_time(following.starts_at), title, place)
    return " · ".join(part for part in shown if part)


def _show_once(feed: Feed, token: str) -> None:
    session["calendar"] = {feed.id: token}
