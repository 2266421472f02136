"""Lighthouse gives its best figures to a page of everyone's, a participant's and a clinician's."""

import functools
import threading
from http.server import HTTPServer, SimpleHTTPRequestHandler

import pytest
from auditing import BEST, PAGES, browser_of, look, missing_tools
from crawling import NOBODY
from needs import missing

pytestmark = pytest.mark.timed

# Whatever else the machine does can only make a figure worse, so the best of a few looks is the truest.
MOST_LOOKS = 5


@pytest.fixture(autouse=True)
def _tools():
    if lacking := missing_tools():
        missing(lacking)


@pytest.mark.parametrize("name", ["sign-in", "Today", "caseload"])
def test_it_is_at_its_best(playwright, site, name):
    who, path = PAGES[name]
    with browser_of(playwright, site, who) as port:
        for _ in range(MOST_LOOKS):
            verdict = look(port, site.url + path)
            if verdict.is_best:
                return
    pytest.fail(f"{name}: {verdict.row()}\n" + "\n".join(verdict.faults))


def test_it_notices_a_planted_fault(playwright, site, tmp_path):
    (tmp_path / "index.html").write_text(
        "<!doctype html><title>A picture</title><p>Words</p><img src='no.png'>"
    )
    with HTTPServer(("localhost", 0), functools.partial(Silent, directory=tmp_path)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with browser_of(playwright, site, NOBODY) as port:
            verdict = look(port, f"http://localhost:{server.server_port}/")
        server.shutdown()
    _performance, accessibility, best_practices = verdict.scores
    assert accessibility < BEST and best_practices < BEST
    assert any("image-alt" in fault for fault in verdict.faults)


class Silent(SimpleHTTPRequestHandler):
    """Serves a folder and logs nothing."""

    def log_message(self, *_arguments):
        pass
