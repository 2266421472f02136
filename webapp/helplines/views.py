"""The one page."""

from flask import Blueprint, current_app, request
from flask_babel import force_locale, format_date

from webapp.access import public
from webapp.formatting import LOCALES
from webapp.helplines.directory import COUNTRIES

blueprint = Blueprint("helplines", __name__, url_prefix="/help-now")


@blueprint.get("")
@public
def help_now():
    """The asked-for country first, else the installation's own; an unknown one is not answered by a guess."""
    code = request.args.get("country", current_app.config["HELP_COUNTRY"])
    template = current_app.jinja_env.get_template("helplines/help_now.html")
    # Rendered apart from the app's own context: that asks who is signed in, and so the database.
    language = request.accept_languages.best_match(LOCALES) or LOCALES[0]
    with force_locale(language):
        return template.render(
            country=COUNTRIES.get(code),
            countries=COUNTRIES.values(),
            locale=language,
            written=lambda day: format_date(day, "long"),
        )


help_now.without_database = True
