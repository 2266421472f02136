"""How one person is reminded, as the pages show it."""

from typing import NamedTuple

from flask_babel import gettext as _

from webapp import clock
from webapp.formatting import wall_time
from webapp.people.models import User
from webapp.reminders.forms import LEADS, WEEKDAYS
from webapp.reminders.kinds import KINDS
from webapp.reminders.kinds.kind import EVERY_DAY, Choice, Kind
from webapp.reminders.models import KindSettings, ReminderSettings
from webapp.reminders.quiet import QuietHours


class Listed(NamedTuple):
    """A kind with what the person chose of it; `detail` says when it comes."""

    kind: Kind
    choice: Choice
    detail: str


def choice_of(user: User, kind: Kind) -> Choice:
    return kind.choice(KindSettings.get_or_none(KindSettings.user == user.id, KindSettings.kind == kind.name))


def choices_of(user: User) -> list[Listed]:
    """Every kind, in the order of the registry."""
    kept = {one.kind: one for one in KindSettings.select().where(KindSettings.user == user.id)}
    return [_listed(kind, kind.choice(kept.get(name))) for name, kind in KINDS.items()]


def switch(user: User, kind: Kind, is_on: bool) -> None:
    """Turn one kind on or off; the rest of it stays."""
    KindSettings.keep(user, kind.name, is_on=is_on)


def overview(user: User) -> dict:
    """What the reminders page tells of it in a few lines."""
    settings = ReminderSettings.of(user)
    paused_until = settings.paused_until
    listed = choices_of(user)
    return {
        "on": sum(one.choice.is_on for one in listed),
        "all": len(listed),
        "quiet_hours": QuietHours.read(settings.quiet_hours),
        "paused_until": paused_until if paused_until and paused_until > clock.now() else None,
    }


def _listed(kind: Kind, choice: Choice) -> Listed:
    return Listed(kind, choice, _when(kind, choice) if choice.is_on else str(kind.explanation))


def _when(kind: Kind, choice: Choice) -> str:
    if kind.offered_leads:
        times = ", ".join(str(LEADS.get(lead, lead)) for lead in choice.leads)
    elif kind.most_times:
        times = ", ".join(wall_time(time) for time in choice.times)
    else:
        return str(kind.explanation)
    if choice.weekdays == EVERY_DAY or not kind.has_days:
        return _("%(times)s, every day", times=times) if kind.most_times else times
    if kind.offered_leads:
        return _("%(leads)s. For sessions on %(days)s.", leads=times, days=names_of(choice.weekdays))
    return _("%(times)s on %(days)s", times=times, days=names_of(choice.weekdays))


def names_of(weekdays: str) -> str:
    return ", ".join(str(name) for number, name in WEEKDAYS if number in weekdays)
