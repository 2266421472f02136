"""Attendance for staff: the day's program sessions, and the sheet of each."""

import datetime as dt
import functools

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from webapp import audit, clock
from webapp.access import Permission, programs, requires, requires_program, requires_standing
from webapp.attendance import wording
from webapp.attendance.days import DAY, WorkDay
from webapp.attendance.leading import can_be_marked, group_sessions, individual_sessions, leads, opens_at
from webapp.attendance.lessons import StaffLesson, lesson_ahead
from webapp.attendance.marks import Changed, NotOpen, hold, mark
from webapp.attendance.notices import REASONS
from webapp.attendance.sheet_forms import ContentForm
from webapp.attendance.sheets import Sheet
from webapp.attendance.since_last import since_last
from webapp.attendance.teaching import Content, record_taught, taught_in
from webapp.database import writing
from webapp.exercises.own import library_of
from webapp.formatting import viewer_locale, viewer_zone
from webapp.forms import strict_day
from webapp.idempotency import idempotent

blueprint = Blueprint("attendance", __name__, url_prefix="/attendance")

FIRST_YEAR, LAST_YEAR = 2000, 2200


@blueprint.app_template_global("lesson_ahead")
def _lesson_ahead(enrollment):
    """For the page of lessons, which knows no schedule."""
    return lesson_ahead(enrollment, viewer_locale())


@blueprint.get("/")
@requires_standing(Permission.LEAD_GROUPS)
def home():
    today = clock.today(viewer_zone())
    day = _day_asked_for(today)
    page = _page_asked_for()
    with writing():  # what is shown and the lines that say so stand or fall together
        audit.record("attendance.home")
        work = WorkDay.of(current_user, day or today, page)
        for meeting in work.individuals:
            audit.record("attendance.home", meeting.stay, meeting.program_session)
        answer = render_template(
            "attendance/home.html",
            work=work,
            day=day or today,
            today=today,
            page=page,
            not_a_day=day is None,
            coordinated=list(programs(current_user, Permission.RUN_PROGRAM)),
            step=DAY,
        )
    return answer, 400 if day is None else 200


def on_a_sheet(view):
    """The view gets the sheet instead of the session; each name that its answer shows is a line of the trail."""

    @functools.wraps(view)
    def with_sheet(record):
        if not leads(current_user, record):
            abort(404)
        sheet = Sheet.of(record, current_user)
        answer = make_response(view(sheet=sheet))
        if answer.status_code != 303:
            for row in sheet.rows:
                audit.record(request.endpoint, row.stay, record)
        return answer

    return with_sheet


@blueprint.get("/groups/<id:record_id>")
@requires_program(Permission.LEAD_GROUPS, group_sessions)
@on_a_sheet
def group(sheet):
    return _open(sheet)


@blueprint.post("/groups/<id:record_id>")
@requires_program(Permission.LEAD_GROUPS, group_sessions)
@on_a_sheet
@idempotent
def mark_group(sheet):
    return _mark(sheet)


@blueprint.get("/individual/<id:record_id>")
@requires(Permission.MARK_ATTENDANCE, individual_sessions)
@on_a_sheet
def individual(sheet):
    return _open(sheet)


@blueprint.post("/individual/<id:record_id>")
@requires(Permission.MARK_ATTENDANCE, individual_sessions)
@on_a_sheet
@idempotent
def mark_individual(sheet):
    return _mark(sheet)


def _open(sheet: Sheet):
    sheet.read()
    standing = Content.of(taught_in(sheet.program_session))
    form = ContentForm(
        formdata=None,
        data={
            "topic_covered": standing.topic_covered,
            "skill": standing.skill,
            "content_was": standing.token,
        },
    )
    return _page(sheet, form)


def _mark(sheet: Sheet):
    form = ContentForm()
    _offer_skills(form, sheet)
    rows_are_good = sheet.read(request.form)
    if request.form.get("fill"):  # the button that chooses "present" for the rest; nothing is written yet
        sheet.fill_present()
        return _page(sheet, form.fresh())
    if not form.validate_on_submit() or not rows_are_good:
        return _page(sheet, form.fresh()), 422
    try:
        with writing():
            held = hold(sheet.program_session)
            mark(held, sheet.wishes, current_user)
            record_taught(held, form.content, form.content_was.data or "", current_user)
    except NotOpen:
        return _page(sheet, form.fresh(), not_open=True), 409
    except Changed as changed:
        return _changed(sheet, form, changed.stay_ids), 409
    return _done(sheet)


def _changed(sheet: Sheet, form: ContentForm, stay_ids) -> str:
    """The sheet as it is now, with what was typed kept, and a word at each row that somebody else wrote."""
    now = Sheet.of(sheet.program_session, current_user)
    now.read(request.form)
    for row in now.rows:
        row.catch_up()
    form.content_was.data = Content.of(taught_in(sheet.program_session)).token
    return _page(now, form.fresh(), changed=stay_ids)


def _done(sheet: Sheet):
    one = sheet.program_session
    expected, marked = len(sheet.rows), Sheet.of(one, current_user).marked
    if marked < expected:
        text = ngettext(
            "Saved. %(num)d is not marked yet.", "Saved. %(num)d are not marked yet.", expected - marked
        )
    else:
        text = _("Saved. Everyone is marked.")
    flash(text, "saved")
    return redirect(url_for(".home", day=one.local_date.isoformat()), 303)


def _page(sheet: Sheet, form: ContentForm, changed=None, not_open: bool = False) -> str:
    _offer_skills(form, sheet)
    one = sheet.program_session
    return render_template(
        "attendance/sheet.html",
        sheet=sheet,
        one=one,
        form=form,
        changed=changed,
        not_open=not_open,
        can_be_marked=can_be_marked(one),
        opens_at=opens_at(one),
        states=wording.STATES,
        reasons=REASONS,
        since_last=since_last(one, viewer_locale()),
        lesson=StaffLesson.of(one, [row.stay.id for row in sheet.rows], viewer_locale()),
        skill=next((name for slug, name in form.skill.choices if slug == form.skill.data), ""),
    )


def _offer_skills(form: ContentForm, sheet: Sheet) -> None:
    form.offer(library_of(sheet.program_session.program_id, viewer_locale()))


def _day_asked_for(today: dt.date) -> dt.date | None:
    day = strict_day(request.args.get("day", today.isoformat()))
    return day if day and FIRST_YEAR <= day.year < LAST_YEAR else None


def _page_asked_for() -> int:
    asked = request.args.get("page", "1")
    return int(asked) if asked in map(str, range(1, 1000)) else 1
