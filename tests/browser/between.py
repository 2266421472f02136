"""A proxy of the tests' own between phone and site: it loses what passes, and it brings a new version of the worker."""

import http.client
import random
import socket
import socketserver
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Self

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}  # what holds for one hop alone


@dataclass(frozen=True)
class Exchange:
    method: str
    path: str
    asked: dict[str, str]  # headers
    body: bytes
    answered: dict[str, str]


class Between:
    """While the `with` block lasts. `losing`: the site gets what is written and its answer never arrives.

    `lose(3)`: three of ten requests are lost, half of them before the site has them and half of their answers.
    `delay`: seconds before anything goes on. `has_new_version`: the worker's script is another one.
    `passed`: what reached the site and was answered. `lost`: how many times words or the answer to them were lost.
    """

    def __init__(self, port: int):
        self.losing, self._loss, self.lost, self.has_new_version, self.delay = False, 0, 0, False, 0
        between, self.passed = self, list[Exchange]()
        self._fates, self._drawing = {True: [], False: []}, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass_on(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                time.sleep(between.delay)
                has_words = self.command == "POST" and "Idempotency-Key" in self.headers
                is_lost = between.draw(has_words)
                if is_lost and random.random() < 0.5:
                    return self._lose(has_words)
                server = http.client.HTTPConnection("localhost", port, timeout=60)
                headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
                if self.path == "/sw.js":
                    headers.pop("Accept-Encoding", None)  # to change it, it must be readable
                server.request(self.command, self.path, body, headers)
                answer = server.getresponse()
                content = answer.read()
                server.close()
                between.passed.append(
                    Exchange(self.command, self.path, dict(self.headers), body, dict(answer.getheaders()))
                )
                if is_lost or (has_words and between.losing):
                    return self._lose(has_words)
                if self.path == "/sw.js" and between.has_new_version:
                    content = content.replace(b'const VERSION = "', b'const VERSION = "next-')
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in HOP | {"date", "server", "etag"}:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                return None

            def _lose(self, has_words):
                between.lost += has_words
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

            do_GET = do_POST = do_HEAD = _pass_on

            def log_message(self, *arguments):
                pass

        class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
            daemon_threads, allow_reuse_address = True, True

            def handle_error(self, request, client_address):
                pass  # a browser that went away

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self._server.server_address[1]}"

    def draw(self, has_words: bool) -> bool:
        """Whether the next request is lost: out of a bag of ten, so that a short run has its share too."""
        with self._drawing:
            bag = self._fates[has_words]
            if not bag:
                bag += random.sample([True] * self._loss + [False] * (10 - self._loss), 10)
            return bag.pop()

    def lose(self, of_ten: int) -> None:
        self._loss, self._fates = of_ten, {True: [], False: []}

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception) -> None:
        self._server.shutdown()
        self._server.server_close()
