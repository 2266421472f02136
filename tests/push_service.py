"""A push service of our own for tests: real TLS, real decryption, real checks of who sends.

It opens every message with `http-ece` (not the library that sealed it), checks the VAPID token as the big
services do, and answers as it was told to. `PushService` is a context manager; it needs no fixtures.
`push_service_for(app, folder)` also points an app to it.
"""

import base64
import contextlib
import datetime as dt
import ipaddress
import json
import secrets
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import http_ece
import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from ending import joined

from webapp.push.courier import Courier
from webapp.push.vapid import application_server_key

LONGEST_BODY = 4096
DAY = 24 * 3600


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def public_point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


class Phone:
    """A browser's half of a subscription: the keys that only it can open messages with."""

    def __init__(self):
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = secrets.token_bytes(16)

    def subscription(self, endpoint: str) -> dict:
        keys = {"p256dh": base64url(public_point(self._key)), "auth": base64url(self._auth)}
        return {"endpoint": endpoint, "expirationTime": None, "keys": keys}

    def open(self, body: bytes) -> bytes:
        return http_ece.decrypt(body, private_key=self._key, auth_secret=self._auth)


@dataclass
class Received:
    """One message as it arrived."""

    path: str
    headers: dict
    body: bytes
    payload: bytes
    claims: dict
    at: float = field(default_factory=time.time)

    @property
    def notification(self) -> dict:
        return json.loads(self.payload)["notification"]

    @property
    def topic(self) -> str:
        return self.headers["topic"]


Answer = Callable[[BaseHTTPRequestHandler], None]


def status(code: int, **headers: str) -> Answer:
    """Answer with a status and headers (`Retry_After="5"`)."""

    def answer(handler):
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def body_without_end(handler) -> None:
    """An answer that is sent for as long as somebody reads it."""
    handler.send_response(201)
    handler.send_header("Content-Length", str(10**12))
    handler.end_headers()
    with contextlib.suppress(OSError):
        while True:
            handler.wfile.write(b"x" * 65536)


def drip(handler) -> None:
    """A status line, then header bytes one by one for ten seconds: never silent for long."""
    with contextlib.suppress(OSError):
        handler.wfile.write(b"HTTP/1.1 201 Created\r\nX-Slow: ")
        for _ in range(100):
            handler.wfile.write(b"x")
            if handler.server.service.closing.wait(0.1):
                break


def hang_up(handler) -> None:
    """Close the connection without an answer."""
    handler.close_connection = True


class PushService:
    """Runs on 127.0.0.1 while the `with` block lasts. `server_key` is the app's applicationServerKey."""

    def __init__(self, folder, server_key: str | None = None):
        """`folder` gets the certificate (pytest's tmp_path will do)."""
        self.server_key = server_key
        self.phones: dict[str, Phone] = {}
        self.received: list[Received] = []
        self.faults: list[str] = []  # what a real service would have refused
        self.answers: deque[Answer] = deque()  # taken in turn; then 201
        self.connections = 0
        self.pause = 0.0
        self.closing = threading.Event()
        self._changed = threading.Condition()
        self.ca_file = folder / "push-service.pem"
        self._start()

    def _start(self) -> None:
        certificate = certificate_for("localhost")
        self.ca_file.write_bytes(certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca_file)
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.service = self
        self._server.tls = context
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        joined(self._thread)

    @property
    def host_port(self) -> str:
        """What PUSH_PRIVATE_HOSTS has to name."""
        return f"127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        return f"https://{self.host_port}"

    @property
    def settings(self) -> dict:
        """The app's settings that let it send here."""
        return {"PUSH_PRIVATE_HOSTS": self.host_port, "PUSH_CA_FILE": str(self.ca_file)}

    def subscription(self) -> dict:
        """A new phone's subscription, as its browser would post it."""
        path = f"/push/{secrets.token_urlsafe(12)}"
        self.phones[path] = Phone()
        return self.phones[path].subscription(self.origin + path)

    def answer(self, *answers: Answer | int) -> None:
        """Answer the next messages so, in turn."""
        self.answers.extend(status(one) if isinstance(one, int) else one for one in answers)

    def slow_down(self, seconds: float) -> None:
        """Take so long for each answer from now on."""
        self.pause = seconds

    @contextlib.contextmanager
    def holding(self):
        """Answer nothing while the block lasts; messages still arrive in `received`."""
        held = threading.Event()

        def hold(handler):
            held.wait(30)
            with contextlib.suppress(OSError):
                status(201)(handler)

        self.answers.extend([hold] * 1000)
        try:
            yield
        finally:
            self.answers.clear()
            held.set()

    def wait_for(self, count: int, seconds: float = 60) -> list[Received]:
        """The messages once that many have arrived; AssertionError if they do not come."""
        with self._changed:
            come = self._changed.wait_for(lambda: len(self.received) >= count, seconds)
            assert come, f"{len(self.received)} of {count} messages came; faults: {self.faults}"
            return list(self.received)

    def shown(self, subscription: dict) -> list[dict]:
        """What the phone shows in the end: a later message with the same tag replaces the earlier one."""
        path = subscription["endpoint"].removeprefix(self.origin)
        by_tag = {r.notification["tag"]: r.notification for r in self.received if r.path == path}
        return list(by_tag.values())

    def take(self, handler, body: bytes) -> Answer:
        """Check and open a message; how to answer it."""
        headers = {name.lower(): value for name, value in handler.headers.items()}
        try:
            claims = self._check_sender(headers)
            self._check_headers(headers, body)
            payload = self.phones[handler.path].open(body)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the test shall see it
            self.faults.append(f"{type(fault).__name__}: {fault}")
            return status(400)
        with self._changed:
            self.received.append(Received(handler.path, headers, body, payload, claims))
            self._changed.notify_all()
            return self.answers.popleft() if self.answers else status(201)

    def _check_sender(self, headers: dict) -> dict:
        scheme, _, rest = headers["authorization"].partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert scheme.lower() == "vapid"
        assert self.server_key in (None, parts["k"]), "signed with a key this phone did not subscribe to"
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64url(parts["k"]))
        claims = jwt.decode(
            parts["t"], key, algorithms=["ES256"], audience=self.origin, options={"require": ["exp", "sub"]}
        )
        assert claims["exp"] <= time.time() + DAY, "signed for more than a day"
        assert claims["sub"].startswith(("mailto:", "https:")) and "localhost" not in claims["sub"]
        return claims

    @staticmethod
    def _check_headers(headers: dict, body: bytes) -> None:
        assert headers["content-encoding"] == "aes128gcm"
        assert headers["content-type"] == "application/octet-stream"
        assert int(headers["ttl"]) > 0, "a sleeping phone would never get it"
        assert len(headers["topic"]) <= 32
        assert len(body) <= LONGEST_BODY


@contextlib.contextmanager
def push_service_for(app, folder):
    """A running push service that the app may send to."""
    usual = app.extensions["courier"]
    with PushService(folder, application_server_key(app.config["VAPID_KEYS"])) as running:
        app.extensions["courier"] = Courier(app.config | running.settings)
        try:
            yield running
        finally:
            app.extensions["courier"] = usual


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256  # of a hundred callers at once none is turned away
    service: PushService
    tls: ssl.SSLContext

    def finish_request(self, request, client_address):
        # The handshake runs in the connection's own thread, so that one caller cannot hold up the others.
        self.service.connections += 1
        with contextlib.suppress(OSError), self.tls.wrap_socket(request, server_side=True) as wrapped:
            self.RequestHandlerClass(wrapped, client_address, self)

    def handle_error(self, request, client_address):
        """A caller that went away is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = self.server.service.take(self, body)
        self.server.service.closing.wait(self.server.service.pause)
        answer(self)

    def log_message(self, *arguments):
        """Silent."""


def certificate_for(host: str) -> bytes:
    """A fresh key and a certificate for that name and 127.0.0.1 that nobody else vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server of the tests")])
    names = [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName(host)]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # TLS goes by the real time, the tests by theirs.
        .not_valid_before(dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)
