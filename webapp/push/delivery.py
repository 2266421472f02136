"""Carrying sealed messages to push services: many at once, over few connections, in a thread of its own.

The address comes from a phone, so a connection is made only to a public address (`addresses.py`), never by way
of a proxy that the environment names, never redirected, and cut off after ten seconds.
"""

import logging
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator

import pycurl

from webapp.push.answers import Outcome
from webapp.push.endpoints import EndpointRules, origin_of
from webapp.push.exchanges import Exchange, Parcel
from webapp.push.lanes import Lane

AT_ONCE = 512
_LOOK_UP = 0.005  # how often a busy thread looks for new messages, in seconds

log = logging.getLogger(__name__)


class Delivery:
    """Connections to push services; safe to share between threads."""

    def __init__(self, rules: EndpointRules, ca_file: str | None = None):
        self._rules, self._ca_file = rules, ca_file
        self._handed_in = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread = None
        self.waiting = 0  # messages that are not yet under way, about

    def post(self, endpoint: str, body: bytes, headers: dict[str, str]) -> Outcome:
        """Send one message and wait for how it went; whatever goes wrong is an Outcome, not an exception."""
        answers = queue.SimpleQueue()
        self.start(endpoint, body, headers, answers.put)
        return answers.get()

    def start(self, endpoint: str, body: bytes, headers: dict[str, str], then: Callable[[Outcome], None]):
        """Send one message; `then` is called in the network's thread with how it went, so it must be quick."""
        self._handed_in.put(Parcel(endpoint, body, headers, then))
        with self._starting:  # at the first message: a process that forked before has no thread
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="push", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        network = _Network(self._rules, self._ca_file)
        while True:
            try:
                for parcel in self._new(wait=network.is_idle):
                    network.take(parcel)
                network.turn()
            except Exception:  # nobody would send anything any more, and nobody would notice
                log.exception("push: the network's thread begins anew")
                network.give_up()
                network = _Network(self._rules, self._ca_file)
            self.waiting = network.waiting + self._handed_in.qsize()

    def _new(self, wait: bool) -> Iterator[Parcel]:
        try:
            yield self._handed_in.get(block=wait)
            while True:
                yield self._handed_in.get_nowait()
        except queue.Empty:
            return


class _Network:
    """All that is under way, by service. Lives in one thread."""

    def __init__(self, rules: EndpointRules, ca_file: str | None):
        self._rules, self._ca_file = rules, ca_file
        self._lanes = defaultdict(Lane)
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_MULTIPLEX)
        self._idle = []
        self._busy = 0
        self._sockets = []
        self.waiting = 0

    @property
    def is_idle(self) -> bool:
        return not self._busy and not self.waiting

    def take(self, parcel: Parcel) -> None:
        self._lanes[origin_of(parcel.endpoint)].waiting.append(parcel)
        self.waiting += 1

    def turn(self) -> None:
        """Begin what may begin, carry on what is under way, tell what is done, and wait a moment for more."""
        for lane in self._lanes.values():
            if lane.waiting:
                self._begin(lane)
        self._multi.perform()
        for opened in self._sockets:
            opened.close()  # libcurl has a duplicate
        self._sockets.clear()
        if not self._tell_done():
            self._multi.select(_LOOK_UP)

    def _begin(self, lane: Lane) -> None:
        now = time.monotonic()
        if lane.under_way and not lane.is_connected:
            lane.is_connected = lane.ahead.is_connected
        while lane.waiting and lane.takes_more(now) and self._has_room_for(lane):
            parcel = lane.waiting.popleft()
            exchange = self._idle.pop() if self._idle else Exchange(self._rules, self._ca_file, self._sockets)
            exchange.lane = lane
            if not lane.under_way:
                lane.ahead = exchange
            lane.begin(parcel, now)
            self._busy += 1
            self.waiting -= 1
            self._multi.add_handle(exchange.address(parcel))
        for parcel, seconds in lane.surplus(now):
            self.waiting -= 1
            parcel.then(Outcome("busy", "busy", seconds))

    def _has_room_for(self, lane: Lane) -> bool:
        """A lane takes half of what the others left at most: where several services hang, the next one finds room."""
        return len(lane.under_way) < AT_ONCE - self._busy

    def give_up(self) -> None:
        for lane in self._lanes.values():
            for parcel in [*lane.under_way, *lane.waiting]:
                parcel.then(Outcome("later", "connection broke"))

    def _tell_done(self) -> bool:
        any_done = False
        while True:
            more, well, badly = self._multi.info_read()
            for curl in well:
                self._end(curl.exchange, None)
            for curl, error, _text in badly:
                self._end(curl.exchange, error)
            any_done = any_done or bool(well or badly)
            if not more:
                return any_done

    def _end(self, exchange: Exchange, error: int | None) -> None:
        parcel, lane, outcome = exchange.parcel, exchange.lane, exchange.outcome(error)
        self._multi.remove_handle(exchange.curl)
        self._idle.append(exchange)
        self._busy -= 1
        lane.end(parcel, time.monotonic(), outcome.result != "later", outcome.retry_after)
        if outcome.result in ("refused", "too_large"):
            # Ours to mend, for every device of that service: wrong keys, a wrong clock, a bug.
            log.error("push: a message was refused (%s); check VAPID_KEYS and the clock", outcome.detail)
        parcel.then(outcome)
