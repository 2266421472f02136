"""The example files of docs/deploy: each as far as this machine can try it, nginx before the real app."""

import configparser
import contextlib
import http.client
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
import yaml
from ending import WITHIN, joined, killed
from needs import missing
from nginx import USER, find_nginx, places_in
from own_time import own_seconds
from ports import free_port
from processes import ROOT, START_WITHIN, Machines, keys_of, wait_until
from push_service import PushService

from webapp.formatting import asset

pytestmark = pytest.mark.real_clock

DEPLOY = ROOT / "docs" / "deploy"
UNITS = ("waymark-web.service", "waymark-worker.service", "waymark-backup.service")
LIMIT = 60  # in 15 minutes, for the page that opens an invitation


@pytest.fixture
def backend(backends):
    """The database has no part in this."""
    return backends("sqlite")


class Nginx:
    """The example as it stands but for addresses, ports and file places."""

    def __init__(self, binary: str, folder: Path, web_port: int):
        self.folder, self.port, self.plain_port = folder, free_port(), free_port()
        with PushService(folder) as other:
            certificate = other.ca_file  # key and certificate for this machine
        self.certificate = certificate
        self.context = ssl.create_default_context(cafile=certificate)
        (folder / "waymark-servers").write_text(f"server 127.0.0.1:{web_port};\n")
        self.command = [binary, "-p", str(folder), "-e", "stderr", "-c", self._written(certificate)]

    def _written(self, certificate: Path) -> str:
        text = (DEPLOY / "nginx.conf").read_text()
        text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
        for there, here in (
            ("listen 80;", f"listen 127.0.0.1:{self.plain_port};"),
            ("listen 443 ", f"listen 127.0.0.1:{self.port} "),
            ("/etc/letsencrypt/live/care.example.org/fullchain.pem", str(certificate)),
            ("/etc/letsencrypt/live/care.example.org/privkey.pem", str(certificate)),
            ("/etc/nginx/waymark-servers", str(self.folder / "waymark-servers")),
            ("/var/cache/nginx/waymark", str(self.folder / "cache")),
            ("/var/cache/waymark/help-now", str(self.folder / "help-now")),
            ("/var/log/nginx/waymark.log", str(self.folder / "error.log")),
            ("care.example.org", "localhost"),
        ):
            assert there in text, there
            text = text.replace(there, here)
        file = self.folder / "nginx.conf"
        places = places_in(self.folder)
        file.write_text(
            f"{USER}daemon off;\npid {self.folder}/nginx.pid;\nevents {{}}\nhttp {{\ngzip on;\n{places}{text}\n}}\n"
        )
        return str(file)

    def check(self) -> subprocess.CompletedProcess:
        return subprocess.run([*self.command, "-t"], capture_output=True, text=True)

    def ask(self, method: str, path: str, body=None, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPSConnection("localhost", self.port, context=self.context, timeout=20)
        with contextlib.closing(connection):
            connection.request(
                method, path, body, {name.replace("_", "-"): value for name, value in headers.items()}
            )
            answer = connection.getresponse()
            answer.text = answer.read().decode(errors="replace")
        return answer

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        return self.ask("GET", path, **headers)

    def is_up(self) -> bool:
        try:
            return self.get("/up").status == 200
        except OSError:
            return False


@pytest.fixture
def site(app, tmp_path):
    """nginx and one web server behind it."""
    binary = find_nginx()
    settings = {
        "DATABASE_URL": app.config["DATABASE_URL"],
        "PROXY_HOPS": "1",
        "PUBLIC_URL": "https://localhost",
        "HELP_COPY": str(tmp_path / "help-now"),
    }
    with Machines(tmp_path, METRICS_TOKEN="a token", **keys_of(app.config), **settings) as machines:
        web = machines.web()
        nginx = Nginx(binary, tmp_path, web.port)
        checked = nginx.check()
        assert checked.returncode == 0, checked.stderr
        assert "warn" not in checked.stderr, checked.stderr
        process = subprocess.Popen(nginx.command)
        try:
            wait_until(nginx.is_up, START_WITHIN, "nginx before the web server")
            nginx.web = web
            yield nginx
        finally:
            process.terminate()
            process.wait(WITHIN)


def test_people_reach_it_by_tls_and_http_2(site):
    offering = ssl.create_default_context(cafile=site.certificate)
    offering.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("localhost", site.port)) as plain,
        offering.wrap_socket(plain, server_hostname="localhost") as sealed,
    ):
        assert sealed.selected_alpn_protocol() == "h2"
        assert sealed.version() in ("TLSv1.2", "TLSv1.3")
    answer = site.get("/sign-in")
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"]
    assert "__Host-waymark=" in answer.headers["Set-Cookie"] and "Secure" in answer.headers["Set-Cookie"]


def test_plain_http_only_leads_to_tls(site):
    connection = http.client.HTTPConnection("localhost", site.plain_port, timeout=10)
    connection.request("GET", "/journals/")
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/journals/")
    connection.close()


def test_limits_count_by_the_true_address_whatever_a_caller_claims(site):
    statuses = [
        site.get("/invitations/of-nobody", X_Forwarded_For=f"203.0.113.{number}").status
        for number in range(LIMIT + 1)
    ]
    assert statuses == [404] * LIMIT + [429]


def test_what_is_too_large_is_told_by_our_own_page(site):
    answer = site.ask("POST", "/journals/", b"x" * 4_500_000)
    assert answer.status == 413
    assert "Waymark" in answer.text


def test_a_page_that_another_site_asks_for_stays_uncompressed(site):
    asked = {"Accept_Encoding": "gzip, br", "Sec_Fetch_Site": "cross-site"}
    assert site.get("/sign-in", **asked).headers["Content-Encoding"] is None
    own = {"Accept_Encoding": "br", "Sec_Fetch_Site": "none"}
    assert site.get("/sign-in", **own).headers["Content-Encoding"] == "br"


def test_the_metrics_are_not_for_the_outside(site):
    assert site.get("/metrics", Authorization="Bearer a token").status == 404


def end_the_web_server_of(site):
    site.web.process.terminate()  # its processes too, which outlive it for a moment when it is killed
    site.web.process.wait(WITHIN)
    wait_until(lambda: site.get("/sign-in").status == 502, 15, "the web server's end")


def test_help_now_answers_while_waymark_is_down(site):
    stylesheet = asset("css/base.css")
    before = site.get("/help-now", Accept_Language="en-US,en")
    assert before.status == site.get(stylesheet).status == 200
    end_the_web_server_of(site)
    after = site.get("/help-now", Accept_Language="en;q=0.9")
    assert (after.status, after.text) == (200, before.text)
    assert site.get("/").text == before.text, "any other address shows it too"
    assert site.get(stylesheet).status == 200


def test_help_now_answers_from_the_disk_when_nginx_has_kept_nothing(site):
    end_the_web_server_of(site)
    for path in ("/help-now", "/help-now?country=GB", "/journals/"):
        answer = site.get(path)
        assert answer.status == (200 if path.startswith("/help-now") else 502)
        assert 'href="tel:988"' in answer.text
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert site.get(asset("css/base.css")).status == 200
    assert site.get(asset("js/app.js")).status != 200, "help now needs none"


@pytest.mark.timed
def test_help_now_is_quick_in_a_flood_of_other_requests(site):
    """The slowest 1 in 100 of it, while eight browsers ask for another page without a pause."""
    end, asked = threading.Event(), Counter()

    def flood():
        while not end.is_set():
            asked[site.get("/sign-in").status] += 1

    assert site.get("/help-now").status == 200
    threads = [threading.Thread(target=flood, daemon=True) for _browser in range(8)]
    for thread in threads:
        thread.start()
    took = []
    try:
        for _time in range(200):
            begun = own_seconds()
            assert site.get("/help-now").status == 200
            took.append(own_seconds() - begun)
    finally:
        end.set()
        joined(*threads)
    median, slowest = (sorted(took)[at] * 1000 for at in (100, -3))
    print(f"help now beside {dict(asked)}: median {median:.1f} ms, p99 {slowest:.1f} ms")
    assert slowest < 200


def test_no_log_tells_who_asked_for_what(site):
    site.get("/calendars/a-secret.ics")
    killed(site.web.process)
    site.get("/invitations/another-secret")
    time.sleep(0.2)
    for file in site.folder.rglob("*.log"):
        assert "secret" not in file.read_text(), file


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_takes_the_units(unit, tmp_path):
    analyze = shutil.which("systemd-analyze") or missing("systemd-analyze (Debian's systemd)")
    here = tmp_path / unit
    flask = Path(sys.executable).with_name("flask")
    here.write_text((DEPLOY / unit).read_text().replace("/opt/waymark/.venv/bin/flask", str(flask)))
    done = subprocess.run([analyze, "verify", str(here)], capture_output=True, text=True)
    assert (done.returncode, [line for line in done.stderr.splitlines() if unit in line]) == (0, []), (
        done.stderr
    )


@pytest.mark.parametrize("unit", UNITS)
def test_the_units_run_commands_that_exist(app, unit):
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str
    read.read(DEPLOY / unit)
    assert read["Service"]["ExecStart"].split("webapp ")[1] in app.cli.commands


def test_the_containers_run_commands_that_exist(app):
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = composed["services"]
    for name in ("web", "worker"):
        assert services[name]["command"] == [name] and name in app.cli.commands
        assert services[name]["deploy"]["replicas"] == 2
    asked = services["worker"]["healthcheck"]["test"][4:]
    assert asked[0] in app.cli.commands and asked[1] in app.cli.commands[asked[0]].commands
    named = set(services) | set(composed["volumes"]) | set(composed["configs"])
    used = [part.split(":")[0] for one in services.values() for part in one.get("volumes", [])]
    used += [other for one in services.values() for other in one.get("depends_on", {})]
    assert not [name for name in used if not name.startswith(".") and name not in named]


def test_the_image_takes_what_exists_and_never_the_data(tmp_path):
    copied = re.findall(r"^COPY (.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    allowed = [
        line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line[:1] == "!"
    ]
    assert sorted(copied) == sorted(allowed)
    assert all((ROOT / name).exists() for name in copied)
    assert "var" not in copied


SETTING = re.compile(r"^\s*#?-?\s*(?:Environment=)?([A-Z_]{4,})\s*[:=]", re.MULTILINE)


@pytest.mark.parametrize("file", ["waymark.env.example", "compose.env.example"])
def test_every_setting_that_the_examples_name_exists(file):
    known = (ROOT / "README.md").read_text() + "POSTGRES_PASSWORD"
    named = SETTING.findall((DEPLOY / file).read_text())
    assert named
    assert not [name for name in named if name not in known]
