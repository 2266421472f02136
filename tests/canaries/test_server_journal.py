"""The servers at their most talkative: what one would find in the journal of the machine and in its folders."""

import contextlib
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from forms_on_pages import read_page
from marks import Marks, disguises_of
from ports import free_port

from tests.bench.site import PASSWORD, data_folder, wait_for
from tests.scanners.browsing import Browser

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "flask", "--app", "webapp", "serve"]


@contextlib.contextmanager
def talking_servers(folder: Path, log: Path):
    """Web server and worker at LOG_LEVEL=debug over the data in the folder; gives their address."""
    port = free_port()
    with data_folder() as (data, environment), log.open("wb") as said:
        environment |= {"PORT": str(port), "LOG_LEVEL": "debug", "TMPDIR": str(folder)}
        servers = subprocess.Popen(COMMAND, cwd=ROOT, env=environment, stdout=said, stderr=said)
        try:
            wait_for(port, servers, seconds=150)
            yield f"http://127.0.0.1:{port}", data
        finally:
            servers.terminate()
            servers.wait(30)


def _ask(browser: Browser, path: str, fields: dict | None = None, **headers: str) -> int:
    body = None if fields is None else urlencode(fields).encode()
    headers = {"Cookie": browser.cookie, "Sec-Fetch-Site": "same-origin", **headers}
    with contextlib.suppress(urllib.error.HTTPError):
        return urllib.request.urlopen(
            urllib.request.Request(browser.url + path, body, headers), timeout=30
        ).status
    return 0


def _write(browser: Browser, marks: Marks) -> dict[str, str]:
    """Words that are kept, that are refused, and where nobody expects them; gives what is secret meanwhile."""
    word = marks.new("participant", "words").word
    _status, url, text = browser.get("/journals/new")
    form = next(form for form in read_page(text, url)[1] if form.url.endswith("/journals/"))
    fields = {control.name: control.value for control in form.controls if control.kind == "hidden"}
    fields["words"] = word
    token = fields["csrf_token"]
    assert _ask(browser, "/journals/", {**fields, "visibility": "private", "mood": "3"}) == 200
    _ask(browser, "/journals/", {"words": word, "csrf_token": "x"})
    _ask(browser, "/journals/", {"words": word, "mood": "99", "csrf_token": token})
    _ask(browser, "/journals/search", {"words": word, "csrf_token": token})
    _ask(browser, f"/nowhere/{word}")
    _ask(browser, f"/sign-in?next=/{quote(word)}")
    _ask(browser, "/journals/", {"words": word * 200_000, "csrf_token": token})
    _ask(
        browser,
        "/offline/token",
        {},
        **{"User-Agent": word, "Referer": f"{browser.url}/{word}", "X-Note": word},
    )
    _ask(browser, "/sign-in", {"email": f"{word}@example.org", "password": word, "csrf_token": token})
    _ask(browser, f"/calendars/{word}.ics")
    _ask(browser, f"/invitations/{word}")
    return {"the cookie": browser.cookie.partition("=")[2], "the form token": token, "the password": PASSWORD}


@pytest.mark.real_clock
def test_neither_the_journal_of_the_servers_nor_their_folders_hold_a_word_or_a_secret(tmp_path):
    marks, log, temporary = Marks(), tmp_path / "journal.log", tmp_path / "temporary"
    temporary.mkdir()
    with talking_servers(temporary, log) as (url, data):
        secrets = _write(Browser(url, "participant"), marks)
        kept = [file for file in [*data.rglob("*"), *temporary.rglob("*")] if file.is_file()]
        found = {file.name for file in kept if marks.found_in(file.read_bytes())}
        names = {file.name for file in kept if _holds(file.read_bytes(), secrets)}
    said = log.read_bytes()
    assert b"DEBUG peewee" in said and b'INSERT INTO "journal_entry"' in said, "it does talk"
    assert any(file.name.endswith(".db-wal") for file in kept)
    assert found == set() and names == set()
    assert not marks.found_in(said) and not _holds(said, secrets)


def _holds(data: bytes, secrets: dict[str, str]) -> list[str]:
    return [name for name, secret in secrets.items() if any(one in data for one in disguises_of(secret))]
