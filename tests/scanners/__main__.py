"""`make scan`: every scanner, or those that are named (secrets, planted, wapiti, sqlmap).

What they find is printed, and fails unless reviewed.toml explains it. WAPITI_SECONDS is the time for each role's
attacks, SQLMAP_LEVEL from 1 to 5 how much each parameter is asked. Without it sqlmap takes a first
look at each and goes on where that shows something. SCAN_ROLES names some of the roles.
"""

import contextlib
import logging
import os
import sys
import threading
import time

from werkzeug.serving import make_server

from tests.scanners import browsing, holed, sqlmap, wapiti, written_secrets
from tests.scanners.findings import Finding, reviewed, unexplained
from tests.scanners.watched import Seen

WAPITI_SECONDS = int(os.environ.get("WAPITI_SECONDS", 300))
ROLES = os.environ.get("SCAN_ROLES", " ".join(browsing.ROLES)).split()
SQLMAP_LEVEL = int(os.environ.get("SQLMAP_LEVEL", 0))
# What must be found in the holed app: part of a finding's name, and where.
PLANTED = (
    ("SQL Injection", "/people"),
    ("Reflected Cross Site Scripting", "/said"),
    ("Open Redirect", "/on"),
    ("Internal Server Error", "/number"),
    ("Cross Site Request Forgery", "/notes"),
    ("Content Security Policy", "/"),
    ("Clickjacking", "/"),
    ("MIME Type Confusion", "/"),
    ("HttpOnly Flag", "/"),
)


def secrets() -> list[Finding]:
    return written_secrets.scan()


def planted() -> list[Finding]:
    """A scanner that misses a planted hole counts as absent: that is the finding."""
    with _serving(holed.create_app()) as url:
        found, _pages = wapiti.scan(url, seconds=120)
        asked = [
            sqlmap.Request("GET", f"{url}{path}", ((name, "a"),))
            for path, name in (("/people", "name"), ("/said", "words"))
        ]
        injected = {one.path for one in sqlmap.scan(asked)}
    missed = [
        hole for hole in PLANTED if not any(hole[0] in one.kind and one.path == hole[1] for one in found)
    ]
    missed += [] if injected == {"/people"} else [("sqlmap", str(injected))]
    return [Finding("planted", "missed", path=path, info=kind) for kind, path in missed]


def of_wapiti() -> list[Finding]:
    found = []
    for who in ROLES:
        with browsing.demo_site() as (
            url,
            lines,
        ):  # a fresh one: what one role's scan wrote is in no other's way
            cookie = "" if who == "nobody" else browsing.Browser(url, who).cookie
            of_role, pages = wapiti.scan(url, cookie, WAPITI_SECONDS, who)
            seen = Seen(lines)
        print(f"  wapiti as {who}: {pages} pages and forms, {seen.count} requests", flush=True)
        found += of_role + seen.findings("wapiti", who)
    return found


def of_sqlmap() -> list[Finding]:
    found, known = [], set()
    for who in ROLES:
        began = time.monotonic()
        with browsing.demo_site() as (url, lines):
            asked = browsing.Browser(url, who).requests(known)
            of_role = sqlmap.scan(asked, SQLMAP_LEVEL or 3, smart=not SQLMAP_LEVEL)
            seen = Seen(lines)
        count, took = sum(len(one.parameters) for one in asked), time.monotonic() - began
        print(
            f"  sqlmap as {who}: {count} parameters in {len(asked)} forms and addresses, "
            f"{seen.count} requests, {took:.0f} s",
            *(f"    never read: {route}" for route in seen.never_reached(asked)),
            sep="\n",
            flush=True,
        )
        found += of_role + seen.findings("sqlmap", who)
    return found


@contextlib.contextmanager
def _serving(app):
    """The address of that app, served while the block lasts; its many errors are said nowhere."""
    app.logger.disabled = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.log = lambda *said: None
    logging.getLogger("werkzeug").disabled = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()


SCANS = {"secrets": secrets, "planted": planted, "wapiti": of_wapiti, "sqlmap": of_sqlmap}


def main(names: list[str]) -> int:
    explanations, left = reviewed(), []
    for name in names or SCANS:
        began = time.monotonic()
        found = SCANS[name]()
        without = unexplained(found, explanations)
        print(
            f"{name}: {len(found)} found, {len(without)} unexplained, {time.monotonic() - began:.0f} s",
            flush=True,
        )
        left += without
    for one in left:
        print(f"  {one}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
