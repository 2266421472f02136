"""The forms that a page offers, with every field that each would send and what could be chosen in it."""

from dataclasses import dataclass
from html.parser import HTMLParser

SAMPLES = {"date": "2026-12-01", "time": "18:30", "email": "new.person@example.org", "number": "3"}
NOT_SENT = ("submit", "button", "image", "reset")


@dataclass(frozen=True)
class Field:
    name: str
    value: str
    choices: tuple[str, ...] = ()
    is_file: bool = False


@dataclass(frozen=True)
class Form:
    """`action` is empty when the form goes to its own page."""

    action: str
    method: str
    fields: tuple[Field, ...]

    @property
    def has_file(self) -> bool:
        return any(field.is_file for field in self.fields)


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self._fields, self._list = [], None, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self._fields = {}
            self._opened = (given.get("action") or "", (given.get("method") or "get").upper())
        elif self._fields is not None:
            self._take(tag, given)

    def _take(self, tag, given) -> None:
        name = given.get("name")
        if tag == "option" and self._list:
            self._add(self._list, given.get("value", ""), is_choice=True)
        elif name and tag == "select":
            self._list = name
        elif name and tag == "textarea":
            self._add(name, "Some words.")
        elif name and tag in ("input", "button") and given.get("type") not in NOT_SENT:
            self._add_input(name, given)

    def _add_input(self, name, given) -> None:
        kind = given.get("type", "text")
        value = given.get("value") or SAMPLES.get(kind, "Some words" if kind in ("text", "search") else "")
        self._add(name, value, is_choice=kind in ("radio", "checkbox"), is_file=kind == "file")

    def _add(self, name, value, is_choice=False, is_file=False) -> None:
        known = self._fields.get(name)
        if known is None:
            self._fields[name] = Field(name, value, (value,) if is_choice else (), is_file)
        elif is_choice:
            self._fields[name] = Field(name, known.value, (*known.choices, value))

    def handle_endtag(self, tag):
        if tag == "select":
            self._list = None
        if tag == "form" and self._fields is not None:
            self.forms.append(Form(*self._opened, tuple(self._fields.values())))
            self._fields = None


def forms_of(page: str) -> list[Form]:
    parser = _Forms()
    parser.feed(page)
    return parser.forms
