"""The coordinator's home."""

from flask import Blueprint, render_template
from flask_login import current_user

from webapp import audit
from webapp.access import Permission, requires_standing
from webapp.attendance.wishes import count_waiting
from webapp.census.stays import census_of, emergencies_waiting
from webapp.database import writing

blueprint = Blueprint("census", __name__, url_prefix="/census")


@blueprint.get("/")
@requires_standing(Permission.RUN_PROGRAM)
def home():
    with writing():  # what is shown and the line that says so stand or fall together
        audit.record("census.home")
        return render_template(
            "census/home.html",
            programs=census_of(current_user),
            seats_waiting=count_waiting(current_user),
            emergencies_waiting=emergencies_waiting(current_user),
        )
