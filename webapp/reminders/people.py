"""The people whom reminders are planned for: who they are, where they live, what they chose."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from webapp import clock
from webapp.access import LAST_ZONE
from webapp.database import among
from webapp.people.models import Enrollment, Program, User
from webapp.prepared import prepared
from webapp.push.models import Device
from webapp.reminders.models import KindSettings, ReminderSettings

USUAL = ReminderSettings()  # who has no row has the defaults


@dataclass
class Person:
    """One person with their stays (the newest first), and how they want to be reminded."""

    id: str
    zone_name: str
    settings: ReminderSettings
    has_device: bool
    stays: list[Enrollment] = field(default_factory=list)
    kept: dict[str, KindSettings] = field(default_factory=dict)

    @property
    def is_reachable(self) -> bool:
        return self.has_device or self.settings.by_email

    @property
    def paused_until(self) -> dt.datetime | None:
        return self.settings.paused_until

    def current_stays(self, now: dt.datetime) -> list[Enrollment]:
        """Those that have not ended; a last day lasts until it is over everywhere, as in access.py."""
        today = (now - LAST_ZONE).date()
        return [stay for stay in self.stays if stay.ended_on is None or stay.ended_on >= today]


def reachable_ids() -> list[str]:
    """Everyone who has a device, or gets mail instead."""
    by_email = ReminderSettings.select(ReminderSettings.user).where(ReminderSettings.by_email)
    reached = User.id.in_(Device.select(Device.user)) | User.id.in_(by_email)
    return [user_id for (user_id,) in User.select(User.id).where(User.active, reached).tuples()]


def people_of(user_ids: Iterable[str]) -> list[Person]:
    """These people, without accounts that are closed; in five queries."""
    ids = list(user_ids)
    settings = {one.user_id: one for one in _settings(ids)}
    with_device = {one for (one,) in _with_device(ids)}
    stays = _stays(ids)
    kept = defaultdict(dict)
    for one in _kept(ids):
        kept[one.user_id][one.kind] = one
    return [
        Person(
            user_id,
            own_zone or (stays[user_id][0].program.time_zone if stays[user_id] else "UTC"),
            settings.get(user_id, USUAL),
            user_id in with_device,
            stays[user_id],
            kept[user_id],
        )
        for user_id, own_zone in _zones(ids)
    ]


@prepared
def _zones(ids):
    return User.select(User.id, User.time_zone).where(among(User.id, ids), User.active).tuples()


@prepared
def _settings(ids):
    return ReminderSettings.select().where(among(ReminderSettings.user, ids))


@prepared
def _with_device(ids):
    return Device.select(Device.user).where(among(Device.user, ids)).distinct().tuples()


@prepared
def _kept(ids):
    return KindSettings.select().where(among(KindSettings.user, ids))


@prepared
def _newest_first(ids):
    mine = Enrollment.select().where(among(Enrollment.participant, ids), Enrollment.withdrawn_at.is_null())
    return mine.order_by(Enrollment.admitted_on.desc(), Enrollment.id)


@prepared
def _programs():
    return Program.select()


def _stays(ids: list[str]) -> dict[str, list[Enrollment]]:
    programs = {program.id: program for program in _programs()}
    stays = defaultdict(list)
    for stay in _newest_first(ids):
        stay.program = programs[stay.program_id]
        stays[stay.participant_id].append(stay)
    return stays


def today_of(person: Person, now: dt.datetime) -> dt.date:
    return clock.local(now, person.zone_name).date()
