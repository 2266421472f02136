"""The one page."""

from flask import Blueprint, current_app, redirect, request
from flask_babel import format_date

from webapp.access import public
from webapp.formatting import render_for_everyone, without_database
from webapp.headers import same_for_everyone
from webapp.helplines.directory import COUNTRIES

blueprint = Blueprint("helplines", __name__, url_prefix="/help-now")


@blueprint.get("/leaving")
@without_database
@public
def leave():
    """Away from here at once, for who must not be seen with this page (with JavaScript, js/app.js does it faster)."""
    return redirect(current_app.config["QUICK_EXIT_URL"], 303)


@blueprint.get("")
@without_database
@public
@same_for_everyone
def help_now():
    """The asked-for country first, else the installation's own; an unknown one is not answered by a guess."""
    code = request.args.get("country", current_app.config["HELP_COUNTRY"])
    return render_for_everyone(
        "helplines/help_now.html",
        country=COUNTRIES.get(code),
        countries=COUNTRIES.values(),
        written=lambda day: format_date(day, "long"),
    )
