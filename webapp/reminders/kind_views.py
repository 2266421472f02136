"""How one wants to be reminded: the kinds, quiet hours, and a pause that needs no reason."""

import datetime as dt

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import clock
from webapp.access import Permission, requires
from webapp.database import writing
from webapp.forms import Form
from webapp.idempotency import idempotent
from webapp.reminders.choices import choice_of, choices_of, overview, switch
from webapp.reminders.forms import NEUTRAL, PLAIN, WORDS, KindForm, PauseForm, QuietHoursForm
from webapp.reminders.kinds import KINDS
from webapp.reminders.models import KindSettings, ReminderSettings
from webapp.reminders.planning import plan_for
from webapp.reminders.views import blueprint

# Kinds whose times are on pages of their own.
WRITTEN = {"own": "reminders.own_list", "hard_time": "reminders.hard_time_list"}


@blueprint.context_processor
def how_reminded():
    return {"how_reminded": lambda: overview(current_user)}


@blueprint.get("/kinds")
@requires(Permission.SEE_OWN_STAY)
def kinds(enrollment):
    return render_template("reminders/kinds.html", kinds=choices_of(current_user), form=Form(formdata=None))


@blueprint.post("/kinds/<name>/switch")
@requires(Permission.SEE_OWN_STAY)
@idempotent
def switch_kind(enrollment, name):
    kind = KINDS.get(name) or abort(404)
    is_on = request.form.get("is_on") == "y"
    with writing():
        switch(current_user, kind, is_on)
        plan_for(current_user)
    words = _("Turned on: %(kind)s.") if is_on else _("Turned off: %(kind)s.")
    flash(words % {"kind": kind.title}, "saved")
    return redirect(url_for(".kinds"), 303)


@blueprint.get("/kinds/<name>")
@requires(Permission.SEE_OWN_STAY)
def kind(enrollment, name):
    chosen = KINDS.get(name) or abort(404)
    return _kind_page(chosen, KindForm.of(chosen, choice_of(current_user, chosen)))


@blueprint.post("/kinds/<name>")
@requires(Permission.SEE_OWN_STAY)
@idempotent
def change_kind(enrollment, name):
    chosen = KINDS.get(name) or abort(404)
    form = KindForm.of(chosen)
    if not form.validate_on_submit():
        return _kind_page(chosen, form.fresh()), 422
    with writing():
        KindSettings.keep(current_user, chosen.name, **form.chosen)
        plan_for(current_user)
    flash(_("Saved."), "saved")
    return redirect(url_for(".kinds"), 303)


@blueprint.get("/quiet-hours")
@requires(Permission.SEE_OWN_STAY)
def quiet_hours(enrollment):
    form = QuietHoursForm.showing(ReminderSettings.of(current_user).quiet_hours)
    return render_template("reminders/quiet_hours.html", form=form)


@blueprint.post("/quiet-hours")
@requires(Permission.SEE_OWN_STAY)
@idempotent
def change_quiet_hours(enrollment):
    form = QuietHoursForm()
    if not form.validate_on_submit():
        return render_template("reminders/quiet_hours.html", form=form.fresh()), 422
    _keep(quiet_hours=form.chosen)
    flash(_("Saved."), "saved")
    return redirect(url_for(".index"), 303)


@blueprint.get("/pause")
@requires(Permission.SEE_OWN_STAY)
def pause(enrollment):
    return render_template("reminders/pause.html", form=PauseForm(formdata=None))


@blueprint.post("/pause")
@requires(Permission.SEE_OWN_STAY)
@idempotent
def begin_pause(enrollment):
    form = PauseForm()
    if not form.validate_on_submit():
        return render_template("reminders/pause.html", form=form.fresh()), 422
    _keep(paused_until=clock.now() + dt.timedelta(days=int(form.days.data)))
    flash(_("Reminders are paused. You can start them again at any time."), "saved")
    return redirect(url_for(".index"), 303)


@blueprint.post("/pause/end")
@requires(Permission.SEE_OWN_STAY)
@idempotent
def end_pause(enrollment):
    _keep(paused_until=None)
    flash(_("Reminders are on again."), "saved")
    return redirect(url_for(".index"), 303)


def _keep(**settings) -> None:
    with writing():
        ReminderSettings.keep(current_user, **settings)
        plan_for(current_user)


def _kind_page(kind, form: KindForm) -> str:
    written = WRITTEN.get(kind.name)
    return render_template(
        "reminders/kind.html",
        kind=kind,
        form=form,
        previews=[(NEUTRAL, WORDS[NEUTRAL], kind.neutral), (PLAIN, WORDS[PLAIN], kind.plain)],
        written_url=url_for(written) if written else None,
    )
