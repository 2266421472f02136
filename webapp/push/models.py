"""The devices that a person gets reminders on."""

import datetime as dt
from collections import defaultdict

import peewee
from flask import current_app

from webapp import clock
from webapp.database import InstantField, among, writing
from webapp.encryption import Sealed, SealedModel, digest
from webapp.people.models import User
from webapp.prepared import prepared
from webapp.push.answers import Outcome
from webapp.push.composing import Message
from webapp.push.courier import Courier
from webapp.push.endpoints import Subscription, read_subscription

MOST_DEVICES = 10
UNSEEN = dt.timedelta(days=60)
HOPELESS = dt.timedelta(days=1)  # failing for so long, a device is as good as none


def courier() -> Courier:
    """The courier of the running app (see `init_app`)."""
    return current_app.extensions["courier"]


class Device(SealedModel):
    """One browser on one phone: a push address that belongs to one person at a time.

    The address is a secret (whoever has it can make the phone buzz), so it is sealed and found by digest.
    A device that its push service calls gone is deleted; there is no other state than this row.
    """

    key_owner = "user"

    user = peewee.ForeignKeyField(User, backref="devices", on_delete="CASCADE")
    endpoint_digest = peewee.TextField(unique=True)
    created_at = InstantField(default=clock.now)
    seen_at = InstantField(default=clock.now)
    last_success_at = InstantField(null=True)
    last_failure = peewee.TextField(default="")
    failing_since = InstantField(null=True)

    endpoint = Sealed(default="")
    p256dh = Sealed(default="")
    auth = Sealed(default="")
    label = Sealed(default="")

    @classmethod
    def subscribe(cls, user: User, data: object, label: str = "") -> "Device":
        """Store a browser's subscription, or note that it is still there; BadSubscription if it is not valid.

        A browser that someone else used before becomes this person's: two people never share an address.
        """
        subscription = read_subscription(data, courier().rules)
        try:
            return cls._keep(user, subscription, label)
        except peewee.IntegrityError:  # another tab of the same phone was first
            return cls._keep(user, subscription, label)

    @classmethod
    def _keep(cls, user: User, subscription: Subscription, label: str) -> "Device":
        key = digest("push endpoint", subscription.endpoint)
        with writing():
            cls.delete().where(cls.endpoint_digest == key, cls.user != user.id).execute()
            known = cls.get_or_none(cls.endpoint_digest == key)
            device = known or cls(user=user.id, endpoint_digest=key)
            device.endpoint, device.p256dh, device.auth = subscription
            device.label, device.seen_at = label, clock.now()
            device.save(force_insert=known is None)
            if known is None:
                LostDevice.found_again(user, label)
            cls._let_go_of_the_oldest(user)
        return device

    @classmethod
    def _let_go_of_the_oldest(cls, user: User) -> None:
        surplus = [device.id for device in list(cls.of(user))[MOST_DEVICES:]]
        cls.delete().where(cls.id.in_(surplus)).execute()

    @classmethod
    def of(cls, user: User) -> peewee.ModelSelect:
        """The person's devices, the one seen last first."""
        return cls.select().where(cls.user == user.id).order_by(cls.seen_at.desc(), cls.id)

    @classmethod
    def forget_unseen(cls) -> int:
        """Delete devices that did not open the app for two months: a push service may go on saying "sent"."""
        return cls.delete().where(cls.seen_at < clock.now() - UNSEEN).execute()

    @property
    def subscription(self) -> Subscription:
        return Subscription(self.endpoint, self.p256dh, self.auth)

    @property
    def health(self) -> str:
        """How the last message fared: untried, working or failing."""
        if self.last_failure:
            return "failing"
        return "working" if self.last_success_at else "untried"

    def send(self, message: Message) -> Outcome:
        """Send one message now and keep how it went."""
        outcome = courier().deliver(self.subscription, message)
        self.record(outcome)
        return outcome

    def record(self, outcome: Outcome) -> None:
        """Keep how a delivery to this device went; a device that is gone is deleted."""
        type(self).record_all([(self, outcome)])

    @classmethod
    def record_all(cls, fared: list[tuple["Device", Outcome]]) -> set[str]:
        """Keep how deliveries went, in few statements; the ids of those devices that are still there."""
        here, well, badly = set(), [], defaultdict(list)
        gone = {device.id for device, outcome in fared if outcome.result == "gone"}
        for key, outcome in {
            device.id: outcome for device, outcome in fared if device.id not in gone
        }.items():
            (well if outcome.sent else badly[outcome.detail]).append(key)
        now = clock.now()
        with writing():
            if gone:
                cls._lose(gone)
            if well:
                here |= cls._set(well, last_success_at=now, last_failure="", failing_since=None)
            for detail, ids in badly.items():
                since = peewee.fn.COALESCE(cls.failing_since, cls.failing_since.db_value(now))
                here |= cls._set(ids, last_failure=detail, failing_since=since)
        return here

    @classmethod
    def _set(cls, ids: list[str], **values) -> set[str]:
        changed = cls.update(**values).where(among(cls.id, ids)).returning(cls.id).tuples()
        return {key for (key,) in changed.execute()}

    @classmethod
    def _lose(cls, ids: set[str]) -> None:
        for device in list(cls.delete().where(cls.id.in_(ids)).returning(cls).execute()):
            LostDevice.create(user=device.user_id, label=device.label)

    @classmethod
    def reaches_nobody(cls, user: User) -> bool:
        """True without a device, or when every one of them has been failing for more than a day."""
        well = cls.failing_since.is_null() | (cls.failing_since > clock.now() - HOPELESS)
        return not cls.select().where(cls.user == user.id, well).exists()


class LostDevice(SealedModel):
    """A device that its push service called gone. Kept until the person has been told."""

    key_owner = "user"

    user = peewee.ForeignKeyField(User, backref="lost_devices", on_delete="CASCADE")
    lost_at = InstantField(default=clock.now)

    label = Sealed(default="")

    @classmethod
    def any_of(cls, user: User) -> bool:
        """Whether there is something to tell this person."""
        return _lost.first(user.id) is not None

    @classmethod
    def found_again(cls, user: User, label: str) -> None:
        """Reminders were turned on again there: no more need to tell."""
        for lost in cls.select().where(cls.user == user.id):
            if lost.label == label:
                lost.delete_instance()


@prepared
def _lost(user_id):
    return LostDevice.select(LostDevice.id).where(LostDevice.user == user_id).limit(1)
