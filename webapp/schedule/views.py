"""The participant's week and the weeks ahead, and one program session."""

import datetime as dt
import re

from babel.dates import get_timezone_name
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import format_date, format_time, get_locale
from flask_babel import gettext as _
from flask_login import current_user

from webapp import clock
from webapp.access import Permission, allowed, requires
from webapp.attendance.coming import Coming, is_missed, may_still_be_made_up
from webapp.attendance.dose import dose_of
from webapp.attendance.forms import ReflectionForm
from webapp.attendance.lessons import lesson_of
from webapp.attendance.models import Reflection
from webapp.attendance.offers import offers_in_week
from webapp.attendance.seats import settles, standing_of
from webapp.attendance.teaching import skill_of
from webapp.commitments.clashes import busy_times, met_by
from webapp.formatting import long_day, short_day, viewer_locale, viewer_zone, weekday
from webapp.idempotency import idempotent
from webapp.own_phone import kept_on_phone, sent_later, written_at
from webapp.timetables.calendar import last_day_of, next_session_of, session_of
from webapp.timetables.directions import directions_to
from webapp.timetables.weeks import DAY, WEEK, Month, monday_of, sessions_around, weeks_from

blueprint = Blueprint("schedule", __name__, url_prefix="/schedule")

WEEKS_AHEAD = 3
FIRST_YEAR, LAST_YEAR = 2000, 2200


@blueprint.get("/")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY)
def week(enrollment):
    zone_name = viewer_zone()
    today = clock.today(zone_name)
    asked = request.args.get("week", today.isoformat())
    monday = _monday_asked_for(asked)
    weeks = enrollment, monday or monday_of(today), 1 + WEEKS_AHEAD
    sessions = sessions_around(*weeks)
    shown, *ahead = weeks_from(*weeks, zone_name, sessions)
    following = None if shown.upcoming else next_session_of(enrollment)
    near = [one for one in sessions if one.local_date <= shown.last_day + DAY]
    coming = Coming.of(enrollment, near)
    page = render_template(
        "schedule/week.html",
        week=shown,
        ahead=ahead,
        today=today,
        this_week=monday_of(today),
        strip=[_strip_day(day, today) for day in shown.days],
        zones=_zones(enrollment.program, shown.sessions, zone_name),
        following=following,
        following_day=following and clock.local(following.starts_at, zone_name).date().isoformat(),
        earlier=shown.first_day - WEEK if shown.first_day > enrollment.admitted_on else None,
        later=shown.first_day + WEEK if shown.last_day < last_day_of(enrollment) else None,
        not_a_week=monday is None,
        coming=coming,
        dose=_dose(enrollment, shown, today, near, coming),
        make_ups=_make_ups_open(enrollment, shown, coming),
        standing_of=standing_of,
        span=_span,
        overlaps=_overlaps(enrollment, shown),
        reflections=Reflection.of(enrollment, [one.id for one in shown.sessions]),
    )
    return page, 400 if monday is None else 200


@blueprint.get("/month")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY)
def month(enrollment):
    today = clock.today(viewer_zone())
    first = _month_asked_for(request.args.get("month", f"{today:%Y-%m}"))
    shown = Month.of(enrollment, first or today.replace(day=1), viewer_zone())
    page = render_template(
        "schedule/month.html",
        month=shown,
        name=format_date(shown.first_day, _("MMMM y")),
        weekdays=[
            (format_date(day.date, "EEEEE"), format_date(day.date, "EEEE")) for day in shown.weeks[0].days
        ],
        today=today,
        earlier=shown.before if shown.first_day > enrollment.admitted_on else None,
        later=shown.after if shown.after <= last_day_of(enrollment) else None,
        not_a_month=first is None,
    )
    return page, 400 if first is None else 200


@blueprint.get("/<id:program_session_id>")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY)
def program_session(enrollment, program_session_id):
    one = session_of(enrollment, program_session_id) or abort(404)
    reflection = Reflection.of(enrollment, [one.id]).get(one.id)
    return _session_page(enrollment, one, ReflectionForm.showing(reflection), reflection)


@blueprint.post("/<id:program_session_id>/reflection")
@sent_later
@requires(Permission.TAKE_PART)
@idempotent
def reflect(enrollment, program_session_id):
    one = session_of(enrollment, program_session_id) or abort(404)
    form = ReflectionForm()
    if not form.validate_on_submit():
        reflection = Reflection.of(enrollment, [one.id]).get(one.id)
        return _session_page(enrollment, one, form.fresh(), reflection), 422
    reflection = Reflection.write(
        enrollment, one, form.lines, form.visibility.data, written_at() or clock.now()
    )
    flash(
        _("Saved. Your therapist can read it.") if reflection.is_shared else _("Saved. Only you can see it."),
        "saved",
    )
    return redirect(url_for(".program_session", program_session_id=one.id), 303)


def _session_page(enrollment, one, form, reflection):
    zone_name = viewer_zone()
    day = clock.local(one.starts_at, zone_name).date()
    coming = Coming.of(enrollment, [one])
    seat = coming.seat_instead_of(one)
    missed = may_still_be_made_up(enrollment, one) and is_missed(enrollment, one, coming.said(one))
    return render_template(
        "schedule/program_session.html",
        one=one,
        day=format_date(day, "full"),
        week_url=url_for(".week", week=day.isoformat()),
        zones=_zones(enrollment.program, [one], zone_name),
        program_start=format_time(one.local_start, "short", rebase=False),
        program_day=long_day(one.local_start.date()),
        way="" if one.is_past or one.is_cancelled else directions_to(one),
        overlaps=met_by(busy_times(enrollment, one.local_date, one.local_date), one.starts_at, one.ends_at),
        reflection=reflection,
        reflection_form=form,
        has_begun=one.starts_at <= clock.now(),
        takes_part=allowed(current_user, Permission.TAKE_PART, enrollment),
        lesson=lesson_of(enrollment, one, viewer_locale()),
        skill=skill_of(enrollment, one, viewer_locale()) if one.is_past else None,
        said=coming.said(one),
        seat=seat,
        standing_of=standing_of,
        may_look_for_make_up=missed and not settles(seat),
    )


def _monday_asked_for(text):
    """The Monday of the week that holds the day, or None if that is no day that a calendar could show."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return monday_of(day) if FIRST_YEAR <= day.year < LAST_YEAR else None


def _overlaps(enrollment, week) -> dict:
    """The names of the participant's own commitments that a coming program session meets, by session id."""
    coming = [one for one in week.upcoming if not one.is_past]
    busy = busy_times(enrollment, week.first_day, week.last_day) if coming else []
    met = {one.id: met_by(busy, one.starts_at, one.ends_at) for one in coming}
    return {key: ", ".join(commitment.title for commitment in ones) for key, ones in met.items() if ones}


def _month_asked_for(text):
    """The first day of the month, or None if that is no month that a calendar could show."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        return None
    first = dt.date.fromisoformat(f"{text}-01")
    return first if FIRST_YEAR <= first.year < LAST_YEAR else None


def _dose(enrollment, shown, today, near, coming):
    """The week's hours, once it has begun."""
    if shown.first_day > today:
        return None
    return dose_of(enrollment, shown.first_day, near, coming.seats, coming.away)


def _make_ups_open(enrollment, shown, coming):
    """The sessions of the week that want a make-up, each with the first place that is open."""
    missed = [one for one in coming.without_make_up(shown.sessions) if may_still_be_made_up(enrollment, one)]
    if not missed:
        return []
    offers = offers_in_week(enrollment, missed)
    return [(one, offers[one.id][0].program_session) for one in missed if offers[one.id]]


def _strip_day(day, today):
    is_today = day.date == today
    return {
        "url": f"#day-{day.date.isoformat()}",
        "weekday": weekday(day.date),
        "number": day.date.day,
        "name": long_day(day.date),
        "current": is_today,
        "today": is_today,
        "count": sum(not one.is_cancelled for one in day.sessions),
    }


def _zones(program, sessions, zone_name):
    """The names of the viewer's and the program's zones, when the clocks there do not agree."""
    agree = (
        clock.local(one.starts_at, zone_name).utcoffset() == one.local_start.utcoffset() for one in sessions
    )
    if all(agree):
        return None
    named = {"own": zone_name, "program": program.time_zone}
    return {whose: get_timezone_name(clock.zone(name), locale=get_locale()) for whose, name in named.items()}


def _span(week):
    """ "Nov 30 – Dec 6", with the year when it is another one."""
    this_year = clock.today(viewer_zone()).year
    return " – ".join(short_day(day, day.year != this_year) for day in (week.first_day, week.last_day))
