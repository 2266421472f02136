"""Lighthouse gives its best figures to a page of everyone's, a participant's and a clinician's."""

import pytest
from auditing import BEST, PAGES, best_of, browser_of, look, missing_tools, served
from crawling import NOBODY
from needs import missing

pytestmark = pytest.mark.timed

# Whatever else the machine does can only make a figure worse, so the best of a few looks is the truest.
MOST_LOOKS = 5
BUSY = "const until = performance.now() + 600; while (performance.now() < until);"


@pytest.fixture(autouse=True)
def _tools():
    if lacking := missing_tools():
        missing(lacking)


@pytest.mark.parametrize("name", ["sign-in", "Today", "caseload"])
def test_it_is_at_its_best(playwright, site, name):
    who, path = PAGES[name]
    with browser_of(playwright, site, who) as port:
        verdict = best_of(port, site.url + path, MOST_LOOKS)
    assert verdict.is_best, f"{name}: {verdict.row()}\n" + "\n".join(verdict.faults)


@pytest.mark.parametrize(
    ("page", "which", "fault"),
    [
        ("<title>A picture</title><p>Words</p><img src='no.png'>", 1, "image-alt"),
        ("<title>A picture</title><p>Words</p><img src='no.png' alt=''>", 2, "errors-in-console"),
        (
            f"<title>Busy</title><p>Words</p><script>setTimeout(() => {{ {BUSY} }}, 100)</script>",
            0,
            "blocking",
        ),
    ],
)
def test_it_notices_a_planted_fault(playwright, site, page, which, fault):
    with browser_of(playwright, site, NOBODY) as port, served(f"<!doctype html>{page}") as address:
        # As fast as a phone can ever be taken for: what is seen then is seen always.
        verdict = look(port, address, slowdown=1)
    assert verdict.scores[which] < BEST
    assert any(fault in found for found in verdict.faults)
