"""What templates ask for over and over, looked up once: texts of the interface, addresses, drawings.

What is kept here is the same for everyone. Values that are put into a text, and whatever else a page is about, pass
through and are never kept.
"""

import functools
import re

from flask import g, request, url_for
from flask.templating import Environment
from flask_babel import Domain, get_locale, get_translations
from markupsafe import Markup

_ID = re.compile(r"[0-9a-z]{26}")
_STAND_IN = "0" * 26  # in the place of a record's id


class Templates(Environment):
    """One set of globals for all templates: a layer of each template's own would be empty, and is slow to look into."""

    def make_globals(self, own):
        return super().make_globals(own) if own else self.globals


class Texts(Domain):
    """Flask-Babel's way to the catalogue, which it would look for anew for each text."""

    def get_translations(self):
        locale = get_locale()
        if locale is None:
            return super().get_translations()
        found = g.get("catalogue")
        if found is None or found[0] is not locale:  # another language, for a while
            found = g.catalogue = locale, super().get_translations()
        return found[1]


def translations():
    """The request's catalogue, looked up once (Flask-Babel looks it up for each text)."""
    if "translations" not in g:
        g.translations = get_translations()
    return g.translations


def text(said: str, /, **values) -> Markup:
    """`_("…")` of templates, as Jinja2's i18n extension has it: values are escaped and put in."""
    catalogue = translations()
    return _text(catalogue, said) % values if values else _text_alone(catalogue, said)


def counted(one: str, many: str, number: int, /, **values) -> Markup:
    """`ngettext("…", "…", number)` of templates."""
    said = Markup(translations().ungettext(one, many, number))  # noqa: S704 # nosec B704 - as in `_text`
    return said % {"num": number, **values}


@functools.lru_cache(maxsize=4096)
def _text(catalogue, said: str) -> Markup:
    return Markup(catalogue.ugettext(said))  # noqa: S704 # nosec B704 - a catalogue is trusted


@functools.lru_cache(maxsize=4096)
def _text_alone(catalogue, said: str) -> Markup:
    return _text(catalogue, said) % {}


def address(endpoint: str, **values) -> str:
    """`url_for` of templates. Addresses without values are kept, and those of records with a stand-in for the id."""
    if not request:
        return url_for(endpoint, **values)
    if endpoint.startswith("."):
        endpoint = f"{request.blueprint}{endpoint}"
    if not values:
        return _address(request.script_root, endpoint, None)
    if len(values) == 1:
        ((name, record_id),) = values.items()
        if name.endswith("_id") and isinstance(record_id, str) and _ID.fullmatch(record_id):
            return _address(request.script_root, endpoint, name).replace(_STAND_IN, record_id)
    return url_for(endpoint, **values)


@functools.lru_cache(maxsize=1024)
def _address(_script_root: str, endpoint: str, name: str | None) -> str:
    return url_for(endpoint, **({name: _STAND_IN} if name else {}))


def once_each(macro):
    """A macro that is called once for each of its arguments: for drawings and nothing that a person wrote."""
    return functools.lru_cache(maxsize=512)(macro)


def install(app) -> None:
    """Give these to every template, macros included."""
    app.extensions["babel"].instance.domain_instance = Texts()
    app.jinja_env.globals.update(url_for=address, once_each=once_each, _=text, gettext=text, ngettext=counted)
