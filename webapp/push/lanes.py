"""A lane for each push service, so that one that hangs or is slow never delays another.

A lane gives its service as many messages at once as it has proved able to answer: each failure halves the
number, each answer adds one. Of many that come together one goes ahead: when its connection is made, it is known
whether the others can share it. A message that would wait long for its turn is handed back at once, with the time
at which to bring it again; so a queue that no one serves stays in the database, not in front of the others.
"""

from collections import deque

MOST_AT_ONCE, FEWEST_AT_ONCE = 128, 2
PATIENCE = 0.5  # seconds that a message may wait for its turn
LONGEST_PUT_OFF = 60.0
_FIRST_GUESS = 0.1
_NEWEST_COUNTS = 0.1


class Lane:
    """The messages on their way to one push service. Times are seconds of a monotonic clock."""

    def __init__(self):
        self.at_once = MOST_AT_ONCE
        self.is_connected = False
        self.ahead = None  # the exchange that goes ahead
        self.waiting = deque()
        self.under_way = {}  # message: since when, the oldest first
        self._usual = _FIRST_GUESS  # seconds until an answer, lately
        self._closed_until = 0.0
        self._next_turn = 0.0

    def takes_more(self, now: float) -> bool:
        wide = self.at_once if self.is_connected else 1
        return len(self.under_way) < wide and now >= self._closed_until

    def begin(self, message, now: float) -> None:
        self.under_way[message] = now

    def end(self, message, now: float, answered: bool, closed_for: float | None) -> None:
        """Learn from how a message fared; `closed_for`: how long the service asked to be left alone."""
        self._usual += (now - self.under_way.pop(message) - self._usual) * _NEWEST_COUNTS
        if not self.under_way:
            self.is_connected = False  # for all we will know when the next one comes
        if answered:
            self.at_once = min(self.at_once + 1, MOST_AT_ONCE)
            return
        self.at_once = max(self.at_once // 2, FEWEST_AT_ONCE)
        if closed_for and self.at_once == FEWEST_AT_ONCE:  # it says so to everyone, not about one phone
            self._closed_until = now + min(closed_for, LONGEST_PUT_OFF)

    def surplus(self, now: float):
        """The waiting messages whose turn would come too late, each with the seconds to put it off."""
        closed = self._closed_until - now
        fit = 0 if closed > PATIENCE else int(PATIENCE / self._pace(now))
        while len(self.waiting) > fit:
            yield self.waiting.pop(), self._put_off(now, closed)

    def _pace(self, now: float) -> float:
        """Seconds from one message to the next; one that does not come back makes it slower by and by."""
        oldest = next(iter(self.under_way.values()), now)
        return max(self._usual, now - oldest, 0.001) / self.at_once

    def _put_off(self, now: float, closed: float) -> float:
        earliest = now + max(PATIENCE, closed)
        self._next_turn = min(max(self._next_turn, earliest) + self._pace(now), now + LONGEST_PUT_OFF)
        return self._next_turn - now
