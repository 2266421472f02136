"""What a check-in asks, and whether shared entries with listed words are marked: the coordinator chooses."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from webapp import audit
from webapp.access import Permission, requires_program
from webapp.idempotency import idempotent
from webapp.journals.risk_words import FIRST_LANGUAGE, path_of, phrase_list
from webapp.people.models import CHECK_IN_ASKS, Program
from webapp.programs.forms import CheckInAsksForm
from webapp.programs.views import blueprint


@blueprint.route("/<id:record_id>/check-in", methods=["GET", "POST"])
@requires_program(Permission.RUN_PROGRAM)
@idempotent
def check_in(record):
    form = CheckInAsksForm(
        data={"asks": record.check_in_asks, "tells_of_risk_words": record.tells_of_risk_words}
    )
    if not form.validate_on_submit():
        page = render_template(
            "programs/check_in.html",
            program=record,
            form=form.fresh(),
            phrases=phrase_list(path_of(FIRST_LANGUAGE)),
        )
        return page, 422 if form.is_submitted() else 200
    record.check_in_asks = [one for one in CHECK_IN_ASKS if one in form.asks.data]
    record.tells_of_risk_words = form.tells_of_risk_words.data
    record.save(only=[Program.check_in_asks, Program.tells_of_risk_words])
    audit.record("chose what a check-in asks", about=record)
    flash(_("Saved. It holds from the next page that somebody opens."), "saved")
    return redirect(url_for(".week", record_id=record.id), 303)
