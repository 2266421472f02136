"""Choosing a lesson, and studying it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from webapp import clock
from webapp.access import Permission, allowed, requires
from webapp.idempotency import idempotent
from webapp.own_phone import kept_on_phone, sent_later, written_at
from webapp.workshops.forms import StudyForm, study_form
from webapp.workshops.lessons import MOST_LETTERS, Lesson, all_lessons, find_lesson, lessons_with
from webapp.workshops.models import Study

blueprint = Blueprint("workshops", __name__, url_prefix="/workshops")


@blueprint.get("/")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY)
def library(enrollment):
    return _library_page(enrollment)


@blueprint.get("/search")
@requires(Permission.SEE_OWN_STAY)
def search(enrollment):
    """The library once more, but no phone keeps it: words that somebody typed stand in its address."""
    return _library_page(enrollment, " ".join(request.args.get("words", "")[:MOST_LETTERS].split()))


@blueprint.get("/<slug>")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY)
def lesson(enrollment, slug):
    chosen = _find(slug)
    study = Study.of(enrollment).get(slug)
    return _lesson_page(enrollment, chosen, study, study_form(chosen, study))


@blueprint.post("/<slug>/study")
@sent_later
@requires(Permission.TAKE_PART)
@idempotent
def study(enrollment, slug):
    chosen = _find(slug)
    form = study_form(chosen, None)
    if not form.validate_on_submit():
        return _lesson_page(enrollment, chosen, Study.of(enrollment).get(slug), form.fresh()), 422
    is_done = request.form.get("done") == "yes"
    written = Study.write(enrollment, slug, form.content(is_done), written_at() or clock.now())
    flash(_said(written, is_done), "saved")
    return redirect(url_for(".lesson", slug=slug) if is_done else url_for(".library"), 303)


def _said(written: Study, is_done: bool) -> str:
    done = (
        _("Saved. Thank you for taking this time.")
        if is_done
        else _("Saved. You can go on with it any time.")
    )
    if not written.reflection:
        return done
    readers = (
        _("Your therapist can read your words.") if written.is_shared else _("Only you can see your words.")
    )
    return f"{done} {readers}"


def _library_page(enrollment, words: str = "") -> str:
    studies = Study.of(enrollment)
    lessons = all_lessons(_language())
    return render_template(
        "workshops/library.html",
        enrollment=enrollment,
        lessons=lessons_with(words, _language()) if words else lessons,
        studies=studies,
        begun=[one for one in lessons if one.slug in studies and not studies[one.slug].is_completed],
        words=words,
    )


def _lesson_page(enrollment, chosen: Lesson, study: Study | None, form: StudyForm) -> str:
    return render_template(
        "workshops/lesson.html",
        lesson=chosen,
        study=study,
        form=form,
        stopped_at=_stopped_at(chosen, study) if study else "",
        takes_part=allowed(current_user, Permission.TAKE_PART, enrollment),
    )


def _stopped_at(chosen: Lesson, study: Study) -> str:
    """The id of the first part that is still open."""
    if not study.reflection:
        return "reflection"
    unanswered = (str(at) for at in range(1, len(chosen.check) + 1) if str(at) not in study.answers)
    return next((f"answer_{number}" for number in unanswered), "finish")


def _find(slug: str) -> Lesson:
    return find_lesson(slug, _language()) or abort(404)


def _language() -> str:
    return get_locale().language
