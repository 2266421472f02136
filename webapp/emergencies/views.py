"""Beginning a look, looking, ending it; and what the participant and the coordinators are told."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import audit, clock
from webapp.access import (
    Permission,
    allowed,
    enrollments,
    proved_recently,
    requires,
    requires_standing,
)
from webapp.database import writing
from webapp.emergencies.forms import OpeningForm, ReviewForm
from webapp.encryption import preload_keys
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.journals.models import JournalEntry
from webapp.journals.paging import page_of
from webapp.people.emergencies import EmergencyAccess
from webapp.people.models import Enrollment, User

blueprint = Blueprint("emergencies", __name__, url_prefix="/emergencies")


@blueprint.get("/")
@requires_standing(Permission.OPEN_IN_EMERGENCY)
def home():
    """Who can be looked up: the people of the program who are not on the clinician's own caseload."""
    with writing():  # without this line nothing is shown
        audit.record("emergencies.home")
        return render_template(
            "emergencies/home.html",
            people=_others(current_user),
            suspended=EmergencyAccess.is_suspended(current_user),
        )


@blueprint.route("/<id:record_id>/opening", methods=["GET", "POST"])
@requires(Permission.OPEN_IN_EMERGENCY, Enrollment)
@proved_recently
@idempotent
def opening(record):
    """The reason first; with it the terms, which nobody can change afterwards."""
    if record.participant_id == current_user.id:
        abort(404)
    if allowed(current_user, Permission.SEE_CASELOAD, record):
        return redirect(url_for("caseload.participant", record_id=record.id), 303)
    if EmergencyAccess.running(record, current_user):
        return redirect(url_for(".participant", record_id=record.id), 303)
    form = OpeningForm()
    suspended = EmergencyAccess.is_suspended(current_user)
    if suspended or not form.validate_on_submit():
        page = render_template(
            "emergencies/opening.html", stay=record, form=form.fresh(), suspended=suspended
        )
        return page, 422 if form.is_submitted() else 200
    begun = EmergencyAccess.begin(record, current_user, form.kind.data, form.reason.data)
    audit.record("opened in an emergency", record, begun)
    return redirect(url_for(".participant", record_id=record.id), 303)


@blueprint.get("/<id:record_id>")
@requires(Permission.READ_IN_EMERGENCY, Enrollment)
def participant(record):
    """What they share with their care team, to read and nothing else."""
    shared = JournalEntry.shared().where(JournalEntry.enrollment == record.id)
    page = page_of(shared, request.args.get("before")) or abort(404)
    return render_template(
        "emergencies/participant.html",
        stay=record,
        page=page,
        further=bool(request.args.get("before")),
        running=EmergencyAccess.running(record, current_user),
        form=Form(),
    )


@blueprint.post("/<id:record_id>/ending")
@requires(Permission.READ_IN_EMERGENCY, Enrollment)
@idempotent
def ending(record):
    running = EmergencyAccess.running(record, current_user)
    if running:
        running.end()
        audit.record("ended a look in an emergency", record, running)
    flash(_("Closed. A coordinator looks at it within a week."), "saved")
    return redirect(url_for(".home"), 303)


@blueprint.post("/<id:record_id>/knowing")
@requires(Permission.SEE_OWN_STAY, EmergencyAccess)
@idempotent
def known(record):
    """The participant has been told."""
    record.mark_seen()
    return redirect(url_for("today.home"), 303)


@blueprint.get("/reviews")
@requires_standing(Permission.RUN_PROGRAM)
def reviews():
    """Those that no coordinator has reviewed, the oldest first."""
    with writing():
        audit.record("emergencies.reviews")
        return render_template("emergencies/reviews.html", waiting=waiting_for(current_user), now=clock.now())


@blueprint.route("/reviews/<id:record_id>", methods=["GET", "POST"])
@requires(Permission.RUN_PROGRAM, EmergencyAccess)
@idempotent
def review(record):
    """By somebody else than who looked."""
    if record.clinician_id == current_user.id or record.reviewed_at is not None:
        return redirect(url_for(".reviews"), 303)
    form = ReviewForm()
    if not form.validate_on_submit():
        page = render_template("emergencies/review.html", one=record, form=form.fresh())
        return page, 422 if form.is_submitted() else 200
    record.review(current_user, form.finding.data)
    audit.record("reviewed a look in an emergency", record.enrollment, record)
    flash(_("Saved. The review is done."), "saved")
    return redirect(url_for(".reviews"), 303)


def waiting_for(coordinator: User) -> list[EmergencyAccess]:
    """With whose stay and by whom, in a number of queries that does not grow."""
    reached = enrollments(coordinator, Permission.RUN_PROGRAM).select(Enrollment.id).order_by()
    participant = User.alias()
    found = list(
        EmergencyAccess.waiting_for_review()
        .where(EmergencyAccess.enrollment.in_(reached))
        .select(EmergencyAccess, User, Enrollment, participant)
        .join(User, on=EmergencyAccess.clinician)
        .switch(EmergencyAccess)
        .join(Enrollment)
        .join(participant, on=(Enrollment.participant == participant.id), attr="participant")
    )
    preload_keys(
        {key for one in found for key in (one.clinician_id, one.enrollment_id, one.enrollment.participant_id)}
    )
    return found


def _others(clinician: User) -> list[Enrollment]:
    """By name. Current stays only, and not one's own."""
    mine = {stay.id for stay in enrollments(clinician, Permission.SEE_CASELOAD)}
    reached = enrollments(clinician, Permission.OPEN_IN_EMERGENCY)
    stays = list(reached.select_extend(User).switch(Enrollment).join(User))
    preload_keys({stay.participant_id for stay in stays})
    others = [
        stay
        for stay in stays
        if stay.id not in mine
        and stay.participant_id != clinician.id
        and (stay.ended_on is None or stay.ended_on >= clock.today(stay.program.time_zone))
    ]
    return sorted(others, key=lambda stay: (stay.participant.name.casefold(), stay.id))
