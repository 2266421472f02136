"""How times, numbers of weeks and addresses of assets are written in pages."""

import datetime as dt
import hashlib
from functools import lru_cache
from pathlib import Path

import peewee
from babel import dates
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import force_locale, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from markupsafe import Markup

from webapp import clock
from webapp.database import new_id
from webapp.people.models import Membership, Program
from webapp.prepared import prepared

STATIC = Path(__file__).parent.parent / "static"
LOCALES = ("en",)


@lru_cache(maxsize=1)
def static_version() -> str:
    """A digest of every static file: part of their addresses, so they can be kept for ever."""
    total = hashlib.sha256()
    for file in sorted(STATIC.rglob("*")):
        if file.is_file() and file.suffix not in (".br", ".gz"):
            total.update(str(file.relative_to(STATIC)).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()[:12]


def asset(path: str) -> str:
    """The address of a static file. The version is a folder, so that relative imports keep working."""
    return f"/static/{static_version()}/{path}"


def viewer_locale() -> str:
    """The language to write in: the person's own choice, else what their browser asks for."""
    if not has_request_context():
        return "en"
    if "locale" not in g:
        chosen = current_user.locale if current_user.is_authenticated else None
        g.locale = chosen or request.accept_languages.best_match(LOCALES) or "en"
    return g.locale


def viewer_zone() -> str:
    """The zone to show times in: the person's own, else their program's."""
    if not has_request_context():
        return "UTC"
    if "own_zone" not in g:
        g.own_zone = current_user.time_zone if current_user.is_authenticated else None
    if g.own_zone:
        return g.own_zone
    enrollment = g.get("enrollment")
    return enrollment.program.time_zone if enrollment else _usual_zone()


def _usual_zone() -> str:
    """On pages about no one stay: the zone of the program a member of staff works in, else of the first program."""
    if not current_user.is_authenticated:
        return "UTC"
    if "usual_zone" not in g:
        first = _programs.first(current_user.id)
        g.usual_zone = first.time_zone if first else "UTC"
    return g.usual_zone


@prepared
def _programs(user_id):
    programs = Program.select(Program.time_zone).join(Membership, peewee.JOIN.LEFT_OUTER)
    works_here = Membership.user == user_id
    return programs.order_by(works_here.desc(nulls="last"), Program.created_at).limit(1)


# No line ends between a short month and its day. A long one with its day would be wider than some screens.
PATTERNS = {
    "day": _l("EEE, MMM\u00a0d"),
    "long day": _l("EEEE, MMMM d"),
    "day of year": _l("MMMM d"),
    "short day": _l("MMM\u00a0d"),
    "short date": _l("MMM\u00a0d, y"),
    "weekday": "EEE",
    "time": _l("EEE, MMM\u00a0d, h:mm\u202fa"),
}


def day(value: dt.datetime | dt.date) -> str:
    """ "Tue, May 5": an instant in the viewer's zone, or a calendar day as it is."""
    if isinstance(value, dt.datetime):
        value = clock.local(value, viewer_zone()).date()
    return _written(dates.format_date, value, "day")


def long_day(value: dt.datetime | dt.date) -> str:
    """ "Tuesday, May 5"."""
    if isinstance(value, dt.datetime):
        value = clock.local(value, viewer_zone()).date()
    return _written(dates.format_date, value, "long day")


def weekday(value: dt.date) -> str:
    """ "Tue"."""
    return _written(dates.format_date, value, "weekday")


def short_day(value: dt.date, with_year: bool = False) -> str:
    """ "May 5", "May 5, 2026"."""
    return _written(dates.format_date, value, "short date" if with_year else "short day")


def day_of_year(value: dt.date) -> str:
    """ "May 5": a day that comes each year."""
    return _written(dates.format_date, value, "day of year")


def long_date(value: dt.date) -> str:
    """ "May 5, 2026": a calendar day for papers that are read in another year."""
    return _written(dates.format_date, value, "long")


def clock_time(instant: dt.datetime) -> str:
    """ "6:30 PM" in the viewer's zone."""
    return _written(dates.format_time, clock.local(instant, viewer_zone()), "short")


def wall_time(time: dt.time) -> str:
    """ "6:30 PM": a time of day that is in no zone."""
    return dates.format_time(time, "short", locale=get_locale())


def local_time(instant: dt.datetime) -> str:
    """ "Tue, May 5, 6:30 PM" in the viewer's zone."""
    return _written(dates.format_datetime, clock.local(instant, viewer_zone()), "time")


def program_time(instant: dt.datetime, program: Program) -> str:
    """ "6:30 PM" where the program is; works outside a request too."""
    return dates.format_time(clock.local(instant, program.time_zone), "short", locale=get_locale() or "en")


def program_moment(instant: dt.datetime, program: Program) -> str:
    """ "Tue, May 5, 6:30 PM" where the program is."""
    local = clock.local(instant, program.time_zone)
    return dates.format_datetime(local, str(PATTERNS["time"]), locale=get_locale() or "en")


def in_how_long(instant: dt.datetime) -> str:
    """ "in 2 hours", "in 3 days", "now": the wait until an instant."""
    minutes = round((instant - clock.now()).total_seconds() / 60)
    if minutes <= 0:
        return _("now")
    if minutes < 60:
        return ngettext("in %(num)d minute", "in %(num)d minutes", minutes)
    if minutes < 24 * 60:
        return ngettext("in %(num)d hour", "in %(num)d hours", round(minutes / 60))
    days = (clock.local(instant, viewer_zone()).date() - clock.today(viewer_zone())).days
    return _("tomorrow") if days == 1 else ngettext("in %(num)d day", "in %(num)d days", days)


def _written(make, value: dt.date, pattern: str) -> str:
    """A day, or an instant as the wall time that it carries, by one of PATTERNS or Babel's, in the page's language."""
    if isinstance(value, dt.datetime):
        # The same instant in two zones counts as equal: only bare wall times may be looked up.
        value = value.replace(tzinfo=None)
    return _written_once(make, value, pattern, str(get_locale()))


@lru_cache(maxsize=4096)
def _written_once(make, value: dt.date, pattern: str, locale: str) -> str:
    return make(value, str(PATTERNS.get(pattern, pattern)), locale=locale)


def duration(minutes: int) -> str:
    """ "2 hours", "45 minutes", "2 h 45 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(num)d minute", "%(num)d minutes", rest)
    if not rest:
        return ngettext("%(num)d hour", "%(num)d hours", hours)
    return _("%(hours)d h %(minutes)d min", hours=hours, minutes=rest)


_kept: dict[tuple, Markup] = {}
_MOST_KEPT = 2000


def kept(*key, caller) -> Markup:
    """A piece of a page, made once for each key and language.

    In a template: `{% call kept("check-in") %}…{% endcall %}`. The key must tell all that the piece shows; no form
    token and nothing that a person wrote may stand inside.
    """
    key = (*key, viewer_locale())
    piece = _kept.get(key)
    if piece is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        piece = _kept[key] = caller()
    return piece  # not read from `_kept` again: another thread may have cleared it


def without_database(view):
    """For a view that must answer while the database is away."""
    view.without_database = True
    return view


def browser_language() -> str:
    """What the browser asks for. A person's own choice is in the database, which may be away."""
    return request.accept_languages.best_match(LOCALES) or LOCALES[0]


def render_for_everyone(template: str, **values) -> str:
    """A page that needs no database: rendered apart from the app's own context, which asks who is signed in."""
    language = browser_language()
    with force_locale(language):
        return current_app.jinja_env.get_template(template).render(locale=language, **values)


def install(app: Flask) -> None:
    """Make these available to every template, macros included."""
    app.jinja_env.globals.update(program_time=program_time, program_moment=program_moment)
    app.jinja_env.globals.update(asset=asset, now=clock.now, kept=kept, once=new_id, zone=viewer_zone)
    app.jinja_env.filters.update(
        day=day,
        long_day=long_day,
        long_date=long_date,
        clock_time=clock_time,
        wall_time=wall_time,
        local_time=local_time,
        in_how_long=in_how_long,
        duration=duration,
    )

    @app.context_processor
    def language():
        locale = get_locale()
        return {
            "locale": str(locale).replace("_", "-"),
            "text_direction": locale.text_direction if locale else "ltr",
        }
