"""What should be sent: what each kind has to say, held against the table of reminders.

Planning may run at any time and as often as one likes: it changes only what differs. It also runs for the people
of a batch just before sending to them, so what is sent always still applies. It reads tables only, in a number of
statements that does not depend on how many people there are, and writes only where a row still is as it was read.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from webapp import clock
from webapp.database import writing
from webapp.people.models import User
from webapp.reminders import ledger
from webapp.reminders.kinds import KINDS
from webapp.reminders.kinds.kind import Kind, Occasion
from webapp.reminders.models import WITHDRAWN
from webapp.reminders.people import Person, people_of, reachable_ids
from webapp.reminders.quiet import audible

AT_ONCE = 500
PUNCTUAL = dt.timedelta(minutes=15)  # what is later than this does not go out in the middle of quiet hours


class Changes(NamedTuple):
    """What differs between the reminders that there are and those that there should be."""

    new: list[dict]  # to be said, or to be said again
    moved: list[dict]  # still to be said, at another time
    withdrawn: dict[str, list[str]]  # ids by reason


def plan_all(between: Callable[[], None] = lambda: None) -> None:
    """Plan for everyone whom a reminder can reach. (Those of others are withdrawn when they come due.)

    `between` is called after each part, so that a long round can say that it is at work.
    """
    everyone = reachable_ids()
    for start in range(0, len(everyone), AT_ONCE):
        plan(everyone[start : start + AT_ONCE])
        between()


def plan_for(user: User) -> None:
    plan([user.id])


def plan(user_ids: Iterable[str], kinds: Iterable[str] | None = None) -> None:
    """Bring the reminders of these people, of these kinds (None: all), into line with what should exist."""
    ids = sorted(set(user_ids))
    asked = [kind for name, kind in KINDS.items() if kinds is None or name in set(kinds)]
    if not (ids and asked):
        return
    now = clock.now()
    people = {person.id: person for person in people_of(ids)}
    known = ledger.known(ids, [kind.name for kind in asked], now)
    changes = Changes([], [], defaultdict(list))
    for kind in asked:
        _compare(kind, people, known[kind.name], now, changes)
    if any(changes):
        with writing():
            ledger.write(*changes, now)


def _compare(kind: Kind, people: dict[str, Person], known: dict, now: dt.datetime, changes: Changes) -> None:
    to_remind = [person for person in people.values() if not _why_never(kind, person)]
    for occasion in _at_their_times(kind, to_remind, now) if to_remind else ():
        row = known.pop((occasion.user_id, occasion.about), None)
        if occasion.reason:
            if row and row.is_ahead(now):
                changes.withdrawn[occasion.reason].append(row.id)
        elif row is None or _is_to_be_said_again(kind, row, occasion):
            if not (kind.keeps_wall_time and occasion.due_at <= now):  # nobody is told of what has passed
                changes.new.append(ledger.values_of(kind.name, occasion))
        elif row.follows(occasion, now):
            changes.moved.append(ledger.values_of(kind.name, occasion))
    for (user_id, _about), row in known.items():
        if row.is_ahead(now):
            person = people.get(user_id)
            changes.withdrawn[_why_never(kind, person) or kind.vanished].append(row.id)


def _why_never(kind: Kind, person: Person | None) -> str:
    """Why there is nothing of this kind for the person at all, or nothing."""
    if person is None or not kind.choice_of(person).is_on:
        return "switched_off"
    return "" if person.is_reachable else "no_device"


def _is_to_be_said_again(kind: Kind, row, occasion: Occasion) -> bool:
    """What was withdrawn and applies after all; what moved is a new thing to say, also to who was reminded."""
    moved = not kind.keeps_wall_time and row.expires_at != occasion.expires_at
    return moved or row.outcome == WITHDRAWN


def _at_their_times(kind: Kind, people: list[Person], now: dt.datetime) -> Iterator[Occasion]:
    """The occasions at the times at which phones may sound, or with the reason why they do not."""
    by_id = {person.id: person for person in people}
    for occasion in kind.occasions(people, now):
        yield occasion if occasion.reason else _heard(occasion, by_id[occasion.user_id], now)


def _heard(occasion: Occasion, person: Person, now: dt.datetime) -> Occasion:
    quiet, zone = person.settings.quiet_hours, person.zone_name
    due_at = audible(occasion.due_at, occasion.expires_at, quiet, zone)
    reason = "too_late" if occasion.expires_at <= now else ""
    if due_at < now - PUNCTUAL:
        again = audible(now, occasion.expires_at, quiet, zone)
        if again > now:
            due_at = again
        elif again < now:  # it is quiet until after it is of use
            reason = "too_late"
    if person.paused_until and now < person.paused_until and due_at < person.paused_until:
        reason = "paused"
    return occasion._replace(due_at=due_at, reason=reason)
