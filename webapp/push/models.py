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


class NotOn(LookupError):
    """Reminders are not on for this person at this address."""


class WornOut(LookupError):
    """The push service, or we, gave this address up."""


class Device(SealedModel):
    """One browser on one phone: a push address that belongs to one person at a time.

    The address is a secret (whoever has it can make the phone buzz), so it is sealed and found by digest.
    A device that its push service calls gone is deleted; there is no other state than this row.
    """

    key_owner = "user"

    user = peewee.ForeignKeyField(User, backref="devices", on_delete="CASCADE")
    endpoint_digest = peewee.TextField(unique=True)
    sign_in = peewee.TextField(default="")  # the id of the one that the phone was last seen under
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
    def subscribe(cls, user: User, data: object, label: str = "", sign_in: str = "") -> "Device":
        """Turn reminders on for a browser; BadSubscription if what it gives is not valid.

        A browser that someone else used before becomes this person's, and the other is told: two people never
        share an address.
        """
        subscription = read_subscription(data, courier().rules)
        try:
            return cls._take(user, subscription, _digests(data), label, sign_in)
        except peewee.IntegrityError:  # another tab of the same phone was first
            return cls._take(user, subscription, _digests(data), label, sign_in)

    @classmethod
    def renew(cls, user: User, data: object, label: str = "", sign_in: str = "") -> "Device":
        """Note that a browser is still there, perhaps with another address than before; BadSubscription as above.

        NotOn where the person did not turn reminders on, or they ended since: this turns nothing on. WornOut where
        only a new address helps.
        """
        subscription = read_subscription(data, courier().rules)
        digests = _digests(data)
        with writing():
            if cls.select().where(cls.endpoint_digest == digests[0], cls.user != user.id).exists():
                raise NotOn
            if not cls._at(digests, user).exists():
                lost = {one.endpoint_digest for one in LostDevice.at(digests, user)}
                if not lost or digests[0] in lost:
                    raise WornOut if lost else NotOn
            return cls._keep(user, subscription, digests, label, sign_in)

    @classmethod
    def has(cls, endpoint: str) -> bool:
        """Whether anybody's reminders go to this address, or would again with a new one in its place."""
        key = _digest(endpoint)
        lost = LostDevice.select().where(LostDevice.endpoint_digest == key)
        return cls.select().where(cls.endpoint_digest == key).exists() or lost.exists()

    @classmethod
    def _take(cls, user: User, subscription: Subscription, digests: list[str], label: str, sign_in: str):
        with writing():
            cls._lose((cls.endpoint_digest.in_(digests)) & (cls.user != user.id), may_return=False)
            return cls._keep(user, subscription, digests, label, sign_in)

    @classmethod
    def _keep(cls, user: User, subscription: Subscription, digests: list[str], label: str, sign_in: str):
        known = sorted(cls._at(digests, user), key=lambda one: digests.index(one.endpoint_digest))
        device = known[0] if known else cls(user=user.id)
        cls.delete().where(among(cls.id, [one.id for one in known[1:]])).execute()
        if device.endpoint_digest != digests[0]:  # how the old address fared says nothing of this one
            device.endpoint_digest, device.last_failure, device.failing_since = digests[0], "", None
        device.endpoint, device.p256dh, device.auth = subscription
        device.label, device.sign_in, device.seen_at = label, sign_in, clock.now()
        device.save(force_insert=not known)
        if not known:
            LostDevice.found_again(user, label, digests)
        cls._let_go_of_the_oldest(user)
        return device

    @classmethod
    def _at(cls, digests: list[str], user: User) -> peewee.ModelSelect:
        return cls.select().where(cls.endpoint_digest.in_(digests), cls.user == user.id)

    @classmethod
    def _let_go_of_the_oldest(cls, user: User) -> None:
        cls._lose(among(cls.id, [device.id for device in list(cls.of(user))[MOST_DEVICES:]]))

    @classmethod
    def of(cls, user: User) -> peewee.ModelSelect:
        """The person's devices, the one seen last first."""
        return cls.select().where(cls.user == user.id).order_by(cls.seen_at.desc(), cls.id)

    @classmethod
    def forget_unseen(cls) -> int:
        """Delete devices that did not open the app for two months: a push service may go on saying "sent"."""
        with writing():
            return cls._lose(cls.seen_at < clock.now() - UNSEEN)

    @classmethod
    def follow(cls, user: User, before: str, now: str) -> None:
        """The phone is signed in anew, in place of another sign-in of the same person."""
        cls.update(sign_in=now).where(cls.user == user.id, cls.sign_in == before).execute()

    @classmethod
    def end_under(cls, user: User, sign_in: str) -> None:
        """The phone was signed out: it gets no more reminders, and the person need not be told."""
        cls.delete().where(cls.user == user.id, cls.sign_in == sign_in).execute()

    @classmethod
    def end_all(cls, user: User, but_under: str = "") -> None:
        """Every phone was signed out, but for the one with this sign-in; also those whose sign-in had run out."""
        cls.delete().where(cls.user == user.id, (cls.sign_in != but_under) | (cls.sign_in == "")).execute()

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
                cls._lose(among(cls.id, gone))
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
    def _lose(cls, which: peewee.Expression, may_return: bool = True) -> int:
        """Delete devices whose people did not ask for that, so they are told; how many those were."""
        lost = list(cls.delete().where(which).returning(cls).execute())
        for device in lost:
            digest_kept = device.endpoint_digest if may_return else None
            LostDevice.create(user=device.user_id, label=device.label, endpoint_digest=digest_kept)
        return len(lost)

    @classmethod
    def reaches_nobody(cls, user: User) -> bool:
        """True without a device, or when every one of them has been failing for more than a day."""
        well = cls.failing_since.is_null() | (cls.failing_since > clock.now() - HOPELESS)
        return not cls.select().where(cls.user == user.id, well).exists()


class LostDevice(SealedModel):
    """A device that reminders no longer reach, though its person did not end them. Kept until they have been told.

    By its address the phone is known when it comes again with a new one; not if somebody else uses it now.
    """

    key_owner = "user"

    user = peewee.ForeignKeyField(User, backref="lost_devices", on_delete="CASCADE")
    endpoint_digest = peewee.TextField(null=True)
    lost_at = InstantField(default=clock.now)

    label = Sealed(default="")

    @classmethod
    def any_of(cls, user: User) -> bool:
        """Whether there is something to tell this person."""
        return _lost.first(user.id) is not None

    @classmethod
    def at(cls, digests: list[str], user: User) -> peewee.ModelSelect:
        """Those of this person's that had one of these addresses."""
        return cls.select().where(cls.user == user.id, cls.endpoint_digest.in_(digests))

    @classmethod
    def found_again(cls, user: User, label: str, digests: list[str]) -> None:
        """Reminders are on again there: no more need to tell."""
        for lost in cls.select().where(cls.user == user.id):
            if lost.label == label or lost.endpoint_digest in digests:
                lost.delete_instance()


@prepared
def _lost(user_id):
    return LostDevice.select(LostDevice.id).where(LostDevice.user == user_id).limit(1)


def _digest(endpoint: str) -> str:
    return digest("push endpoint", endpoint)


def _digests(data: dict) -> list[str]:
    """Of the address that a phone has, and of the one that it had before, if it tells it."""
    told = data["endpoint"], data.get("previous")
    return [_digest(address) for address in told if isinstance(address, str) and address]
