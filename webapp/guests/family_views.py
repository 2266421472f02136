"""What a guest does: encourage, ask, learn, and look after themselves."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from webapp.access import Permission, requires, requires_standing
from webapp.guests import asking
from webapp.guests.family_forms import CheckForm, EncouragementForm, QuestionForm
from webapp.guests.lessons import all_lessons, find_lesson
from webapp.guests.models import GuestCheck
from webapp.guests.shared import first_name
from webapp.guests.views import blueprint
from webapp.idempotency import idempotent
from webapp.journals.vocabulary import MOODS
from webapp.people.family import ENCOURAGEMENT, QUESTION
from webapp.people.models import Enrollment

CHECKS_SHOWN = 14


@blueprint.route("/<id:record_id>/encouragement", methods=["GET", "POST"])
@requires(Permission.SEE_SHARED_WITH_ME, Enrollment)
@idempotent
def encouragement(record):
    said = _("Your note is on its way. They read it when they are ready.")
    enough = _("That is enough for today. Your words are still here for tomorrow.")
    return _send(record, ENCOURAGEMENT, EncouragementForm(), said, enough)


@blueprint.route("/<id:record_id>/question", methods=["GET", "POST"])
@requires(Permission.SEE_SHARED_WITH_ME, Enrollment)
@idempotent
def question(record):
    said = _("Your question is with the care team. They look in office hours.")
    enough = _("You asked three times today. Please wait for an answer first.")
    return _send(record, QUESTION, QuestionForm(), said, enough)


def _send(stay: Enrollment, kind: str, form, said: str, enough: str):
    may_send = asking.may_send(current_user, stay, kind)
    if form.validate_on_submit() and may_send:
        asking.send(current_user, stay, kind, form.words.data)
        flash(said, "saved")
        return redirect(url_for(".shared", record_id=stay.id), 303)
    if form.is_submitted() and not may_send:
        form.words.errors = [enough]
    page = render_template(
        f"guests/{kind}.html", stay=stay, form=form.fresh(), name=first_name(stay.participant)
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/learning")
@requires(Permission.SEE_FAMILY_LEARNING)
def learning(enrollment):
    return render_template("guests/learning.html", lessons=all_lessons(get_locale().language))


@blueprint.get("/learning/<slug>")
@requires(Permission.SEE_FAMILY_LEARNING)
def lesson(enrollment, slug):
    lessons = all_lessons(get_locale().language)
    found = find_lesson(slug, get_locale().language) or abort(404)
    after = lessons[lessons.index(found) + 1 :]
    return render_template("guests/lesson.html", lesson=found, following=after[0] if after else None)


@blueprint.route("/check", methods=["GET", "POST"])
@requires_standing(Permission.SEE_SHARED_WITH_ME)
@idempotent
def check():
    """Theirs alone: sealed with their own key, shown to nobody else, on no list."""
    form = CheckForm()
    if form.validate_on_submit():
        GuestCheck.create(user=current_user.id, feeling=form.feeling.number, words=form.words.data or "")
        flash(_("Saved. Only you can see it."), "saved")
        return redirect(url_for(".check"), 303)
    page = render_template(
        "guests/check.html",
        form=form.fresh(),
        checks=list(GuestCheck.of(current_user).limit(CHECKS_SHOWN)),
        moods=MOODS,
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/check/<id:check_id>/removal")
@requires_standing(Permission.SEE_SHARED_WITH_ME)
@idempotent
def remove_check(check_id):
    removed = (
        GuestCheck.delete().where(GuestCheck.id == check_id, GuestCheck.user == current_user.id).execute()
    )
    if not removed:
        abort(404)
    flash(_("Deleted."), "saved")
    return redirect(url_for(".check"), 303)
