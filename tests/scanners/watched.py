"""The real app as scanners see it, with a line about each request that came: what it was, and how it was answered.

A scanner tells what it thinks. This tells how much it asked, which forms it never got through to, and each answer
of 500 or more, which no request may cause.
"""

import datetime as dt
import json
import os
from collections import Counter, defaultdict
from pathlib import Path

import webapp
from tests.scanners.findings import Finding
from tests.scanners.routes import route_of
from webapp import access

LINES = "SCANNED"  # names the file, in the environment
REACHED = (
    200,
    303,
    422,
)  # what a view answers that read what was sent; the sign-in page is one of another route


def create_app():
    access.PROOF_LASTS = dt.timedelta(
        hours=12
    )  # a scan takes longer than a proof, and would ask the rest in vain
    app = webapp.create_app()
    app.wsgi_app = _noting(app.wsgi_app, Path(os.environ[LINES]))
    return app


def _noting(inner, file: Path):
    lines = file.open("a", buffering=1)

    def answer(environ, start_response):
        def start(status, headers, *more):
            to = dict(headers).get("Location", "")
            lines.write(
                json.dumps([environ["REQUEST_METHOD"], environ["PATH_INFO"], int(status[:3]), to]) + "\n"
            )
            return start_response(status, headers, *more)

        return inner(environ, start)

    return answer


class Seen:
    """What the lines of that file say."""

    def __init__(self, file: Path):
        self.of_route = defaultdict(Counter)
        self.broken = set()
        for line in file.read_text().splitlines():
            method, path, status, to = json.loads(line)
            asked_to_sign_in = to.partition("?")[0].endswith(("/sign-in", "/accounts/proof"))
            self.of_route[method, route_of(path)][0 if asked_to_sign_in else status] += 1
            if status >= 500:
                self.broken.add((method, path, status))

    @property
    def count(self) -> int:
        return sum(answers.total() for answers in self.of_route.values())

    def findings(self, scanner: str, who: str) -> list[Finding]:
        return [
            Finding(scanner, "Answer of 500 or more", method, path, "", str(status), who)
            for method, path, status in sorted(self.broken)
        ]

    def never_reached(self, requests) -> list[str]:
        """Of what was asked, the routes that never read what was sent."""
        routes = {(one.method, route_of(one.path)) for one in requests}
        return sorted(
            f"{method} {route} {dict(self.of_route[method, route])}"
            for method, route in routes
            if not any(status in REACHED for status in self.of_route[method, route])
        )
