"""Staff's answer to make-ups that participants ask for."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import audit
from webapp.access import Permission, requires, requires_standing
from webapp.attendance.coming_forms import SeatAnswerForm
from webapp.attendance.make_ups import Changed, NoPlace, answer
from webapp.attendance.views import blueprint
from webapp.attendance.wishes import wishes_for
from webapp.database import writing
from webapp.idempotency import idempotent
from webapp.timetables.models import GIVEN, Seat


@blueprint.get("/seats")
@requires_standing(Permission.MARK_ATTENDANCE)
def seats():
    with writing():  # what is shown and the line that says so stand or fall together
        return _seats_page()


@blueprint.post("/seats/<id:record_id>/answer")
@requires(Permission.MARK_ATTENDANCE, Seat)
@idempotent
def answer_seat(record):
    form = SeatAnswerForm()
    if not form.validate_on_submit():
        return _seats_page(_("Please choose an answer.")), 422
    try:
        seat = answer(record, form.answer.data, current_user, form.seen.data)
    except Changed:
        return _seats_page(_("This wish has changed since you looked. Please look again.")), 409
    except NoPlace:
        return _seats_page(_("This place can't be given any more. The group is full or has begun.")), 409
    name = seat.enrollment.participant.name
    given = seat.state == GIVEN
    flash(
        _("%(name)s has the place.", name=name) if given else _("Declined. %(name)s sees it.", name=name),
        "saved",
    )
    return redirect(url_for(".seats"), 303)


def _seats_page(problem: str = "") -> str:
    audit.record("attendance.seats")
    return render_template("attendance/seats.html", wishes=wishes_for(current_user), problem=problem)
