"""Away from home: a phone tells its time zone (js/app.js), and Today offers to go by it.

Nothing is kept of where a phone is: its zone comes along as a cookie, and the person's changes when they say so.
"""

import datetime as dt

from babel.dates import get_timezone_name
from flask import Response, current_app, request
from flask_babel import get_locale

from webapp import clock
from webapp.accounts.forms import ZoneForm
from webapp.formatting import viewer_zone

OF_PHONE, LEFT = "zone", "zone-left"
A_YEAR = dt.timedelta(days=365)


def offer() -> ZoneForm | None:
    """The question whether times shall follow the phone, where its clock is another and the answer is not known."""
    here, usual = request.cookies.get(OF_PHONE, ""), viewer_zone()
    if (
        here in ("", usual, request.cookies.get(LEFT))
        or here not in clock.zone_names()
        or _agree(here, usual)
    ):
        return None
    form = ZoneForm(formdata=None, time_zone=here)
    form.here, form.usual = (get_timezone_name(clock.zone(one), locale=get_locale()) for one in (here, usual))
    return form


def leave(answer: Response, zone_name: str) -> Response:
    """Times stay as they are, and for this zone that is not asked again on this phone."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(LEFT, zone_name, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax")
    return answer


def _agree(one: str, other: str) -> bool:
    """Whether clocks show the same there, in summer and in winter."""
    halves = (clock.now(), clock.now() + A_YEAR / 2)
    return all(clock.local(at, one).utcoffset() == clock.local(at, other).utcoffset() for at in halves)
