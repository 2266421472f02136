"""What a participant says about coming: cannot make it, running late, after all; and make-ups for what they miss."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import clock
from webapp.access import Permission, requires
from webapp.attendance import notices
from webapp.attendance.coming import is_missed
from webapp.attendance.coming_forms import AbsenceForm, LatenessForm, MakeUpForm
from webapp.attendance.make_ups import NoPlace, ask, withdraw, withdraw_for
from webapp.attendance.offers import offers_for
from webapp.attendance.seats import seat_for, seats_of, settles, standing_of
from webapp.attendance.views import blueprint
from webapp.encryption import preload_keys
from webapp.idempotency import idempotent
from webapp.own_phone import sent_later, written_at
from webapp.people.models import CareTeamMember, User
from webapp.timetables.calendar import session_of
from webapp.timetables.models import GIVEN, Seat


@blueprint.get("/<id:program_session_id>/notice")
@requires(Permission.TAKE_PART)
def notice(enrollment, program_session_id):
    one = _session(enrollment, program_session_id)
    said = notices.standing_notice(enrollment, one)
    words = said.words if said else ""
    return _notice_page(enrollment, one, AbsenceForm(data={"words": words}), LatenessForm())


@blueprint.post("/<id:program_session_id>/absence")
@sent_later
@requires(Permission.TAKE_PART)
@idempotent
def absence(enrollment, program_session_id):
    one, form = _session(enrollment, program_session_id), AbsenceForm()
    if not form.validate_on_submit():
        return _notice_page(enrollment, one, form.fresh(), LatenessForm()), 422
    try:
        said = notices.say_cannot_come(
            enrollment, one, form.reason.data, (form.words.data or "").strip(), written_at()
        )
    except notices.TooLate:
        form.form_errors = [_("It is too late to say this here. Please call your program.")]
        return _notice_page(enrollment, one, form.fresh(), LatenessForm()), 422
    flash(_confirmation(said), "saved")
    return redirect(url_for(".make_ups", program_session_id=one.id), 303)


@blueprint.post("/<id:program_session_id>/lateness")
@sent_later
@requires(Permission.TAKE_PART)
@idempotent
def lateness(enrollment, program_session_id):
    one, form = _session(enrollment, program_session_id), LatenessForm()
    if not form.validate_on_submit():
        return _notice_page(enrollment, one, AbsenceForm(formdata=None), form.fresh()), 422
    try:
        said = notices.say_running_late(enrollment, one, int(form.minutes.data), written_at())
    except notices.TooLate:
        form.form_errors = [_("This session is over or cancelled. You do not need to say this any more.")]
        return _notice_page(enrollment, one, AbsenceForm(formdata=None), form.fresh()), 422
    flash(_confirmation(said), "saved")
    if not said.says_absent and withdraw_for(enrollment, one):  # who comes late comes after all
        flash(_("You are coming, so the make-up is cancelled."), "saved")
    return redirect(_session_page(one), 303)


@blueprint.post("/<id:program_session_id>/withdrawal")
@sent_later
@requires(Permission.TAKE_PART)
@idempotent
def withdrawal(enrollment, program_session_id):
    one = _session(enrollment, program_session_id)
    try:
        undone = notices.take_back(enrollment, one, written_at())
    except notices.TooLate:
        form = AbsenceForm(formdata=None)
        form.form_errors = [_("This session has begun. Please call your program.")]
        return _notice_page(enrollment, one, form, LatenessForm(formdata=None)), 422
    if undone is not None and undone.says_absent and withdraw_for(enrollment, one):
        flash(_("Saved. You are coming, so the make-up is cancelled."), "saved")
    elif undone is not None:
        flash(
            _("Saved. You are coming.") if undone.says_absent else _("Saved. You will be on time."), "saved"
        )
    return redirect(_session_page(one), 303)


@blueprint.get("/<id:program_session_id>/make-ups")
@requires(Permission.TAKE_PART)
def make_ups(enrollment, program_session_id):
    one = _session(enrollment, program_session_id)
    if not _is_missed(enrollment, one):
        return redirect(_session_page(one), 303)
    return _make_ups_page(enrollment, one)


@blueprint.post("/<id:program_session_id>/make-ups")
@requires(Permission.TAKE_PART)
@idempotent
def ask_for_make_up(enrollment, program_session_id):
    one, form = _session(enrollment, program_session_id), MakeUpForm()
    if not form.validate_on_submit() or not _is_missed(enrollment, one):
        abort(422)
    try:
        seat = ask(enrollment, one, form.place.data)
    except NoPlace:
        return _make_ups_page(enrollment, one, taken=True), 409
    given = seat.state == GIVEN
    flash(_("The place is yours.") if given else _("You asked for this place. Staff will answer."), "saved")
    return redirect(_session_page(one), 303)


@blueprint.post("/make-ups/<id:record_id>/withdrawal")
@requires(Permission.TAKE_PART, Seat)
@idempotent
def withdraw_make_up(record):
    if withdraw(record):
        flash(_("Saved. The place is free for someone else."), "saved")
    else:
        flash(_("This make-up has begun or is closed. Please call your program."), "problem")
    return redirect(
        _session_page(record.instead_of) if record.instead_of_id else url_for("schedule.week"), 303
    )


@blueprint.app_template_global()
def absence_reasons() -> dict:
    return notices.REASONS


@blueprint.app_template_global()
def minutes_late() -> tuple:
    return notices.MINUTES_LATE


def _session(enrollment, program_session_id):
    return session_of(enrollment, program_session_id) or abort(404)


def _session_page(one) -> str:
    return url_for("schedule.program_session", program_session_id=one.id)


def _is_missed(enrollment, one) -> bool:
    return is_missed(enrollment, one, notices.standing_notice(enrollment, one))


def _confirmation(said) -> str:
    if not said.says_absent:
        return ngettext(
            "Saved. You will be %(num)d minute late.",
            "Saved. You will be %(num)d minutes late.",
            said.minutes,
        )
    if said.came_afterwards:
        return _("Saved. You wrote this before the start, so it counts.")
    return _("Saved. Your program knows that you can't make it.")


def _notice_page(enrollment, one, absence_form, lateness_form):
    return render_template(
        "attendance/notice.html",
        one=one,
        said=notices.standing_notice(enrollment, one),
        form=absence_form,
        lateness_form=lateness_form,
        can_say_absent=notices.can_say_absent(one),
        can_say_late=notices.can_say_late(one),
    )


def _make_ups_page(enrollment, one, taken: bool = False):
    seat = seat_for(seats_of(enrollment), one)
    settled = settles(seat)
    return render_template(
        "attendance/make_ups.html",
        one=one,
        said=notices.standing_notice(enrollment, one),
        seat=seat,
        seat_standing=seat and standing_of(seat),
        offers=[] if settled else offers_for(enrollment, one),
        settled=settled,
        at_once=enrollment.program.gives_seats_at_once,
        team=_names_of_team(enrollment),
        taken=taken,
    )


def _names_of_team(enrollment) -> list[str]:
    team = CareTeamMember.until.is_null() | (CareTeamMember.until > clock.now())
    members = (
        CareTeamMember.select(CareTeamMember, User)
        .join(User)
        .where(CareTeamMember.enrollment == enrollment.id, team)
    )
    clinicians = [member.clinician for member in members]
    preload_keys({clinician.id for clinician in clinicians})
    return sorted(clinician.name for clinician in clinicians)
