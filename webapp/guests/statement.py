"""The words of a consent: every element that 42 CFR 2.31 asks for, in plain language.

They are kept with the consent exactly as they were signed. Change the words, change VERSION.
"""

from flask_babel import format_date
from flask_babel import gettext as _

from webapp.guests.items import NAMES

VERSION = "2026-11-29"


def statement(program, participant, name, email, relation, items, purpose, until) -> list[tuple[str, str]]:
    """Headings and texts, in the order in which they are read and signed."""
    return [
        (
            _("Who shares"),
            _(
                "I, %(participant)s, let %(program)s show parts of my record.",
                participant=participant,
                program=program.name,
            ),
        ),
        (
            _("Who may see it"),
            _("%(name)s (%(relation)s), %(email)s. Nobody else.", name=name, relation=relation, email=email),
        ),
        (
            _("What they may see"),
            _(
                "%(items)s. They will also know that I take part in this program. Nothing else in my record.",
                items=_joined(items),
            ),
        ),
        (_("Why"), purpose),
        (
            _("Until when"),
            _(
                "Until the end of %(day)s, where the program is. "
                "If my stay ends before then, sharing ends with it.",
                day=format_date(until, "long"),
            ),
        ),
        (
            _("I can stop it"),
            _(
                "I can stop sharing at any time, here in Waymark or by writing to my care team. "
                "It works at once. It can't undo what %(name)s has already seen or done because of it.",
                name=name,
            ),
        ),
        (_("My choice"), _("I don't have to share. My care is the same if I don't.")),
    ]


def _joined(items) -> str:
    return "; ".join(str(NAMES[item]) for item in items)
