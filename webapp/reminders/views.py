"""The reminders page: on or off for this phone, what was sent, what comes next, how each phone is doing."""

from flask import Blueprint, abort, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp.access import Permission, requires
from webapp.forms import Form, read_json
from webapp.idempotency import idempotent
from webapp.push.endpoints import BadSubscription
from webapp.push.models import Device
from webapp.push.vapid import application_server_key
from webapp.reminders.browsers import name_of
from webapp.reminders.models import Reminder
from webapp.reminders.planning import plan_for

blueprint = Blueprint("reminders", __name__, url_prefix="/reminders")


@blueprint.get("/")
@requires(Permission.SEE_OWN_STAY)
def index(enrollment):
    return _page()


@blueprint.post("/devices")
@requires(Permission.SEE_OWN_STAY)
def add_device(enrollment):
    """A browser gives its push subscription: when reminders are turned on, and again at each visit."""
    try:
        device = Device.subscribe(current_user, read_json(), name_of(request.user_agent.string))
    except BadSubscription as refused:
        return jsonify(error=str(refused)), 422
    plan_for(current_user)
    return jsonify(id=device.id)


@blueprint.post("/devices/<id:device_id>/removal")
@requires(Permission.SEE_OWN_STAY)
@idempotent
def remove_device(enrollment, device_id):
    device = Device.get_or_none(Device.id == device_id, Device.user == current_user.id) or abort(404)
    device.delete_instance()
    plan_for(current_user)
    flash(_("Removed. That phone gets no more reminders."), "saved")
    return redirect(url_for(".index"), 303)


@blueprint.post("/test")
@requires(Permission.SEE_OWN_STAY)
@idempotent
def send_test(enrollment):
    if Device.of(current_user).exists():
        Reminder.send_test(current_user)
        flash(_("A test is on its way. It should show up in a few seconds."), "notice")
    else:
        flash(_("Turn on reminders on a phone first."), "problem")
    return redirect(url_for(".index"), 303)


def _page() -> str:
    return render_template(
        "reminders/index.html",
        one_button=Form(formdata=None),
        devices=list(Device.of(current_user)),
        last=Reminder.last_of(current_user),
        next=Reminder.next_of(current_user),
        server_key=application_server_key(current_app.config["VAPID_KEYS"]),
    )
