"""Recording how a batch fared: one transaction and few statements, however many reminders and devices."""

import datetime as dt
import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

import peewee

from webapp import clock
from webapp.database import among, writing
from webapp.people.models import User
from webapp.push.answers import Outcome
from webapp.push.composing import Message
from webapp.push.models import Device
from webapp.reminders.models import MAIL, MISSED, SENT, WITHDRAWN, DeviceDelivery, Reminder

FIRST_WAIT, LONGEST_WAIT = 30, 960  # seconds
SHORTEST_WAIT = 1
LAST_CHANCE = 60  # so long before it is of no more use, about, it is tried for the last time
PHONES_ALONE = 6  # tries, half an hour: then something else may stand in, though they are tried on
MAIL_LATER, MAIL_REFUSED, BY_EMAIL = "mail_later", "mail_refused", "by_email"


class Verdict(NamedTuple):
    """What becomes of a reminder; those with the same verdict are written with one statement."""

    outcome: str | None  # None: another try
    reason: str
    reached: bool
    is_tried: bool = True


@dataclass(eq=False)
class Try:
    """One try to bring a reminder to each of the person's devices that does not have it yet."""

    reminder: Reminder
    user: User
    devices: list[Device]
    reached: bool = False  # some device has it, by this try or an earlier one
    is_plain: bool = False  # in the plainer words that the person chose
    instead: Outcome | None = None  # how it went with what stood in for a phone
    message: Message | None = None
    fared: list[tuple[Device | None, Outcome]] = field(default_factory=list)  # None: no message could be made
    verdict: Verdict | None = None
    again_at: dt.datetime | None = None

    @property
    def is_over(self) -> bool:
        return len(self.fared) >= len(self.devices)

    @property
    def is_in_vain(self) -> bool:
        """No phone took it, and none is likely to while it is of use: something else may stand in."""
        if self.reached or self.instead or self.reminder.reason == MAIL_REFUSED:
            return False
        if self.verdict.outcome or self.reminder.attempts >= PHONES_ALONE:
            return True
        return self.reminder.expires_at - self.again_at < dt.timedelta(seconds=2 * LAST_CHANCE)

    def add(self, device: Device | None, outcome: Outcome) -> None:
        self.fared.append((device, outcome))
        self.reached = self.reached or outcome.sent

    def judge(self) -> None:
        """Decide what becomes of the reminder. Nothing is dropped before it is of no more use."""
        outcomes = [outcome for _device, outcome in self.fared]
        is_tried = not outcomes or any(outcome.result != "busy" for outcome in outcomes)
        again = [outcome for outcome in outcomes if outcome.result in ("later", "refused", "busy")]
        if self.instead and self.instead.result == "later":
            again.append(self.instead)
        now = clock.now()
        wait = _wait(self.reminder.attempts, again, (self.reminder.expires_at - now).total_seconds())
        self.again_at = None
        if self.instead and self.instead.sent:
            self.verdict = Verdict(SENT, BY_EMAIL, reached=False)
        elif wait is not None:
            self.verdict = Verdict(None, self._why(again), self.reached, is_tried)
            self.again_at = now + dt.timedelta(seconds=wait)
        elif self.reached:
            self.verdict = Verdict(SENT, "", reached=True)
        else:
            outcome = MISSED if outcomes or self.instead else WITHDRAWN
            self.verdict = Verdict(outcome, self._why(outcomes), reached=False)

    def _why(self, outcomes: list[Outcome]) -> str:
        mailed = self.instead.result if self.instead and self.instead.detail == MAIL else ""
        if mailed == "refused" or (self.reminder.reason == MAIL_REFUSED and not self.reached):
            return MAIL_REFUSED
        return MAIL_LATER if mailed else _why(outcomes)


def record(worker: str, tries: list[Try]) -> None:
    """Write how the tries fared, and their verdicts.

    A reminder that this worker holds no longer (its lease ended, it was moved, snoozed or withdrawn) stays as it is.
    """
    now = clock.now()
    by_verdict = defaultdict(list)
    for one in tries:
        by_verdict[one.verdict].append(one)
    with writing():
        here = Device.record_all(_told(tries))
        held = set()
        for verdict, those in by_verdict.items():
            held |= _write(worker, verdict, {one.reminder.id: one.again_at for one in those}, now)
        still_held = [one for one in tries if one.reminder.id in held]
        DeviceDelivery.keep_all(
            [
                (one.reminder, device, outcome)
                for one in still_held
                for device, outcome in _told([one])
                if device.id in here
            ]
        )


def _told(tries: list[Try]) -> list[tuple[Device, Outcome]]:
    """What push services said of devices. (Busy ones were not asked.)"""
    return [pair for one in tries for pair in one.fared if pair[0] and pair[1].result != "busy"]


def _why(outcomes: list[Outcome]) -> str:
    results = {outcome.result for outcome in outcomes}
    if results & {"later", "busy"}:
        return "unreachable"
    return "refused" if results & {"refused", "too_large"} else "no_device"


def _wait(attempts: int, again: list[Outcome], left: float) -> float | None:
    """Seconds until the next try: longer each time, not all at once, and at least what was asked for.

    The last one comes shortly before the reminder is of no more use; None if there is no time for another.
    """
    asked = max((outcome.retry_after or 0 for outcome in again), default=0)
    if all(outcome.result == "busy" for outcome in again):
        wait = max(
            min(asked, left / 2), SHORTEST_WAIT
        )  # not tried, so this must not have been the last chance
    else:
        wait = max(_usual_wait(attempts, again, left), asked)
    return wait if again and wait < left else None


def _usual_wait(attempts: int, again: list[Outcome], left: float) -> float:
    usual = min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT) * _about()
    if any(outcome.detail == MAIL for outcome in again):  # it began late, so its waits follow what is left
        usual = min(usual, max(left / 2, FIRST_WAIT))
    until_last = left - LAST_CHANCE * _about()
    return until_last if usual > until_last >= FIRST_WAIT else usual


def _about() -> float:
    return random.uniform(0.8, 1.2)  # noqa: S311


def _write(worker: str, verdict: Verdict, again_at: dict[str, dt.datetime], now: dt.datetime) -> set[str]:
    """Give all these reminders one verdict; the ids of those that the worker still held."""
    values = {"outcome": verdict.outcome, "reason": verdict.reason, "claimed_by": None}
    if verdict.reached:
        values["sent_at"] = peewee.fn.COALESCE(Reminder.sent_at, _as_stored(now))
    if verdict.outcome:
        values["claimed_at"] = None
    else:  # `claimed_at` stays: it tells when it was last begun
        values["wake_at"] = peewee.Case(Reminder.id, [(key, _as_stored(at)) for key, at in again_at.items()])
    if not verdict.is_tried:
        values["attempts"] = Reminder.attempts - 1
    changed = (
        Reminder.update(**values)
        .where(among(Reminder.id, again_at), Reminder.claimed_by == worker, Reminder.open())
        .returning(Reminder.id)
        .tuples()
    )
    return {key for (key,) in changed.execute()}


_as_stored = Reminder.wake_at.db_value  # inside an expression peewee does not convert by itself
