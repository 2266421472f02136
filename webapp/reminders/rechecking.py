"""Looking once more at what was claimed, for the whole batch together: does it still apply, and to which devices?"""

from collections import defaultdict

from webapp.database import among
from webapp.encryption import preload_keys
from webapp.people.models import User
from webapp.prepared import prepared
from webapp.push.answers import Outcome
from webapp.push.models import Device
from webapp.reminders import planning
from webapp.reminders.claiming import drop_expired, still_held
from webapp.reminders.models import MAIL, SENT, DeviceDelivery, Reminder
from webapp.reminders.recording import Try
from webapp.reminders.wording import plain_kinds


def recheck(worker: str, claimed: list[Reminder]) -> list[Try]:
    """A try for each reminder that still applies. Planning has the last word: a session may just have moved."""
    in_time = drop_expired(worker, claimed) if claimed else []
    if not in_time:
        return []
    planning.plan({reminder.user_id for reminder in in_time}, {reminder.kind for reminder in in_time})
    return _tries(still_held(worker, [reminder.id for reminder in in_time]))


def _tries(reminders: list[Reminder]) -> list[Try]:
    if not reminders:
        return []
    users = {user.id: user for user in _users({one.user_id for one in reminders})}
    devices = defaultdict(list)
    for device in _devices(users):
        devices[device.user_id].append(device)
    preload_keys(devices)
    have = _devices_that_have([one.id for one in reminders if one.attempts > 1])
    plain = plain_kinds(users)
    return [
        Try(
            one,
            users[one.user_id],
            [
                device
                for device in devices[one.user_id]
                if not one.mailed_at and device.id not in have[one.id]
            ],
            reached=bool(have[one.id]),
            is_plain=(one.user_id, one.kind) in plain,
            instead=Outcome("sent", MAIL)
            if one.mailed_at
            else None,  # and nobody came to note that it is done
        )
        for one in reminders
    ]


@prepared
def _users(ids):
    needed = User.id, User.locale, User.sealed, User.revision
    return User.select(*needed).where(among(User.id, ids))


@prepared
def _devices(user_ids):
    needed = Device.id, Device.user, Device.sealed, Device.revision
    return Device.select(*needed).where(among(Device.user, user_ids))


def _devices_that_have(ids: list[str]) -> dict[str, set[str]]:
    """Which devices got each of these reminders at an earlier try."""
    have = defaultdict(set)
    if ids:
        sent = DeviceDelivery.select(DeviceDelivery.reminder, DeviceDelivery.device).where(
            among(DeviceDelivery.reminder, ids), DeviceDelivery.result == SENT
        )
        for delivery in sent:
            have[delivery.reminder_id].add(delivery.device_id)
    return have
