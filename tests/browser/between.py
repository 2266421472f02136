"""A proxy of the tests' own between phone and site: it loses answers, and it brings a new version of the worker."""

import http.client
import socket
import socketserver
import threading
import time
from http.server import BaseHTTPRequestHandler
from typing import Self

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Between:
    """While the `with` block lasts. `losing`: the site gets what is written and its answer never arrives.

    `delay`: seconds before anything goes on. `has_new_version`: the worker's script is another one.
    """

    def __init__(self, port: int):
        self.losing, self.lost, self.has_new_version, self.delay, between = False, 0, False, 0, self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass_on(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                time.sleep(between.delay)
                server = http.client.HTTPConnection("localhost", port, timeout=60)
                headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
                server.request(self.command, self.path, body, headers)
                answer = server.getresponse()
                content = answer.read()
                server.close()
                if self.command == "POST" and "Idempotency-Key" in self.headers and between.losing:
                    between.lost += 1
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                if self.path == "/sw.js" and between.has_new_version:
                    content = content.replace(b'const VERSION = "', b'const VERSION = "next-')
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in HOP | {"date", "server", "etag"}:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_HEAD = _pass_on

            def log_message(self, *arguments):
                pass

        class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
            daemon_threads, allow_reuse_address = True, True

            def handle_error(self, request, client_address):
                pass  # a browser that went away

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception) -> None:
        self._server.shutdown()
        self._server.server_close()
