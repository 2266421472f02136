"""One exchange with a push service: a POST, and a status that says all we need.

No proxy that the environment names, no redirect, no protocol but HTTPS, no endless answer. An Exchange is used
again for the next message; the connections are libcurl's and shared by all of them.
"""

import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import pycurl

from webapp.push.addresses import open_socket
from webapp.push.answers import Outcome, read_answer
from webapp.push.endpoints import EndpointRules

CONNECT_SECONDS = 3
TOTAL_SECONDS = 10
_MOST_OF_A_BODY = 64 * 1024
_TROUBLE = {
    pycurl.E_OPERATION_TIMEDOUT: "timeout",
    pycurl.E_COULDNT_CONNECT: "no connection",
    pycurl.E_COULDNT_RESOLVE_HOST: "no connection",
    pycurl.E_PEER_FAILED_VERIFICATION: "certificate",
}

log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Parcel:
    """A sealed message, and what to call with how it went."""

    endpoint: str
    body: bytes
    headers: dict[str, str]
    then: Callable[[Outcome], None]


class Exchange:
    """A libcurl handle, set up once. Lives in one thread."""

    def __init__(self, rules: EndpointRules, ca_file: str | None, sockets: list):
        """`sockets` gets each socket that is opened: libcurl makes a duplicate, so ours is to be closed."""
        self._rules, self._sockets = rules, sockets
        self.parcel = None
        self.curl = curl = pycurl.Curl()
        curl.exchange = self
        curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTPS)
        curl.setopt(pycurl.PROXY, "")
        curl.setopt(pycurl.FOLLOWLOCATION, 0)
        curl.setopt(pycurl.NOSIGNAL, 1)
        curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS)
        curl.setopt(pycurl.OPENSOCKETFUNCTION, self._open_socket)
        curl.setopt(pycurl.WRITEFUNCTION, self._drop_body)
        ca_file = ca_file or ssl.get_default_verify_paths().cafile
        if ca_file:
            curl.setopt(pycurl.CAINFO, ca_file)
        else:  # macOS keeps its certificates elsewhere
            curl.setopt(pycurl.SSL_OPTIONS, pycurl.SSLOPT_NATIVE_CA)

    def address(self, parcel: Parcel) -> pycurl.Curl:
        """Make ready to carry the parcel."""
        self.parcel = parcel
        self._body_bytes, self._was_refused = 0, False
        curl = self.curl
        curl.setopt(pycurl.CONNECTTIMEOUT_MS, int(CONNECT_SECONDS * 1000))
        curl.setopt(pycurl.TIMEOUT_MS, int(TOTAL_SECONDS * 1000))  # of the whole, so dripping does not help
        curl.setopt(pycurl.URL, parcel.endpoint)
        curl.setopt(pycurl.POSTFIELDS, parcel.body)
        curl.setopt(pycurl.HTTPHEADER, [f"{name}: {value}" for name, value in parcel.headers.items()])
        return curl

    @property
    def is_connected(self) -> bool:
        """Whether the request is on its way; so it is known whether its connection has room for others."""
        return self.curl.getinfo(pycurl.PRETRANSFER_TIME) > 0

    def outcome(self, error: int | None) -> Outcome:
        """How it went; `error` is libcurl's number, if it gave up."""
        if error in (None, pycurl.E_WRITE_ERROR):  # the body was longer than we care to read
            return read_answer(self.curl.getinfo(pycurl.RESPONSE_CODE), self._wait_asked_for)
        if self._was_refused:
            return Outcome("refused", "private address")
        if error == pycurl.E_UNSUPPORTED_PROTOCOL:
            return Outcome("refused", "address")
        if error not in _TROUBLE:
            log.info(
                "push: connection broke (libcurl's error %s)", error
            )  # never the endpoint: it is a secret
        return Outcome("later", _TROUBLE.get(error, "connection broke"))

    def _open_socket(self, _purpose, address):
        family, kind, protocol, (host, port, *_) = address
        asked_for = urlsplit(self.parcel.endpoint)
        is_own_network = self._rules.is_private(asked_for.hostname, asked_for.port or 443)
        opened = open_socket(family, kind, protocol, host, is_own_network)
        if opened is None:
            self._was_refused = True
            return pycurl.SOCKET_BAD
        self._sockets.append(opened)
        return opened

    def _wait_asked_for(self) -> int:
        """Retry-After in seconds, as libcurl reads a number or a date; 0 for garbage and the past."""
        return self.curl.getinfo(pycurl.RETRY_AFTER)

    def _drop_body(self, part: bytes) -> int | None:
        self._body_bytes += len(part)
        return -1 if self._body_bytes > _MOST_OF_A_BODY else None
