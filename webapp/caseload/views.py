"""A clinician's morning list and their participants."""

from flask import Blueprint, abort, render_template, request
from flask_babel import get_locale
from flask_login import current_user

from webapp import audit, clock
from webapp.access import Permission, requires, requires_standing
from webapp.attendance.latest import latest_of
from webapp.attendance.models import Reflection
from webapp.attendance.wishes import count_waiting
from webapp.attendance.wording import STATES
from webapp.caseload.lines import waiting_time
from webapp.caseload.morning import Morning
from webapp.caseload.overview import covers_by_stay
from webapp.database import writing
from webapp.exercises.assigned import assigned_to
from webapp.forms import Form
from webapp.journals.models import JournalEntry
from webapp.journals.paging import page_of
from webapp.people.models import Enrollment
from webapp.push.models import Device
from webapp.workshops.lessons import find_lesson
from webapp.workshops.models import Study

blueprint = Blueprint("caseload", __name__, url_prefix="/caseload")

LATEST = 5  # reflections and thoughts shown


@blueprint.get("/")
@requires_standing(Permission.SEE_CASELOAD)
def home():
    morning = Morning.of(current_user)
    page = render_template(
        "caseload/home.html",
        morning=morning,
        waiting_time=waiting_time,
        seats_waiting=count_waiting(current_user),
        form=Form(),
    )
    with writing():  # last, so that others wait for the disk only; without these lines nothing is shown
        audit.record("caseload.home")
        audit.record_all("caseload.signals", morning.signals)
    return page


@blueprint.get("/<id:record_id>")
@requires(Permission.SEE_CASELOAD, Enrollment)
def participant(record):
    shared = JournalEntry.shared().where(JournalEntry.enrollment == record.id)
    page = page_of(shared, request.args.get("before")) or abort(404)
    today = clock.today(record.program.time_zone)
    return render_template(
        "caseload/participant.html",
        stay=record,
        cover=covers_by_stay(current_user).get(record.id),
        placement=record.placement_on(today),
        week=record.week_of(today),
        page=page,
        further=bool(request.args.get("before")),
        waiting_time=waiting_time,
        reflections=list(Reflection.shared().where(Reflection.enrollment == record.id).limit(LATEST)),
        thoughts=_thoughts_of(record),
        latest=latest_of(record, current_user),
        states=STATES,
        assigned=assigned_to(record, get_locale().language, only_shared=True),
        unreminded=Device.reaches_nobody(record.participant),
    )


def _thoughts_of(stay: Enrollment) -> list:
    """The newest shared thoughts on lessons, with the lesson (None for one that left the library)."""
    shared = Study.shared().where(Study.enrollment == stay.id).limit(LATEST)
    return [(one, find_lesson(one.slug, get_locale().language)) for one in shared]
