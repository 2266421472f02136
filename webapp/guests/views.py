"""What a guest sees: the people who share with them, and what each shares."""

from flask import Blueprint, abort, g, render_template
from flask_login import current_user

from webapp import audit
from webapp.access import Permission, enrollments, requires, requires_standing
from webapp.database import writing
from webapp.guests.asking import questions_of
from webapp.guests.items import items_open_to
from webapp.guests.shared import FEDERAL_NOTICE, consents_in_force, first_name, shared, shared_until
from webapp.guests.sharing import last_day
from webapp.people.models import Enrollment

blueprint = Blueprint("guests", __name__, url_prefix="/guests")


@blueprint.get("/")
@requires_standing(Permission.SEE_SHARED_WITH_ME)
def home():
    """The one person who shares, the list of several, or a calm page that gives no reason."""
    with writing():  # what is shown and the lines that say so stand or fall together
        stays = list(enrollments(current_user, Permission.SEE_SHARED_WITH_ME))
        for stay in stays:
            audit.record("guests.home", stay)
        if not stays:
            return render_template("guests/nothing_shared.html")
        if len(stays) == 1:
            return page_of(stays[0])
        people = [(stay, first_name(stay.participant), shared_until(current_user, stay)) for stay in stays]
        return render_template("guests/people.html", people=people, federal_notice=FEDERAL_NOTICE)


@blueprint.get("/<id:record_id>", endpoint="shared")
@requires(Permission.SEE_SHARED_WITH_ME, Enrollment)
def shared_by_one(record):
    return page_of(record)


def page_of(stay: Enrollment) -> str:
    """The guest's page about one stay. Asked again item by item: it may have been stopped a moment ago."""
    items = items_open_to(current_user, stay) or abort(404)
    g.enrollment = stay  # times in the program's zone, unless the guest chose their own
    consents = consents_in_force(current_user, stay) or abort(404)
    page = shared(stay, items, last_day(consents[0]), consents)
    return render_template(
        "guests/shared.html",
        shared=page,
        stay=stay,
        federal_notice=FEDERAL_NOTICE,
        questions=questions_of(current_user, stay),
    )
