"""The skills that a person can name: the library of exercises tells them, and a journal asks.

Which feature keeps the library is for the entrance to say (`create_app`), so that the two need not know each other.
"""

from collections.abc import Callable

from flask import Flask, current_app
from flask_babel import get_locale


def install(app: Flask, titles_in: Callable[[str], dict[str, str]]) -> None:
    """`titles_in(language)` gives every skill's title by its slug."""
    app.extensions["skills"] = titles_in


def skill_titles() -> dict[str, str]:
    """What there is to choose from, by slug, in the viewer's language."""
    return current_app.extensions["skills"](get_locale().language)


def skill_named(said: str) -> str:
    """The slug of the skill with this title, or the person's own words as they are."""
    by_title = {title.casefold(): slug for slug, title in skill_titles().items()}
    return by_title.get(said.casefold(), said)


def title_of(skill: str) -> str:
    """What a kept skill is called now: the title of a slug, or the person's own words."""
    return skill_titles().get(skill, skill)
