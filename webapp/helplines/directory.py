"""The help lines by country: a data file, read and checked once when the program starts."""

import datetime as dt
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

FILE = Path(__file__).with_name("helplines.toml")
KINDS = ("emergency", "crisis", "overdose", "substance", "violence", "veterans", "deaf", "youth")
CHECKED = ("published", "listed")
NUMBER = re.compile(r"\+?[0-9]+([ -][0-9]+)*")


class DirectoryError(ValueError):
    """A help line that cannot be shown; the message names the file, the entry and the key."""


@dataclass(frozen=True)
class Text:
    """A number to send a text to, and the word to send, if the service asks for one."""

    number: str
    body: str

    @property
    def link(self) -> str:
        # The "?&" form is the one that both iPhones and Android phones read.
        return f"sms:{digits(self.number)}" + (f"?&body={quote(self.body)}" if self.body else "")


@dataclass(frozen=True)
class Helpline:
    service: str
    kind: str
    languages: tuple[str, ...]
    verified_on: dt.date
    checked: str
    call: str | None = None
    sms: Text | None = None
    chat_url: str | None = None
    hours: str = ""
    note: str = ""

    @property
    def call_link(self) -> str:
        return f"tel:{digits(self.call)}"


@dataclass(frozen=True)
class Country:
    code: str
    name: str
    lines: tuple[Helpline, ...]
    first: tuple[Helpline, ...] = field(init=False)
    others: tuple[Helpline, ...] = field(init=False)

    def __post_init__(self):
        urgent = ("emergency", "crisis")
        object.__setattr__(self, "first", tuple(line for line in self.lines if line.kind in urgent))
        object.__setattr__(self, "others", tuple(line for line in self.lines if line.kind not in urgent))

    @property
    def last_checked(self) -> dt.date:
        """The day that holds for every line: the oldest of them."""
        return min(line.verified_on for line in self.lines)


def digits(number: str) -> str:
    """A number as a link needs it."""
    return re.sub(r"[ -]", "", number)


def read_directory(path: Path) -> dict[str, Country]:
    """The countries by code, in the order of the file, or a DirectoryError."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DirectoryError(f"{path.name}: {error}") from error
    _known(path.name, data, {"format", "countries"})
    if data.get("format") != 1 or not data.get("countries"):
        raise DirectoryError(f"{path.name}: format: must be 1, with a list of countries")
    countries = {}
    for entry in data["countries"]:
        country = _country(path.name, entry)
        if country.code in countries:
            raise DirectoryError(f"{path.name}: {country.code}: the country appears twice")
        countries[country.code] = country
    return countries


def _country(file: str, entry: dict) -> Country:
    code = entry.get("code")
    if not isinstance(code, str) or not re.fullmatch(r"[A-Z]{2}", code):
        raise DirectoryError(f"{file}: code: {code!r} is not two capital letters")
    place = f"{file}: {code}"
    _known(place, entry, {"code", "name", "lines"}, required={"name", "lines"})
    country = Country(
        code, _words(place, "name", entry["name"]), tuple(_line(place, line) for line in entry["lines"])
    )
    if [line.kind for line in country.lines][:2] != ["emergency", "crisis"] or not country.lines[0].call:
        raise DirectoryError(f"{place}: lines: the emergency number comes first, then a crisis line")
    return country


def _line(country: str, entry: dict) -> Helpline:
    place = f"{country}: {entry.get('service', 'a line without a service name')}"
    required = {"service", "kind", "languages", "verified_on", "checked"}
    _known(place, entry, required | {"call", "sms", "chat_url", "hours", "note"}, required)
    if not {"call", "sms", "chat_url"} & entry.keys():
        raise DirectoryError(f"{place}: call: needs a number to call, a number to text or a chat page")
    if type(entry["verified_on"]) is not dt.date:
        raise DirectoryError(f"{place}: verified_on: must be a date")
    if not isinstance(entry["languages"], list) or not entry["languages"]:
        raise DirectoryError(f"{place}: languages: must be a list of language codes")
    chat = entry.get("chat_url")
    if chat is not None and not re.fullmatch(r"https://[a-z0-9.-]+/\S*", str(chat)):
        raise DirectoryError(f"{place}: chat_url: must be an https address")
    return Helpline(
        service=_words(place, "service", entry["service"]),
        kind=_one_of(place, "kind", entry["kind"], KINDS),
        languages=tuple(_words(place, "languages", language) for language in entry["languages"]),
        verified_on=entry["verified_on"],
        checked=_one_of(place, "checked", entry["checked"], CHECKED),
        call=_number(place, "call", entry["call"]) if "call" in entry else None,
        sms=_text(place, entry["sms"]) if "sms" in entry else None,
        chat_url=chat,
        hours=_words(place, "hours", entry["hours"]) if "hours" in entry else "",
        note=_words(place, "note", entry["note"]) if "note" in entry else "",
    )


def _text(place: str, entry: dict) -> Text:
    _known(f"{place}: sms", entry, {"number", "body"}, required={"number", "body"})
    return Text(_number(place, "sms.number", entry["number"]), str(entry["body"]))


def _number(place: str, key: str, value: object) -> str:
    if not isinstance(value, str) or not NUMBER.fullmatch(value):
        raise DirectoryError(
            f"{place}: {key}: {value!r} is not a phone number (digits, single spaces or hyphens)"
        )
    return value


def _words(place: str, key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise DirectoryError(f"{place}: {key}: must be words")
    return value


def _one_of(place: str, key: str, value: object, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise DirectoryError(f"{place}: {key}: {value!r} is unknown; known are: {', '.join(allowed)}")
    return value


def _known(place: str, entry: object, known: set[str], required: set[str] = frozenset()) -> None:
    if not isinstance(entry, dict):
        raise DirectoryError(f"{place}: must be a group of keys")
    for key in sorted(entry.keys() - known):
        raise DirectoryError(f"{place}: {key}: is not a known key here")
    for key in sorted(required - entry.keys()):
        raise DirectoryError(f"{place}: {key}: is missing")


COUNTRIES = read_directory(FILE)


def urgent_lines(country: str, language: str) -> list[Helpline]:
    """The emergency number and the crisis lines of a country that answer in the language; none where none are known."""
    known = COUNTRIES.get(country)
    lines = known.first if known else ()
    return [line for line in lines if line.kind == "emergency" or language in line.languages] or list(lines)
