"""Answers to a reminder, and the bar that asks for them on the page that a reminder opens."""

from flask import Flask, abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from webapp.access import Permission, requires
from webapp.database import db
from webapp.formatting import clock_time
from webapp.forms import ChoiceField, Form
from webapp.idempotency import idempotent
from webapp.own_phone import is_fetched_ahead, is_own, kept_on_phone, sent_later
from webapp.reminders.answers import ANSWERS, offers_of, take
from webapp.reminders.models import ON_WAY, SESSION, SNOOZED, Reminder
from webapp.reminders.views import blueprint
from webapp.reminders.ways import pages_ahead, way_to
from webapp.reminders.wording import page_of


class AnswerForm(Form):
    answer = ChoiceField(
        choices=[(answer, answer) for answer in ANSWERS],
        required=_l("Please choose one of the answers shown."),
    )


@blueprint.get("/<id:reminder_id>")
@requires(Permission.SEE_OWN_STAY)
def one(enrollment, reminder_id):
    """The address that mails and buttons name, for it tells nothing: it leads to what the reminder is about."""
    return redirect(page_of(_own(reminder_id)), 303)


@blueprint.get("/to/<way>")
@requires(Permission.SEE_OWN_STAY)
def to(enrollment, way):
    """The address that a tap opens. The way is for the phone, when it has no network to ask (ways.py)."""
    return redirect(page_of(_own(request.args.get("reminder", ""))), 303)


@blueprint.get("/ways")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY)
def ways(enrollment):
    """For a phone to keep: a page that leads on, for each way that a tap may soon take."""
    if not is_own():
        return {}
    language = get_locale().language
    return {
        url_for(".to", way=way_to(page)): render_template("reminders/way.html", page=page, language=language)
        for page in pages_ahead(enrollment)
    }


@blueprint.post("/<id:reminder_id>/answers")
@sent_later
@requires(Permission.SEE_OWN_STAY)
@idempotent
def answer(enrollment, reminder_id):
    reminder, form = _own(reminder_id), AnswerForm()
    if not form.validate_on_submit():
        return render_template("reminders/answer.html", reminder=reminder, form=form.fresh()), 422
    if not take(reminder, form.answer.data):
        form.answer.errors = [_("It is too late to remind you again. It is about to begin.")]
        return render_template("reminders/answer.html", reminder=reminder, form=form.fresh()), 422
    if form.answer.data == SNOOZED:
        flash(_("Fine. We remind you again at %(time)s.", time=clock_time(reminder.snoozed_until)), "saved")
    elif form.answer.data == ON_WAY:
        flash(_("Good. You get no more reminders for this session."), "saved")
    return redirect(_page_of(reminder), 303)


def install(app: Flask) -> None:
    """Give every page the reminder that it was opened from, if any."""

    @app.context_processor
    def reminder_bar():
        reminder = _opened_from()
        return {"reminder_bar": reminder and {"reminder": reminder, "offers": offers_of(reminder)}}


def _opened_from() -> Reminder | None:
    asked = request.args.get("reminder") if request and request.method == "GET" else None
    if not asked or is_fetched_ahead() or db.is_closed() or not current_user.is_authenticated:
        return None
    return Reminder.get_or_none(Reminder.id == asked, Reminder.user == current_user.id)


def _own(reminder_id: str) -> Reminder:
    mine = (Reminder.id == reminder_id) & (Reminder.user == current_user.id)
    return Reminder.get_or_none(mine) or abort(404)


def _page_of(reminder: Reminder) -> str:
    if reminder.kind == SESSION:
        return url_for("schedule.program_session", program_session_id=reminder.occasion)
    return url_for("today.home")
