"""One participant as a coordinator has them at the desk: how to get them in, for the first time or again."""

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from webapp import audit
from webapp.access import Permission, proved_recently, requires
from webapp.census.forms import HelpForm
from webapp.census.views import blueprint
from webapp.database import writing
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.people.consents import BOTH_STEPS, PASSWORD, Invitation
from webapp.people.models import Enrollment

_SHOWN_ONCE = "desk_invitation"


@blueprint.get("/<id:record_id>")
@requires(Permission.RUN_PROGRAM, Enrollment)
def participant(record):
    return render_template(
        "census/participant.html",
        stay=record,
        has_account=record.participant.password_hash is not None,
        waiting=Invitation.open_for(record.participant),
    )


@blueprint.route("/<id:record_id>/invitation", methods=["GET", "POST"])
@requires(Permission.RUN_PROGRAM, Enrollment)
@proved_recently
@idempotent
def invitation(record):
    """Make a link, show it once. Nobody at the desk ever knows a password."""
    person = record.participant
    form = HelpForm()
    if form.validate_on_submit():
        resets = "" if person.password_hash is None else BOTH_STEPS if form.lost_phone.data else PASSWORD
        with writing():
            Invitation.withdraw_for(person)
            made, token = Invitation.make(user=person, resets=resets)
            audit.record("made a new password link" if resets else "made invitation", record, made)
        session[_SHOWN_ONCE] = {record.id: (token, made.code)}
        return redirect(url_for(".invitation", record_id=record.id), 303)
    kept = session.pop(_SHOWN_ONCE, {}) if request.method == "GET" else {}
    token, code = kept.get(record.id, (None, None))
    page = render_template(
        "census/invitation.html",
        stay=record,
        has_account=person.password_hash is not None,
        link=token and current_app.config["PUBLIC_URL"] + url_for("accounts.accept_invitation", token=token),
        code=code,
        form=form.fresh(),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<id:record_id>/invitation/withdrawal")
@requires(Permission.RUN_PROGRAM, Enrollment)
@idempotent
def withdraw_invitation(record):
    if Form().validate_on_submit() and Invitation.withdraw_for(record.participant):
        audit.record("withdrew invitation", record)
        flash(_("The link and the code stopped working."), "saved")
    return redirect(url_for(".participant", record_id=record.id), 303)
