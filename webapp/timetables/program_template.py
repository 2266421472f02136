"""A program as data: reads a program template (TOML) strictly and reports everything wrong with it at once.

The format is shown by `programs/matrix-iop.toml`. Nothing here touches the database.
"""

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from flask_babel import gettext as _

from webapp.timetables import template_values as values
from webapp.timetables.template_clashes import find_clashes

FORMAT = 1
LARGEST_FILE = 1_000_000
MOST_SERIES = 500
REQUIRED = object()


class TemplateError(ValueError):
    """A template that cannot be used: `problems` holds one line each, "FILE: key.path: reason"."""

    def __init__(self, problems):
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class LevelTemplate:
    """A level of care, in step-down order."""

    code: str
    name: str
    weekly_hours: float


@dataclass(frozen=True)
class SeriesTemplate:
    """A meeting that comes back on the same weekdays at the same wall time."""

    title: str
    kind: str
    levels: tuple[str, ...]
    weekdays: tuple[str, ...]
    starts: time
    minutes: int
    weeks: tuple[tuple[int, int], ...]
    capacity: int | None
    place: str
    telehealth: str
    guests_welcome: bool
    topics: tuple[str, ...]
    track: str | None


@dataclass(frozen=True)
class ProgramTemplate:
    """A whole program; `digest` is the same for two files that say the same thing."""

    name: str
    time_zone: str
    country: str
    starts_on: date | None
    closed_on: tuple[date, ...]
    levels: tuple[LevelTemplate, ...]
    series: tuple[SeriesTemplate, ...]
    digest: str


def read_template(path):
    """The program that the file describes, or a TemplateError with every problem found in it."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        reason = _("the file cannot be read (%(reason)s)", reason=error.strerror)
        raise TemplateError([f"{path.name}: {reason}"]) from None
    return parse_template(content, path.name)


def parse_template(content, name):
    """The program that the bytes of a file describe; its name stands before each problem."""
    problems = []
    try:
        template = _program(_parse(_text_of(content)), problems)
    except ValueError as error:  # the file as a whole: too large, not TOML, another format
        problems = [str(error)]
    if problems:
        raise TemplateError(f"{name}: {problem}" for problem in problems)
    return template


def _text_of(content):
    if len(content) > LARGEST_FILE:
        raise ValueError(_("the file is larger than 1 MB"))
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise ValueError(_("the file is not UTF-8 text (byte %(place)s)", place=error.start)) from None


def _parse(text):
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise ValueError(_("the file is nested too deeply")) from None
    except ValueError as error:
        raise ValueError(_explain(str(error), text)) from None
    if "format" not in data:
        raise ValueError(_("format: missing; write format = %(known)s", known=FORMAT))
    if type(data["format"]) is not int or data["format"] != FORMAT:
        raise ValueError(
            _(
                "format: %(given)s is not known; write format = %(known)s",
                given=values.shown(data["format"]),
                known=FORMAT,
            )
        )
    return data


def _explain(message, text):
    """TOML's own message, in plain words when a key is written twice."""
    line = re.search(r"at line (\d+)", message)
    if line and re.search(r"overwrite|twice", message):
        number = int(line[1])
        key = re.match(r"\s*(\[\[?[^\]]*\]\]?|[^=\s]+)", text.splitlines()[number - 1])
        return _("line %(line)s: %(key)s is written twice", line=number, key=key[1] if key else "")
    return _("this is not valid TOML: %(reason)s", reason=message)


class _Table:
    """Takes values out of a TOML table, noting each problem under its key path."""

    def __init__(self, data, path, known, problems):
        self.path, self.problems, self.note, self.is_sound = path, problems, "", True
        self.is_table = isinstance(data, dict)
        self.data = data if self.is_table else {}
        if not self.is_table:
            self.problem(path, _("missing") if data is None else _("must be a table"))
        for key in sorted(self.data.keys() - known):
            self.problem(self._at(key), _("unknown key; known keys: %(keys)s", keys=", ".join(sorted(known))))

    def take(self, key, read, default=REQUIRED):
        if key in self.data:
            try:
                return read(self.data[key])
            except ValueError as error:
                self.problem(self._at(key), f"{error}{self.note}")
        elif default is not REQUIRED:
            return default
        elif self.is_table:
            self.problem(self._at(key), _("missing") + self.note)
        return None

    def tables(self, key, known):
        """The tables of an array of tables, counted from 1 in what is reported."""
        rows = self.data.get(key)
        if not isinstance(rows, list) or not rows:
            self.problem(self._at(key), _("write at least one [[%(key)s]]", key=key))
            return []
        if len(rows) > MOST_SERIES:
            self.problem(self._at(key), _("more than %(most)s are not supported", most=MOST_SERIES))
            return []
        return [_Table(row, f"{self._at(key)}[{n}]", known, self.problems) for n, row in enumerate(rows, 1)]

    def problem(self, path, reason):
        self.problems.append(f"{path}: {reason}")
        self.is_sound = False

    def _at(self, key):
        return f"{self.path}.{key}" if self.path else key


def _program(data, problems):
    top = _Table(data, "", {"format", "program", "levels", "series"}, problems)
    about = _Table(
        data.get("program"),
        "program",
        {"name", "time_zone", "country", "starts_on", "closed_on"},
        problems,
    )
    levels = [_level(table) for table in top.tables("levels", set(LevelTemplate.__dataclass_fields__))]
    codes = [level.code for level in levels if level.code]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        top.problem("levels", _("the code %(code)s is used twice", code=values.shown(code)))

    series = []
    for table in top.tables("series", set(SeriesTemplate.__dataclass_fields__)):
        one = _series(table, codes)
        if table.is_sound:
            series.append((table.path, one))
    problems.extend(find_clashes(series))

    return ProgramTemplate(
        name=about.take("name", values.text),
        time_zone=about.take("time_zone", values.zone),
        country=about.take("country", values.country),
        starts_on=about.take("starts_on", values.day, default=None),
        closed_on=about.take("closed_on", values.list_of(values.day), default=()),
        levels=tuple(levels),
        series=tuple(one for _path, one in series),
        digest=hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest(),
    )


def _level(table):
    return LevelTemplate(
        code=table.take("code", values.text),
        name=table.take("name", values.text),
        weekly_hours=table.take("weekly_hours", values.hours),
    )


def _series(table, codes):
    title = table.take("title", values.text)
    if title:
        table.note = _(' (in "%(title)s")', title=title)
    return SeriesTemplate(
        title=title,
        kind=table.take("kind", values.kind),
        levels=table.take("levels", values.list_of(values.one_of(codes), least=1)),
        weekdays=table.take("weekdays", values.list_of(values.weekday, least=1)),
        starts=table.take("starts", values.wall_time),
        minutes=table.take("minutes", values.whole_number(1, 1440)),
        weeks=table.take("weeks", values.weeks),
        capacity=table.take("capacity", values.whole_number(1, 10_000), default=None),
        place=table.take("place", values.text, default=""),
        telehealth=table.take("telehealth", values.https_link, default=""),
        guests_welcome=table.take("guests_welcome", values.switch, default=False),
        topics=table.take("topics", values.list_of(values.text, unique=False), default=()),
        track=table.take("track", values.text, default=None),
    )
