"""Waymark as a person meets it: started by its command on demo data, and looked at with a phone's browser."""

import contextlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from functools import cached_property
from pathlib import Path
from typing import Self

from playwright.sync_api import Page
from ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "one demo password for all"
PEOPLE = ("participant", "guest", "clinician", "coordinator")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("background-networking", "component-update", "sync")
LAUNCH = ["--no-sandbox", "--disable-gpu", "--no-first-run", *(f"--disable-{what}" for what in QUIET)]
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "locale": "en-US",
    "timezone_id": "America/Los_Angeles",
    "has_touch": True,
}
START_WITHIN = 150  # seconds, on two cores that may be busy


def find_chromium() -> str | None:
    """The machine's own Chromium."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


class Site:
    """The whole installation under its one command, in a folder of its own, while the `with` block lasts."""

    def __init__(self, folder: Path, command: str = "start", **settings: str):
        self.port, self._start = free_port(), command
        self.url = f"http://localhost:{self.port}"
        self.log = folder / "site.log"
        self._settings = {
            "DATA_DIR": str(folder / "var"),
            "PORT": str(self.port),
            "PUBLIC_URL": self.url,
            "DEMO_PASSWORD": PASSWORD,
            "LOG_LEVEL": "warning",
            **settings,
        }

    def settings(self, others: dict[str, str]) -> dict[str, str]:
        """What another one needs that shows the same data."""
        return {"DATA_DIR": self._settings["DATA_DIR"], **others}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception) -> None:
        self.stop()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = self._command((self._start,), subprocess.Popen, stdout=log, stderr=log)
        deadline = time.monotonic() + START_WITHIN
        while not self._is_up():
            ended = self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"the site did not start:\n{self.log.read_text()}")
            time.sleep(0.1)

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(90)  # a web server waits for up to 30 seconds for who still holds a connection

    @property
    def _database(self) -> Path:
        return Path(self._settings["DATA_DIR"]) / "waymark.db"

    @cached_property
    def routes(self) -> dict[str, re.Pattern]:
        """Every address that answers GET, as the URL map writes it, with a pattern of its paths."""
        rules = [line.split()[-1] for line in self.command("routes").splitlines() if " GET" in line]
        return {rule: _pattern(rule) for rule in rules}

    def sign_in(self, page: Page, account: str, own_phone: bool = False, url: str = "") -> Page:
        page.goto(f"{url or self.url}/sign-in")
        page.get_by_label("E-mail").fill(f"{account}@demo.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("This is my own phone").set_checked(own_phone)
        page.get_by_role("button", name="Sign in").click()
        return take_second_step(page)

    def rows(self, query: str, *values) -> list[tuple]:
        """What the database holds, for what no page shows."""
        with contextlib.closing(sqlite3.connect(self._database)) as database:
            return database.execute(query, values).fetchall()

    def change(self, statement: str, *values) -> None:
        """What only time would bring about."""
        with contextlib.closing(sqlite3.connect(self._database, timeout=30)) as database:
            assert database.execute(statement, values).rowcount
            database.commit()

    def command(self, *words: str) -> str:
        """What a command of the app's own prints."""
        return self._command(words, subprocess.run, capture_output=True, text=True, check=True).stdout

    def _command(self, words: tuple[str, ...], run, **options):
        inherited = {
            key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "REDIS_"))
        }
        command = [sys.executable, "-m", "flask", "--app", "webapp", *words]
        return run(command, cwd=ROOT, env=inherited | self._settings, **options)

    def _is_up(self) -> bool:
        try:
            return urllib.request.urlopen(f"{self.url}/up", timeout=5).status == 200  # noqa: S310
        except OSError:
            return False


def take_second_step(page: Page) -> Page:
    """For staff: type the code that the demo shows. Nothing for everybody else."""
    page.wait_for_url(lambda url: not url.endswith("/sign-in") and "/sign-in?" not in url)
    if "/sign-in/second-step" in page.url:
        page.locator("[name=code]").fill(page.locator("[data-code]").get_attribute("data-code"))
        page.locator("main form[action*=second-step] button").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def _pattern(rule: str) -> re.Pattern:
    """The paths of a rule: `<id:name>` is an id, `<name>` anything within one folder."""
    escaped = re.escape(rule)
    return re.compile(re.sub(r"<[a-z_]+>", "[^/]+", re.sub(r"<id:[a-z_]+>", "[0-9a-z]{26}", escaped)))
