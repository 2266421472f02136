"""The reminders page: on or off for this phone, what was sent, what comes next, how each phone is doing."""

from flask import Blueprint, abort, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import mail
from webapp.access import Permission, public, requires
from webapp.browsers import name_of
from webapp.database import writing
from webapp.forms import Form, read_json
from webapp.idempotency import idempotent
from webapp.push.endpoints import BadSubscription
from webapp.push.models import Device, LostDevice, NotOn, WornOut
from webapp.push.vapid import application_server_key
from webapp.reminders.forms import MailForm
from webapp.reminders.models import Reminder, ReminderSettings
from webapp.reminders.overview import Overview
from webapp.reminders.planning import plan_for
from webapp.reminders.telling import how_it_went, name_of_kind

blueprint = Blueprint("reminders", __name__, url_prefix="/reminders")


@blueprint.get("/")
@requires(Permission.SEE_OWN_STAY)
def index(enrollment):
    return _page()


@blueprint.get("/devices")
@public
def has_device():
    """Whether anybody's reminders go to the address that a phone tells: it asks when nobody is signed in there.

    The address is a secret of the phone, its push service and us. In a header, so that it stands in no log.
    """
    return jsonify(here=Device.has(request.headers.get("X-Push-Address", "")))


@blueprint.post("/devices")
@requires(Permission.SEE_OWN_STAY)
def add_device(enrollment):
    """Reminders are turned on: the browser gives its push subscription."""
    return _keep_device(Device.subscribe)


@blueprint.post("/devices/renewal")
@requires(Permission.SEE_OWN_STAY)
def renew_device(enrollment):
    """A browser tells that its subscription is still there, or gives a new one in place of the old."""
    return _keep_device(Device.renew)


def _keep_device(keep):
    try:
        device = keep(current_user, read_json(), name_of(request.user_agent.string), current_user.sign_in.id)
    except BadSubscription as refused:
        return jsonify(error=str(refused)), 422
    except NotOn:
        return jsonify(error=_("Reminders are off on this phone.")), 404
    except WornOut:
        return jsonify(error=_("The push subscription has ended.")), 410
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


@blueprint.post("/lost/<id:lost_id>/dismissal")
@requires(Permission.SEE_OWN_STAY)
@idempotent
def dismiss_lost(enrollment, lost_id):
    """The person has read that a device stopped taking reminders."""
    mine = (LostDevice.id == lost_id) & (LostDevice.user == current_user.id)
    (LostDevice.get_or_none(mine) or abort(404)).delete_instance()
    return redirect(url_for(".index"), 303)


@blueprint.post("/mail")
@requires(Permission.SEE_OWN_STAY)
@idempotent
def change_mail(enrollment):
    if mail.is_on():
        with writing():
            ReminderSettings.keep(current_user, by_email=MailForm().by_email.data)
            plan_for(current_user)
        flash(_("Saved."), "saved")
    else:
        flash(_("Your program can't send e-mail from here right now."), "problem")
    return redirect(url_for(".index"), 303)


def _page() -> str:
    overview = Overview.of(current_user)
    return render_template(
        "reminders/index.html",
        overview=overview,
        mail_form=MailForm(formdata=None, by_email=overview.settings.by_email),
        one_button=Form(formdata=None),
        how_it_went=how_it_went,
        name_of_kind=name_of_kind,
        this_browser=name_of(request.user_agent.string),
        server_key=application_server_key(current_app.config["VAPID_KEYS"]),
    )
