"""The links and forms of a page, read as a browser reads them, and a form filled in as a person would.

For whatever walks through the app without a browser: what it finds is there because a page offers it.
"""

import datetime as dt
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from webapp import clock

TYPED = ("text", "email", "search", "url", "textarea")
NOT_SENT = ("button", "reset", "image", "file")


@dataclass
class Control:
    """One control of a form: its kind, what it holds, and what can be chosen."""

    name: str
    kind: str
    value: str = ""
    checked: bool = False
    options: list = field(default_factory=list)
    longest: int | None = None
    required: bool = False

    @property
    def is_typed(self) -> bool:
        """Whether a person writes in it what they like."""
        return self.kind in TYPED


@dataclass
class PageForm:
    """A form of a page and where it leads."""

    url: str
    method: str
    controls: list[Control] = field(default_factory=list)

    @property
    def typed(self) -> list[Control]:
        return [control for control in self.controls if control.is_typed]

    def choices(self, name: str) -> list[str]:
        """The values that a group of radios or a list offers."""
        of_name = [control for control in self.controls if control.name == name]
        return [value for one in of_name for value in one.options or [one.value]]

    def filled(self, word, chosen: dict | None = None) -> list[tuple[str, str]]:
        """What is sent: `word(control)` in each box, the first tick and choice of each group.

        `chosen` names other choices; what it says None of is left out.
        """
        sent, seen = [], set()
        for control in self.controls:
            once = control.kind in ("radio", "checkbox", "submit")
            left_out = control.name in (chosen or {}) and chosen[control.name] is None
            if not control.name or control.kind in NOT_SENT or left_out or (once and control.name in seen):
                continue
            seen.add(control.name)
            if control.is_typed:
                sent.append((control.name, word(control)))
            elif control.kind in ("radio", "select", "submit"):
                sent.append((control.name, self._choice(control.name, chosen)))
            else:
                sent.append((control.name, _plain(control)))
        return sent

    def _choice(self, name: str, chosen: dict | None) -> str:
        offered = self.choices(name)
        wanted = (chosen or {}).get(name)
        return wanted if wanted in offered else next((one for one in offered if one), "")


def _plain(control: Control) -> str:
    """What a box takes that takes only one kind of thing; what stands in it stays."""
    days = 60 if control.name.startswith(("last", "until", "end")) else 1
    day = (clock.now() + dt.timedelta(days=days)).date()
    time = {"at": "09:00"}.get(control.name, "19:00" if control.name.startswith("end") else "18:00")
    usual = {"date": day.isoformat(), "time": time, "number": "2", "checkbox": "y", "tel": "555 0100"}
    return control.value or usual.get(control.kind, "")


class _Reader(HTMLParser):
    def __init__(self, url: str):
        super().__init__()
        self.url, self.links, self.forms = url, [], []
        self._form = self._list = self._area = None

    def handle_starttag(self, tag, attributes):
        attrs = {name: value or "" for name, value in attributes}
        if tag == "a" and "href" in attrs:
            self.links.append(urljoin(self.url, attrs["href"]))
        elif tag == "form":
            action = urljoin(self.url, attrs.get("action") or self.url)
            self._form = PageForm(action, attrs.get("method", "get").upper())
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, attrs)

    def _control(self, tag, attrs) -> None:
        longest = int(attrs["maxlength"]) if attrs.get("maxlength") else None
        common = {"name": attrs.get("name", ""), "longest": longest, "required": "required" in attrs}
        if tag == "input":
            kind, checked = _kind(attrs), "checked" in attrs
            self._form.controls.append(
                Control(kind=kind, value=attrs.get("value", ""), checked=checked, **common)
            )
        elif tag == "textarea":
            self._area = Control(kind="textarea", **common)
            self._form.controls.append(self._area)
        elif tag == "select":
            self._list = Control(kind="select", **common)
            self._form.controls.append(self._list)
        elif tag == "option" and self._list is not None:
            self._list.options.append(attrs.get("value", ""))
        elif tag == "button" and attrs.get("name"):
            self._form.controls.append(Control(kind="submit", value=attrs.get("value", ""), **common))

    def handle_data(self, text):
        if self._area is not None:
            self._area.value += text

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._list = None
        elif tag == "textarea":
            self._area = None


def _kind(attrs: dict) -> str:
    """What a box takes: a box for a number is one, however it is written."""
    takes_numbers = attrs.get("inputmode") in ("numeric", "decimal")
    return "number" if takes_numbers else attrs.get("type", "text")


def read_page(text: str, url: str) -> tuple[list[str], list[PageForm]]:
    """The addresses that a page leads to and its forms."""
    reader = _Reader(url)
    reader.feed(text)
    return reader.links, reader.forms


def path_of(url: str) -> str:
    """Path and query."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
