"""A question that a guest asked the care team: read it, and answer in general or by what the consent opens."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import audit
from webapp.access import Permission, requires
from webapp.caseload.forms import FamilyAnswerForm
from webapp.caseload.views import blueprint
from webapp.idempotency import idempotent
from webapp.people.family import GuestWords
from webapp.signals.models import Signal


@blueprint.route("/questions/<id:record_id>", methods=["GET", "POST"])
@requires(Permission.REVIEW_ENTRIES, GuestWords.questions)
@idempotent
def question(record):
    form = FamilyAnswerForm(data={"words": record.answer})
    if not form.validate_on_submit():
        page = render_template(
            "caseload/question.html", question=record, stay=record.enrollment, form=form.fresh()
        )
        return page, 422 if form.is_submitted() else 200
    record.give_answer(form.words.data, current_user)
    audit.record("answered a guest's question", record.enrollment, record)
    Signal.settle(record.enrollment, record.id, current_user)
    flash(_("Your answer is saved. They find it on their page."), "saved")
    return redirect(url_for(".home"), 303)
