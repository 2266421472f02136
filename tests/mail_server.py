"""A mail server of our own for tests: real SMTP by `aiosmtpd`, with or without TLS, that keeps what it gets.

with MailServer() as server:  # server.url for SMTP_URL, server.letters once something was sent
"""

import asyncio
import email
import email.policy
import ssl
import threading
from typing import Self

from aiosmtpd.smtp import SMTP, AuthResult
from ending import joined

USER, PASSWORD = "waymark", "p@ss word"
IN_URL = "waymark:p%40ss%20word"


class MailServer:
    """Runs on 127.0.0.1 while the `with` block lasts. `tls`: None, "starttls" or "implicit"."""

    def __init__(self, certificate=None, tls: str | None = None, wants_sign_in: bool = False):
        self.letters, self.refuses = [], None
        self._came = threading.Condition()
        context = None
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
        self._implicit = context if tls == "implicit" else None
        self._options = {
            "tls_context": context if tls == "starttls" else None,
            "require_starttls": tls == "starttls",
            "auth_required": wants_sign_in,
            "auth_require_tls": tls == "starttls",
            "authenticator": self._authenticate,
        }
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._in_loop(self._listen())
        return self

    def __exit__(self, *exception) -> None:
        self._in_loop(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        joined(self._thread)
        self._loop.close()

    def _in_loop(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def _listen(self):
        return self._loop.create_server(
            lambda: SMTP(self, **self._options), "127.0.0.1", 0, ssl=self._implicit
        )

    async def _close(self) -> None:
        self._server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)

    @property
    def port(self) -> int:
        return self._server.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def wait_for(self, count: int, seconds: float = 15) -> list:
        """The letters once that many have arrived; AssertionError if they do not come."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.letters) >= count, seconds), "no mail came"
            return list(self.letters)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self._came:
            self.letters.append(letter)
            self._came.notify_all()
        return "250 OK"

    @staticmethod
    def _authenticate(server, session, envelope, mechanism, data):
        is_right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)  # the answer to the client is still to be sent
