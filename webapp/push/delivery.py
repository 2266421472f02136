"""Carrying a sealed message to a push service, and reading the answer.

The address comes from a phone, so the connection is made only to a public address, looked up once and used as
looked up (a second look-up could answer differently), never redirected, and cut off after ten seconds.
"""

import contextlib
import email.utils
import ipaddress
import logging
import re
import socket
import threading
from dataclasses import dataclass

import urllib3
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool

from webapp import clock
from webapp.push.endpoints import EndpointRules

CONNECT_SECONDS = 3
TOTAL_SECONDS = 10
MAX_WAIT = 3600
SERVICES = 50
AT_ONCE = 16

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SECONDS = re.compile(r"[0-9]{1,12}")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """How a delivery went: sent, gone (forget the device), later, too_large or refused (by our fault)."""

    result: str
    detail: str
    retry_after: int | None = None

    @property
    def sent(self) -> bool:
        return self.result == "sent"


class AddressRefused(urllib3.exceptions.HTTPError):
    """The endpoint's name leads to an address that is not public."""


class Delivery:
    """Connections to push services; safe to share between threads."""

    def __init__(self, rules: EndpointRules, ca_file: str | None = None):
        self._pool = urllib3.PoolManager(
            num_pools=SERVICES,
            maxsize=AT_ONCE,
            ca_certs=ca_file,
            cert_reqs="CERT_REQUIRED",
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, total=TOTAL_SECONDS),
            retries=False,
        )
        self._pool.pool_classes_by_scheme = {"https": _pool_of(rules)}  # and so no plain http

    def post(self, endpoint: str, body: bytes, headers: dict[str, str]) -> Outcome:
        """Send one message; whatever goes wrong is an Outcome, not an exception."""
        try:
            # The answer's body is never read: the status says all we need, and a body could be endless.
            answer = self._pool.request(
                "POST", endpoint, body=body, headers=headers, redirect=False, preload_content=False
            )
        except AddressRefused:
            return Outcome("refused", "private address")
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            return Outcome("later", _short(error))
        if answer.length_remaining == 0:
            answer.drain_conn()  # reads nothing; hands the connection back for the next message
        else:
            answer.close()
        return read_answer(answer.status, answer.headers.get("Retry-After"))


def read_answer(status: int, retry_after: str | None) -> Outcome:
    """What an HTTP status of a push service means for us."""
    if status in (200, 201, 202, 204):
        return Outcome("sent", str(status))
    if status in (404, 410):
        return Outcome("gone", str(status))
    if status == 413:
        return Outcome("too_large", str(status))
    if status == 429 or status >= 500:
        return Outcome("later", str(status), read_wait(retry_after))
    return Outcome("refused", str(status))  # 400, 401, 403, a redirect: waiting does not mend it


def read_wait(text: str | None) -> int | None:
    """Seconds in a Retry-After (a number or a date), at most an hour; None for garbage and the past."""
    text = (text or "").strip()
    if _SECONDS.fullmatch(text):
        seconds = int(text)
    else:
        try:
            seconds = (email.utils.parsedate_to_datetime(text) - clock.now()).total_seconds()
        except (ValueError, TypeError, OverflowError):  # TypeError: a date without a zone
            return None
    return min(int(seconds), MAX_WAIT) if seconds > 0 else None


def is_public(address: str) -> bool:
    """True for an address out on the Internet, also when it hides inside an IPv6 one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6:
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _pool_of(rules: EndpointRules) -> type[HTTPSConnectionPool]:
    """The connection pool class whose connections keep to the rules."""

    class Connection(_GuardedConnection):
        endpoint_rules = rules

    class Pool(HTTPSConnectionPool):
        ConnectionCls = Connection

    return Pool


class _GuardedConnection(HTTPSConnection):
    """Connects to a public address only, and hangs up on an answer that takes too long."""

    endpoint_rules: EndpointRules

    def _new_conn(self) -> socket.socket:
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise urllib3.exceptions.NewConnectionError(self, "name not found") from error
        addresses = [address[4][0] for address in found]
        own_network = self.endpoint_rules.is_private(self.host, self.port)
        if not own_network and not all(is_public(address) for address in addresses):
            raise AddressRefused(f"{self.host} is not at a public address")
        return self._connect_to(addresses)

    def _connect_to(self, addresses: list[str]) -> socket.socket:
        """A socket to the first address that answers; a host's several addresses share the time."""
        for address in addresses[:3]:
            try:
                connected = socket.create_connection(
                    (address, self.port), CONNECT_SECONDS / min(len(addresses), 3)
                )
                connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return connected
            except OSError as error:
                failure = error
        if isinstance(failure, TimeoutError):
            raise urllib3.exceptions.ConnectTimeoutError(self, "connecting took too long") from failure
        raise urllib3.exceptions.NewConnectionError(self, "no connection") from failure

    def getresponse(self):
        # The socket's timeout starts again with each byte, so a service that drips would hold us for hours.
        overdue = threading.Event()
        cut = threading.Timer(TOTAL_SECONDS, self._hang_up, [self.sock, overdue])
        cut.daemon = True
        cut.start()
        try:
            answer = super().getresponse()
        finally:
            cut.cancel()
        if overdue.is_set():  # headers that were cut off can look complete
            answer.close()
            raise urllib3.exceptions.TimeoutError("the answer took too long")
        return answer

    @staticmethod
    def _hang_up(connected: socket.socket, overdue: threading.Event) -> None:
        overdue.set()
        with contextlib.suppress(OSError):
            connected.shutdown(socket.SHUT_RDWR)


def _short(error: Exception) -> str:
    """A few words for the person's page and the log; never the endpoint, which is a secret."""
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return "no connection"
    if isinstance(error, urllib3.exceptions.TimeoutError):
        return "timeout"
    if isinstance(error, urllib3.exceptions.SSLError):
        return "certificate"
    log.info("push: connection broke (%s)", type(error).__name__)
    return "connection broke"
