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
from webapp.reminders.models import MISSED, SENT, WITHDRAWN, DeviceDelivery, Reminder

FIRST_WAIT, LONGEST_WAIT = 30, 960  # seconds
SHORTEST_WAIT = dt.timedelta(seconds=1)


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
    message: Message | None = None
    fared: list[tuple[Device | None, Outcome]] = field(default_factory=list)  # None: no message could be made
    verdict: Verdict | None = None
    again_at: dt.datetime | None = None

    @property
    def is_over(self) -> bool:
        return len(self.fared) >= len(self.devices)

    @property
    def is_in_vain(self) -> bool:
        """Nobody was reached, and there is no other try."""
        return bool(self.verdict.outcome) and not self.verdict.reached

    def add(self, device: Device | None, outcome: Outcome) -> None:
        self.fared.append((device, outcome))
        self.reached = self.reached or outcome.sent

    def judge(self) -> None:
        """Decide what becomes of the reminder. Nothing is dropped before it is of no more use."""
        outcomes = [outcome for _device, outcome in self.fared]
        again = [outcome for outcome in outcomes if outcome.result in ("later", "refused", "busy")]
        is_tried = not outcomes or any(outcome.result != "busy" for outcome in outcomes)
        now = clock.now()
        left = self.reminder.expires_at - now
        wait = dt.timedelta(seconds=_wait(self.reminder.attempts, again))
        if not is_tried:  # so this must not have been the last chance
            wait = max(min(wait, left / 2), SHORTEST_WAIT)
        if again and wait < left:
            self.verdict = Verdict(None, _why(again), self.reached, is_tried)
            self.again_at = now + wait
        elif self.reached:
            self.verdict = Verdict(SENT, "", reached=True)
        else:
            self.verdict = Verdict(MISSED if outcomes else WITHDRAWN, _why(outcomes), reached=False)


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


def _wait(attempts: int, outcomes: list[Outcome]) -> float:
    """Seconds until the next try: longer each time, not all at once, and at least what was asked for."""
    asked = max((outcome.retry_after or 0 for outcome in outcomes), default=0)
    if all(outcome.result == "busy" for outcome in outcomes):
        return asked
    usual = min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT) * random.uniform(0.8, 1.2)  # noqa: S311
    return max(usual, asked)


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
