"""The coordinator's timetable: the programs, and the week of one."""

import datetime as dt

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import format_date, format_time
from flask_login import current_user

from webapp import clock
from webapp.access import Permission, programs, requires_program, requires_standing
from webapp.formatting import short_day
from webapp.forms import strict_day
from webapp.people.models import Program
from webapp.programs.forms import WEEKDAYS
from webapp.programs.weeks import week_of
from webapp.timetables.changing import FURTHEST
from webapp.timetables.models import Series
from webapp.timetables.weeks import WEEK, monday_of

blueprint = Blueprint("programs", __name__, url_prefix="/programs")


@blueprint.get("/")
@requires_standing(Permission.RUN_PROGRAM)
def home():
    found = list(programs(current_user, Permission.RUN_PROGRAM).order_by(Program.name))
    if len(found) == 1:
        return redirect(url_for(".week", record_id=found[0].id), 303)
    return render_template("programs/programs.html", programs=found)


@blueprint.get("/<id:record_id>")
@requires_program(Permission.RUN_PROGRAM)
def week(record):
    today = clock.today(record.time_zone)
    asked = strict_day(request.args.get("week", ""))
    is_shown = asked is not None and record.starts_on <= asked <= today + FURTHEST
    monday = monday_of(asked if is_shown else today)
    return render_template(
        "programs/week.html",
        program=record,
        days=week_of(record, monday),
        today=today,
        this_week=monday_of(today),
        monday=monday,
        earlier=monday - WEEK if monday > record.starts_on else None,
        later=monday + WEEK if monday + WEEK <= today + FURTHEST else None,
        span=f"{short_day(monday)} – {short_day(monday + 6 * dt.timedelta(days=1), with_year=True)}",
        not_a_week="week" in request.args and not is_shown,
        strip=_strip(monday, today),
        zone_name=record.time_zone,
    )


@blueprint.get("/<id:record_id>/series")
@requires_program(Permission.RUN_PROGRAM)
def all_series(record):
    today = clock.today(record.time_zone)
    found = list(Series.select().where(Series.program == record.id).order_by(Series.title, Series.anchor_on))
    return render_template(
        "programs/all_series.html",
        program=record,
        live=[one for one in found if one.ends_on is None or one.ends_on >= today],
        ended=[one for one in found if one.ends_on is not None and one.ends_on < today],
        today=today,
        starts=lambda one: format_time(one.wall_time, "short", rebase=False),
        weekdays=lambda one: ", ".join(str(dict(WEEKDAYS)[day]) for day in one.weekdays),
    )


def _strip(monday, today):
    days = [monday + n * dt.timedelta(days=1) for n in range(7)]
    return [
        {
            "url": f"#day-{day.isoformat()}",
            "weekday": format_date(day, "EEE"),
            "number": day.day,
            "name": format_date(day, "full"),
            "current": day == today,
            "today": day == today,
            "count": 0,
        }
        for day in days
    ]
