"""Sending to a service that speaks HTTP/2, as the big ones do: nginx in front of our own push service."""

import contextlib
import queue
import socket
import subprocess

import pytest
from ending import WITHIN
from nginx import USER, find_nginx, places_in
from ports import free_port
from push_service import PushService
from serving.processes import wait_until

from webapp.push.composing import Message
from webapp.push.courier import Courier
from webapp.push.endpoints import read_subscription
from webapp.push.vapid import application_server_key, generate_vapid

pytestmark = pytest.mark.real_clock

KEYS = generate_vapid()
SENDER = {"VAPID_KEYS": KEYS, "VAPID_SUBJECT": "mailto:operator@example.org"}
MANY = 30
CONFIGURATION = """{user}daemon off; pid {folder}/nginx.pid;
events {{}}
http {{
  log_format told "$server_protocol $connection";
  access_log {folder}/access.log told;
  {places}
  server {{
    listen 127.0.0.1:{port} ssl http2;
    ssl_certificate {certificate}; ssl_certificate_key {certificate};
    location / {{ proxy_pass https://127.0.0.1:{behind}; }}
  }}
}}"""


@contextlib.contextmanager
def nginx_before(service: PushService, folder):
    """nginx speaks HTTP/2 for the service, which from now on is known by nginx's address."""
    binary = find_nginx()
    behind, service.port = service.port, free_port()
    file = folder / "nginx.conf"
    file.write_text(
        CONFIGURATION.format(
            user=USER,
            folder=folder,
            places=places_in(folder),
            port=service.port,
            behind=behind,
            certificate=service.ca_file,
        )
    )
    process = subprocess.Popen([binary, "-p", folder, "-e", folder / "error.log", "-c", file])
    try:
        yield
    finally:
        process.terminate()
        process.wait(WITHIN)


def takes_connections(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def test_many_messages_go_as_streams_of_few_connections(tmp_path):
    with PushService(tmp_path, application_server_key(KEYS)) as service, nginx_before(service, tmp_path):
        wait_until(lambda: takes_connections(service.port), WITHIN, "nginx")
        courier, outcomes = Courier(SENDER | service.settings), queue.SimpleQueue()
        for number in range(MANY):
            subscription = read_subscription(service.subscription(), courier.rules)
            message = Message("Waymark", "A reminder.", "https://a.example/", f"t{number}", ttl=60)
            courier.send(subscription, message, outcomes.put)
        assert {outcomes.get(timeout=WITHIN).result for _ in range(MANY)} == {"sent"}
        assert service.faults == []
        assert {one.topic for one in service.received} == {f"t{number}" for number in range(MANY)}
    told = [line.split() for line in (tmp_path / "access.log").read_text().splitlines()]
    assert len(told) == MANY
    assert {protocol for protocol, _connection in told} == {"HTTP/2.0"}
    assert len({connection for _protocol, connection in told}) <= 2
