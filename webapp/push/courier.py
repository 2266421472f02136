"""The courier: checks the address, composes, delivers. Network only; it touches no database."""

import logging

from webapp.push.composing import Composer, Message
from webapp.push.delivery import Delivery, Outcome
from webapp.push.endpoints import BadSubscription, EndpointRules, Subscription

log = logging.getLogger(__name__)


class Courier:
    """Carries messages for one installation; one for a process, shared between its threads."""

    def __init__(self, config: dict):
        """ValueError if the push settings (README, "Settings") are wrong."""
        self.rules = EndpointRules(config.get("PUSH_HOSTS"), config.get("PUSH_PRIVATE_HOSTS"))
        self._composer = Composer(config["VAPID_KEYS"], config["VAPID_SUBJECT"])
        self._delivery = Delivery(self.rules, config.get("PUSH_CA_FILE"))

    def deliver(self, subscription: Subscription, message: Message) -> Outcome:
        """Send one message to one device."""
        try:
            self.rules.check(subscription.endpoint)  # the list may have changed since it was stored
        except BadSubscription:
            return Outcome("refused", "address")
        outcome = self._delivery.post(subscription.endpoint, *self._composer.compose(subscription, message))
        if outcome.result in ("refused", "too_large"):
            # Ours to mend, for every device of that service: wrong keys, a wrong clock, a bug.
            log.error(
                "push: the service refused a message (%s); check VAPID_KEYS and the clock", outcome.detail
            )
        return outcome
