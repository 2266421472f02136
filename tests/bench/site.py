"""Real servers on demo data, started and stopped for a measurement."""

import contextlib
import functools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

from ports import free_port

PASSWORD = "measured and measured again"

SERVERS = {
    "granian": [
        *("granian", "--interface", "wsgi", "--factory", "--workers", "1", "--blocking-threads", "4"),
        *(
            "--backpressure",
            "64",
            "--log-level",
            "error",
            "--host",
            "127.0.0.1",
            "--port",
            "{port}",
            "{app}:create_app",
        ),
    ],
    "gunicorn": [
        *(
            "gunicorn",
            "--worker-class",
            "gthread",
            "--workers",
            "1",
            "--threads",
            "4",
            "--log-level",
            "error",
        ),
        *("--keep-alive", "30", "--bind", "127.0.0.1:{port}", "{app}:create_app()"),
    ],
    "waitress": [
        *("waitress", "--threads", "4", "--listen", "127.0.0.1:{port}", "--call", "{app}:create_app"),
    ],
}


@contextlib.contextmanager
def data_folder():
    """A folder with demo data, and the environment that uses it."""
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as folder:
        shutil.copytree(_demo().name, folder, dirs_exist_ok=True)
        yield Path(folder), _environment(folder)


@functools.cache
def _demo() -> tempfile.TemporaryDirectory:
    """Made once; each measurement has a copy."""
    folder = tempfile.TemporaryDirectory(prefix="waymark-bench-demo-")
    load = "from webapp import create_app, demo, serving, database\nwith create_app().app_context():\n"
    load += f"    serving.prepare()\n    with database.connection(): demo.load({PASSWORD!r})\n"
    subprocess.run([sys.executable, "-c", load], env=_environment(folder.name), check=True)
    return folder


def _environment(folder: str) -> dict[str, str]:
    return {**os.environ, "DATA_DIR": folder, "DEMO_PASSWORD": PASSWORD, "LOG_LEVEL": "error"}


@contextlib.contextmanager
def serving(server: str, app: str, environment: dict):
    """That server with that app; gives its port."""
    port = free_port()
    command = [part.format(port=port, app=app) for part in SERVERS[server]]
    environment = {**environment, "PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", *command], env=environment, start_new_session=True)
    try:
        wait_for(port, process)
        yield port
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def sign_in(port: int, account: str = "participant") -> str:
    """Sign in as a person would and return the cookie."""
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    url = f"http://127.0.0.1:{port}/sign-in"
    fields = {"email": f"{account}@demo.example", "password": PASSWORD, "own_phone": "y"}
    page, origin = browser.open(url).read().decode(), {"Origin": f"http://127.0.0.1:{port}"}
    answer = browser.open(urllib.request.Request(url, filled_in(page, fields), origin))
    if "/second-step" in answer.url:  # staff; the demo shows the code
        page = answer.read().decode()
        browser.open(urllib.request.Request(answer.url, filled_in(page, {"code": code_on(page)}), origin))
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def filled_in(page: str, fields: dict) -> bytes:
    """The fields as a form of the page sends them."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    return urlencode({**fields, "csrf_token": token}).encode()


def code_on(page: str) -> str:
    return re.search(r'data-code="([0-9]+)"', page)[1]


def fetch(port: int, path: str, cookie: str) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie})
    return urllib.request.urlopen(request).read().decode()


def wait_for(port: int, process: subprocess.Popen, seconds: int = 30) -> None:
    for _ in range(seconds * 5):
        if process.poll() is not None:
            raise RuntimeError("the server ended at once")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the server did not answer within {seconds} seconds")
