"""What a kind of reminder is: when there is something to say, in which words, and what a tap opens."""

import datetime as dt
import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from webapp.people.models import Enrollment
from webapp.reminders.models import KindSettings
from webapp.reminders.people import Person

EVERY_DAY = "0123456"
MINUTE = dt.timedelta(minutes=1)
NORMAL, HIGH = "normal", "high"  # of RFC 8030, section 5.3
SETTLES = dt.timedelta(minutes=5)  # what somebody else is still changing is not told half done


class Occasion(NamedTuple):
    """One thing to be reminded of, or, with a `reason`, not to be (Reminder.reason has the same words)."""

    user_id: str
    about: str
    due_at: dt.datetime
    expires_at: dt.datetime
    reason: str = ""

    @property
    def times(self) -> tuple[dt.datetime, dt.datetime]:
        return self.due_at, self.expires_at


class Choice(NamedTuple):
    """How one person wants one kind."""

    is_on: bool
    is_plain: bool
    leads: tuple[int, ...]  # minutes before, the longest first
    times: tuple[dt.time, ...]
    weekdays: str


@dataclass(frozen=True)
class Kind:
    """One kind of reminder. `neutral` and `plain` are what a lock screen shows; anyone may read either.

    `occasions(people, now)` reads what there is to say to many people, in a number of queries that does not
    depend on how many. `keeps_wall_time` says that it comes at wall times of the person's own: then one that has
    passed is not caught up with, and who was reminded is not reminded again because they now live elsewhere.
    `vanished` is the reason when what it was about is there no more. `page(about)` gives endpoint and values, and
    `kept_about(stay)` what it may soon be about whose page a phone may keep. `urgency` is high where minutes count:
    what is normal, Android and iOS may hold back on a phone that sleeps, until it is picked up.
    """

    name: str
    title: str
    explanation: str
    neutral: str
    plain: str
    occasions: Callable[[list[Person], dt.datetime], Iterable[Occasion]]
    page: Callable[[str], tuple[str, dict]]
    is_on: bool = True
    leads: tuple[int, ...] = ()
    offered_leads: tuple[int, ...] = ()
    times: tuple[str, ...] = ()
    most_times: int = 0
    has_days: bool = False
    keeps_wall_time: bool = False
    vanished: str = "moved"
    kept_about: Callable[[Enrollment], Iterable[str]] = lambda stay: ("",)
    urgency: str = NORMAL

    def choice(self, kept: KindSettings | None) -> Choice:
        """What a person chose of it; where they chose nothing, its defaults."""
        if kept is None:
            return self.usual
        times = sorted(kept.times.split() or self.times)
        leads = sorted(map(int, kept.leads.split() or self.leads), reverse=True)
        return Choice(
            kept.is_on,
            kept.is_plain,
            tuple(leads),
            tuple(map(dt.time.fromisoformat, times)),
            kept.weekdays or EVERY_DAY,
        )

    @functools.cached_property
    def usual(self) -> Choice:
        """Its defaults."""
        return self.choice(KindSettings(is_on=self.is_on))

    def choice_of(self, person: Person) -> Choice:
        return self.choice(person.kept.get(self.name))
