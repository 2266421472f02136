"""What the service worker asks the server for, and the pages it answers with while there is no network.

The pages are the same for everyone and kept in the clear: the worker puts a person's own words into them.
"""

import datetime as dt

from flask import Blueprint, current_app, url_for
from flask_wtf.csrf import generate_csrf

from webapp import clock
from webapp.access import Permission, public, requires, signed_in
from webapp.assessments import due_of
from webapp.attendance.lessons import lessons_of
from webapp.exercises.vocabulary import FEELS
from webapp.formatting import render_for_everyone, viewer_zone, without_database
from webapp.headers import same_for_everyone
from webapp.journals.models import JournalEntry
from webapp.journals.vocabulary import FREE, TEMPLATES
from webapp.own_phone import is_own, writer
from webapp.routines.models import HARD_TIME, Routine
from webapp.timetables.calendar import last_day_of, sessions_of
from webapp.timetables.weeks import WEEK, monday_of
from webapp.workshops.lessons import find_lesson
from webapp.workshops.models import Study

blueprint = Blueprint("offline", __name__, url_prefix="/offline")

ENTRIES, WEEKS = 20, 4  # what a person most likely wants to look at


@blueprint.get("/token")
@signed_in
def token():
    """Who is signed in, and a fresh form token, for words that waited."""
    return {"writer": writer(), "csrf_token": generate_csrf()}


@blueprint.get("/pages")
@requires(Permission.SEE_OWN_STAY)
def pages(enrollment):
    """The pages to have on the phone before the network goes, the most needed first; none on a shared phone."""
    return {"pages": _pages_of(enrollment) if is_own() else []}


@blueprint.get("/saved")
@without_database
@public
@same_for_everyone
def saved():
    return render_for_everyone("offline/saved.html")


@blueprint.get("/answered")
@without_database
@public
@same_for_everyone
def answered():
    """A questionnaire is saved here. The worker does not look at the answers: help is offered to everyone."""
    return render_for_everyone("offline/answered.html", help_country=current_app.config["HELP_COUNTRY"])


@blueprint.get("/waiting")
@without_database
@public
@same_for_everyone
def waiting():
    return render_for_everyone("offline/waiting.html")


@blueprint.get("/unsaved")
@without_database
@public
@same_for_everyone
def unsaved():
    return render_for_everyone("offline/unsaved.html")


@blueprint.get("/leaving")
@without_database
@public
@same_for_everyone
def leaving():
    return render_for_everyone("offline/leaving.html")


@blueprint.get("/left")
@without_database
@public
@same_for_everyone
def left():
    return render_for_everyone("offline/left.html")


@blueprint.get("/locked")
@without_database
@public
@same_for_everyone
def locked():
    return render_for_everyone("offline/locked.html")


def _pages_of(enrollment) -> list[str]:
    today = clock.today(viewer_zone())
    monday = monday_of(today)
    last = min(last_day_of(enrollment), monday + WEEKS * WEEK)
    weeks = [monday + number * WEEK for number in range(1, WEEKS) if monday + number * WEEK <= last]
    # From Monday on, because the week's page leads to all of it.
    near = sessions_of(enrollment, monday, today + dt.timedelta(days=7))
    ahead = [one for one in near if one.local_date >= today]
    return [
        url_for("today.home"),
        *(url_for("exercises.hard_moment", feel=feel) for feel in (None, *FEELS)),
        url_for("exercises.every_page"),
        url_for("schedule.week"),
        url_for("schedule.month", month=f"{monday:%Y-%m}"),
        url_for("commitments.index"),
        url_for("commitments.new"),
        url_for("journals.entries"),
        url_for("journals.check_in_page"),
        *(url_for("journals.new", template=name if name != FREE else None) for name in TEMPLATES),
        url_for("assessments.home"),
        *(url_for("assessments.questionnaire", record_id=one.assigned.id) for one in due_of(enrollment)),
        url_for("reminders.ways"),
        url_for("reminders.hard_time_list"),
        url_for("reminders.own_list"),
        *(url_for("reminders.hard_time", record_id=one.id) for one in Routine.of(enrollment, HARD_TIME)),
        *(url_for("exercises.library", feel=feel) for feel in (None, *FEELS)),
        *(url_for(f"welcome.{name}") for name in ("what_it_is", "who_sees_what", "what_it_does_not_do")),
        url_for("exercises.what_works"),
        *(url_for("schedule.week", week=day.isoformat()) for day in weeks),
        *(_session_page(one) for one in near),
        url_for("workshops.library"),
        *(url_for("workshops.lesson", slug=slug) for slug in _lessons(enrollment, ahead)),
        *(url_for("journals.entry", record_id=one.id) for one in JournalEntry.of(enrollment).limit(ENTRIES)),
    ]


def _lessons(enrollment, program_sessions) -> list[str]:
    """Those begun and not finished, and those of the sessions ahead; each other one is kept when it is opened."""
    begun = (slug for slug, study in Study.of(enrollment).items() if not study.is_completed)
    ahead = (one.lesson.slug for one in lessons_of(enrollment, program_sessions))
    return [slug for slug in dict.fromkeys([*begun, *ahead]) if find_lesson(slug)]


def _session_page(one) -> str:
    return url_for("schedule.program_session", program_session_id=one.id)
