"""A series: begin one, look at it, change its facts, change it from a day on, end it."""

import datetime as dt

from flask import render_template, request, url_for
from flask_babel import format_time
from flask_babel import gettext as _

from webapp import clock
from webapp.access import Permission, requires_program
from webapp.idempotency import idempotent
from webapp.people.models import User
from webapp.programs.carrying_out import Question, carry_out
from webapp.programs.forms import KINDS, ONCE, WEEKDAYS, WEEKLY, EndForm, FactsForm, SeriesForm
from webapp.programs.leaders import clinicians_of, levels_of
from webapp.programs.views import blueprint
from webapp.programs.weeks import ahead_of
from webapp.timetables.changing import begin_series, change_from, edit_facts, end_series
from webapp.timetables.models import Series
from webapp.timetables.timetable import ensure_until

DAY = dt.timedelta(days=1)
SHOWN_AHEAD = 12


@blueprint.route("/<id:record_id>/series/new", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM)
@idempotent
def new_series(record):
    tomorrow = clock.today(record.time_zone) + DAY
    usual = {"repeats": WEEKLY, "kind": "group", "weeks": "1-16", "first_on": tomorrow.isoformat()}
    form = SeriesForm(clinicians_of(record), levels_of(record), data=usual)
    return carry_out(
        form,
        lambda: begin_series(record, form.facts, *form.days, leaders=form.facilitators.data),
        show=lambda form: render_template("programs/new_series.html", form=form, program=record),
        stale=None,
        said=_("Saved. It is in the timetable now."),
        done=lambda outcome: url_for(".series", record_id=outcome[0].id),
    )


@blueprint.get("/series/<id:record_id>")
@requires_program(Permission.RUN_PROGRAM, Series)
def series(record):
    today = clock.today(record.program.time_zone)
    if not record.is_individual:
        ensure_until(record.program, today + SHOWN_AHEAD * dt.timedelta(weeks=1))
    return render_template(
        "programs/series.html",
        series=record,
        program=record.program,
        lines=ahead_of(record, clock.now(), SHOWN_AHEAD),
        starts=format_time(record.wall_time, "short", rebase=False),
        kind=dict(KINDS)[record.kind],
        weekdays=[dict(WEEKDAYS)[day] for day in record.weekdays],
        weeks=_weeks(record),
        levels=[name for code, name in levels_of(record.program) if code in record.levels],
        leaders=sorted(User.get_by_id(one.clinician_id).name for one in record.facilitators),
        later=Series.select().where(Series.follows == record.id).first(),
        is_over=record.ends_on is not None and record.ends_on < today,
    )


@blueprint.route("/series/<id:record_id>/facts", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM, Series)
@idempotent
def series_facts(record):
    form = _facts_form(record) if request.method == "GET" else FactsForm(clinicians_of(record.program))

    def change():
        values = {name: form[name].data or "" for name in ("title", "place", "telehealth")}
        values["guests_welcome"] = form.guests_welcome.data
        return edit_facts(record, form.number, form.facilitators.data, form.places, **values)

    return carry_out(
        form,
        change,
        show=lambda form, changes=(): _page("programs/facts.html", form, record, changes),
        stale=lambda form: _page("programs/facts.html", form, record, form.meet(_facts_form(_fresh(record)))),
        said=_("Saved for every meeting still ahead."),
        done=url_for(".series", record_id=record.id),
    )


@blueprint.route("/series/<id:record_id>/change", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM, Series)
@idempotent
def series_change(record):
    program = record.program
    is_new = request.method == "GET"
    form = _series_form(record) if is_new else SeriesForm(clinicians_of(program), levels_of(program))

    def change():
        first_day, last_day = form.days
        return change_from(record, form.number, first_day, form.facts, last_day, form.facilitators.data)

    return carry_out(
        form,
        change,
        show=lambda form, changes=(): _page("programs/change.html", form, record, changes),
        stale=lambda form: _page(
            "programs/change.html", form, record, form.meet(_series_form(_fresh(record)))
        ),
        said=_("Saved. The timetable follows from that day on."),
        done=lambda outcome: url_for(".series", record_id=outcome[0].id),
        question=Question(
            _("Change this series?"), _("Yes, change it"), url_for(".series", record_id=record.id)
        ),
    )


@blueprint.route("/series/<id:record_id>/end", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM, Series)
@idempotent
def series_end(record):
    form = _end_form(record) if request.method == "GET" else EndForm()
    return carry_out(
        form,
        lambda: end_series(record, form.number, form.last_on.day),
        show=lambda form, changes=(): _page("programs/end.html", form, record, changes),
        stale=lambda form: _page("programs/end.html", form, record, form.meet(_end_form(_fresh(record)))),
        said=_("Saved. The series ends on that day."),
        done=url_for(".week", record_id=record.program_id),
        question=Question(_("End this series?"), _("Yes, end it"), url_for(".series", record_id=record.id)),
    )


def _page(template, form, record, changes):
    return render_template(template, form=form, series=record, program=record.program, changes=changes)


def _fresh(record: Series) -> Series:
    return Series.get_by_id(record.id)


def _facts(record: Series) -> dict:
    return {
        "title": record.title,
        "place": record.place,
        "telehealth": record.telehealth,
        "capacity": str(record.capacity or ""),
        "guests_welcome": record.guests_welcome,
        "facilitators": sorted(one.clinician_id for one in record.facilitators),
    }


def _facts_form(record: Series) -> FactsForm:
    return FactsForm(clinicians_of(record.program), formdata=None, data=_facts(record)).about(record)


def _series_form(record: Series) -> SeriesForm:
    """The facts as they are, to hold from the first day on which they could be others."""
    program = record.program
    is_single = record.ends_on == record.anchor_on
    first_day = max(clock.today(program.time_zone) + DAY, record.anchor_on)
    values = {
        "kind": record.kind,
        "repeats": ONCE if is_single else WEEKLY,
        "weekdays": record.weekdays,
        **SeriesForm.span(record.wall_time, record.minutes),
        "first_on": first_day.isoformat(),
        "last_on": record.ends_on.isoformat() if record.ends_on and not is_single else "",
        "levels": record.levels,
        "weeks": _weeks(record),
        "track": record.track or "",
        "topics": "\n".join(record.topics),
    }
    form = SeriesForm(clinicians_of(program), levels_of(program), formdata=None, data=_facts(record) | values)
    return form.about(record)


def _end_form(record: Series) -> EndForm:
    return EndForm(
        formdata=None, data={"last_on": record.ends_on.isoformat() if record.ends_on else ""}
    ).about(record)


def _weeks(record: Series) -> str:
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in record.weeks)
