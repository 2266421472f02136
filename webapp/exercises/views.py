"""Choosing an exercise, doing it, and looking back at it."""

from dataclasses import replace

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from webapp import clock
from webapp.access import Permission, requires
from webapp.exercises.assigned import assigned_to
from webapp.exercises.catalogue import Exercise, by_category
from webapp.exercises.effects import ENOUGH, effects_of
from webapp.exercises.finding import Search, found
from webapp.exercises.forms import PracticeForm, practice_form
from webapp.exercises.hard_moments import suggested
from webapp.exercises.looking_back import LookBack, look_back
from webapp.exercises.models import PRIVATE, SHARED, Favourites, Practice
from webapp.exercises.own import find_for, library_of
from webapp.exercises.vocabulary import FEELS, KIND_NAMES, TIMES
from webapp.idempotency import idempotent
from webapp.own_phone import is_own, kept_on_phone, sent_later, written_at

blueprint = Blueprint("exercises", __name__, url_prefix="/exercises")

MOST_SHOWN = 5


@blueprint.get("/")
@kept_on_phone
@requires(Permission.PRACTISE)
def library(enrollment):
    return _library_page(enrollment, replace(Search.of(request.args), words=""))


@blueprint.get("/search")
@requires(Permission.PRACTISE)
def search(enrollment):
    """The library once more, but no phone keeps it: words that somebody typed stand in its address."""
    return _library_page(enrollment, Search.of(request.args))


@blueprint.get("/hard-moment")
@kept_on_phone
@requires(Permission.PRACTISE)
def hard_moment(enrollment):
    feel = Search.of(request.args).feel
    effects = effects_of(enrollment)
    return render_template(
        "exercises/hard_moment.html",
        feel=feel,
        feels=FEELS,
        exercises=suggested(feel, effects, library_of(enrollment.program_id, _language())),
        proven={one.slug for one in effects if one.eases},
    )


@blueprint.get("/what-works")
@kept_on_phone
@requires(Permission.PRACTISE)
def what_works(enrollment):
    library = {one.slug: one for one in library_of(enrollment.program_id, _language())}
    rated = [(one, library[one.slug]) for one in effects_of(enrollment) if one.slug in library]
    return render_template(
        "exercises/what_works.html",
        enough=[pair for pair in rated if pair[0].is_enough],
        not_yet=[pair for pair in rated if not pair[0].is_enough],
        needed=ENOUGH,
    )


@blueprint.get("/every-page")
@kept_on_phone
@requires(Permission.PRACTISE)
def every_page(enrollment):
    """The pages of all exercises by their addresses, for a phone to keep: in one answer they weigh a fifth."""
    if not is_own():
        return {}
    library = sorted(library_of(enrollment.program_id, _language()), key=lambda one: one.minutes)
    return {
        url_for(".exercise", slug=one.slug): _exercise_page(enrollment, one, practice_form(one))
        for one in library
    }


@blueprint.get("/<slug>")
@kept_on_phone
@requires(Permission.PRACTISE)
def exercise(enrollment, slug):
    chosen = find_for(enrollment.program_id, slug, _language()) or abort(404)
    return _exercise_page(enrollment, chosen, practice_form(chosen))


@blueprint.post("/<slug>/practices")
@sent_later
@requires(Permission.PRACTISE)
@idempotent
def practise(enrollment, slug):
    chosen = find_for(enrollment.program_id, slug, _language()) or abort(404)
    form = practice_form(chosen)
    if not form.validate_on_submit():
        return _exercise_page(enrollment, chosen, form.fresh()), 422
    finished_at = written_at() or clock.now()
    practice = Practice(
        enrollment=enrollment,
        slug=chosen.slug,
        started_at=form.started_before(finished_at),
        finished_at=finished_at,
        visibility=SHARED if form.share.data else PRIVATE,
    )
    practice.before, practice.after = form.before.number, form.after.number
    practice.answers, practice.note = form.answers, form.note.data or ""
    practice.drawing = form.drawing.data or None if form.drawing else None
    practice.save(force_insert=True)
    flash(_("Saved. Thank you for taking this time."), "saved")
    return redirect(url_for(".practice", record_id=practice.id), 303)


@blueprint.post("/<slug>/favourite")
@requires(Permission.PRACTISE)
@idempotent
def favourite(enrollment, slug):
    chosen = find_for(enrollment.program_id, slug, _language()) or abort(404)
    wanted = request.form.get("wanted") == "yes"
    Favourites.mark(enrollment, chosen.slug, wanted)
    flash(_("Added to your favorites.") if wanted else _("No longer among your favorites."), "saved")
    return redirect(url_for(".exercise", slug=chosen.slug), 303)


@blueprint.get("/practices/<id:record_id>")
@kept_on_phone
@requires(Permission.SEE_OWN_STAY, Practice)
def practice(record):
    (looked_at,) = look_back([record], record.enrollment.program_id, _language())
    return render_template(
        "exercises/practice.html",
        practice=record,
        exercise=looked_at.exercise,
        answers=looked_at.answers,
        wave=looked_at.wave,
    )


def _library_page(enrollment, asked: Search) -> str:
    library = library_of(enrollment.program_id, _language())
    by_slug = {one.slug: one for one in library}
    favourites = Favourites.of(enrollment)
    latest = Practice.latest(enrollment).limit(MOST_SHOWN)
    return render_template(
        "exercises/library.html",
        search=asked,
        groups=by_category(library),
        found=found(asked, library, favourites) if asked else [],
        favourites=[by_slug[slug] for slug in favourites if slug in by_slug],
        assigned=assigned_to(enrollment, _language()),
        latest=look_back(latest, enrollment.program_id, _language()),
        feels=FEELS,
        times=TIMES,
        kinds=KIND_NAMES,
    )


def _exercise_page(enrollment, chosen: Exercise, form: PracticeForm) -> str:
    latest = [LookBack(one, chosen) for one in Practice.latest(enrollment, chosen.slug).limit(MOST_SHOWN)]
    assigned = [one for one in assigned_to(enrollment, _language()) if one.exercise.slug == chosen.slug]
    return render_template(
        "exercises/exercise.html",
        exercise=chosen,
        form=form,
        latest=latest,
        assigned=assigned,
        is_favourite=chosen.slug in Favourites.of(enrollment),
    )


def _language() -> str:
    return get_locale().language
