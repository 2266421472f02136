"""Exercises for everybody: no sign-in, no network, no database. Nothing is written down, by anyone.

A hard moment does not wait until somebody is signed in or on their own phone. So the ones to try first (clinical
reference, 3.9) are the same for everyone, and every phone keeps them in the clear (docs/decisions, 0036).
"""

from functools import lru_cache

from flask import Blueprint, abort, url_for

from webapp.access import public
from webapp.exercises.catalogue import Exercise, all_exercises
from webapp.exercises.hard_moments import ANY, suggested
from webapp.exercises.vocabulary import FEELS
from webapp.formatting import browser_language, render_for_everyone, without_database
from webapp.headers import same_for_everyone

# What can be done with nowhere to write: a worksheet or a drawing that goes nowhere would be lost.
DONE_WITHOUT_WRITING = {"breath", "cards", "grounding", "steps", "timed", "timer"}

blueprint = Blueprint("steadying", __name__, url_prefix="/steady")


@blueprint.get("")
@without_database
@public
@same_for_everyone
def index():
    tried = _tried_first(browser_language())
    by_feel = [(words, tried[feel]) for feel, (words, _codes) in FEELS.items()]
    return render_for_everyone("exercises/steady.html", any_moment=tried[ANY], by_feel=by_feel)


@blueprint.get("/<slug>")
@without_database
@public
@same_for_everyone
def exercise(slug):
    chosen = _for_everybody().get(slug) or abort(404)
    return render_for_everyone("exercises/steady_exercise.html", exercise=chosen, is_for_everybody=True)


def pages() -> list[str]:
    """The addresses of all these pages, for phones to keep."""
    return [
        url_for("steadying.index"),
        *(url_for("steadying.exercise", slug=slug) for slug in _for_everybody()),
    ]


def _for_everybody() -> dict[str, Exercise]:
    """By slug, in the order of the page that leads to them."""
    return {one.slug: one for some in _tried_first(browser_language()).values() for one in some}


@lru_cache(maxsize=16)
def _tried_first(language: str) -> dict[str, list[Exercise]]:
    """By what is felt, any moment first."""
    library = [one for one in all_exercises(language) if one.kind in DONE_WITHOUT_WRITING]
    return {feel: suggested(feel, [], library) for feel in (ANY, *FEELS)}
