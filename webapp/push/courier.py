"""The courier: checks the address, composes, delivers. Network only; it touches no database."""

import logging
import queue
from collections.abc import Callable

from webapp.push.answers import Outcome
from webapp.push.composing import Composer, Message
from webapp.push.delivery import Delivery
from webapp.push.endpoints import BadSubscription, EndpointRules, Subscription

log = logging.getLogger(__name__)


class Courier:
    """Carries messages for one installation; one for a process, shared between its threads."""

    def __init__(self, config: dict):
        """ValueError if the push settings (README, "Settings") are wrong."""
        self.rules = EndpointRules(config.get("PUSH_HOSTS"), config.get("PUSH_PRIVATE_HOSTS"))
        self._composer = Composer(config["VAPID_KEYS"], config["VAPID_SUBJECT"])
        self._delivery = Delivery(self.rules, config.get("PUSH_CA_FILE"))

    @property
    def waiting(self) -> int:
        """How many messages are not yet under way, about."""
        return self._delivery.waiting

    def send(self, subscription: Subscription, message: Message, then: Callable[[Outcome], None]) -> None:
        """Send one message to one device; `then` is called, mostly in another thread, with how it went."""
        try:
            self.rules.check(subscription.endpoint)  # the list may have changed since it was stored
        except BadSubscription:
            then(Outcome("refused", "address"))
        else:
            body, headers = self._composer.compose(subscription, message)
            self._delivery.start(subscription.endpoint, body, headers, then)

    def deliver(self, subscription: Subscription, message: Message) -> Outcome:
        """Send one message to one device and wait for how it went."""
        answers = queue.SimpleQueue()
        self.send(subscription, message, answers.put)
        return answers.get()
