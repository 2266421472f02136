"""A load of GET requests over keep-alive connections, from a process of its own so that it has its own core.

Raw sockets and the least parsing that is right, so that the client is never what is measured.
"""

import json
import selectors
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    per_second: float
    median_ms: float
    p99_ms: float
    answer_bytes: int

    def __str__(self) -> str:
        return f"{self.per_second:6.0f}/s   median {self.median_ms:6.1f} ms   p99 {self.p99_ms:6.1f} ms"


def measure(port: int, path: str, cookie: str = "", seconds: float = 4, connections: int = 16) -> Figures:
    """Load the path for that long; RuntimeError at any answer that is not 200."""
    asked = json.dumps([port, path, cookie, seconds, connections])
    done = subprocess.run([sys.executable, "-m", "tests.bench.load", asked], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return Figures(**json.loads(done.stdout))


def _load(port, path, cookie, seconds, connections) -> Figures:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode()
    with selectors.DefaultSelector() as waiting:
        sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(connections)]
        since, size, took = {}, 0, []
        for one in sockets:
            waiting.register(one, selectors.EVENT_READ)
            since[one] = time.perf_counter()
            one.sendall(request)
        begin = time.perf_counter()
        while (now := time.perf_counter()) - begin < seconds or not took:
            for key, _events in waiting.select(1):
                size = _read_answer(key.fileobj)
                now = time.perf_counter()
                took.append(now - since[key.fileobj])
                since[key.fileobj] = now
                key.fileobj.sendall(request)
        for one in sockets:
            one.close()
    took.sort()
    return Figures(
        len(took) / (now - begin), statistics.median(took) * 1000, took[int(len(took) * 0.99)] * 1000, size
    )


def _read_answer(connection: socket.socket) -> int:
    data = connection.recv(65536)
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"answered {head[:40]!r}")
    length = int(
        next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))[15:]
    )
    got = len(body)
    while got < length:
        got += len(connection.recv(65536))
    return length


if __name__ == "__main__":
    print(json.dumps(vars(_load(*json.loads(sys.argv[1])))))
