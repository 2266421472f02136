"""Who asked for a page, as our server is told, with and without the worker between.

Compression rests on it: docs/decisions/0007-compression.md.
"""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from between import Between, Exchange
from running import PHONE
from steps import heading, open_tab, with_worker

WAYS_THERE = ("link", "link that hides where it is", "script", "window")


@pytest.fixture(scope="module")
def elsewhere():
    """The address of another site, whose page leads to `/journals/` of the site named after its `?`."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            there = f"http://{self.path.partition('?')[2]}/journals/"
            page = f"""<!doctype html><a href="{there}">link</a>
                <a href="{there}" rel="noreferrer">link that hides where it is</a>
                <a href="#" onclick="location = '{there}'">script</a>
                <a href="#" onclick="opened = window.open('{there}')">window</a>"""
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:  # to "localhost", a foreign site
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture(params=["no worker", "worker", "worker without preload"])
def watched(request, site, browser):
    """A proxy that keeps what passes, and behind it Ana's phone: `watched.page`."""
    workers = "block" if request.param == "no worker" else "allow"
    with (
        Between(site.port) as proxy,
        browser.new_context(base_url=proxy.url, service_workers=workers, **PHONE) as context,
    ):
        page = proxy.page = context.new_page()
        page.goto("/sign-in")
        if workers == "allow":
            with_worker(page)
        site.sign_in(page, "participant2", url=proxy.url)
        if request.param == "worker without preload":
            page.evaluate("async () => (await navigator.serviceWorker.ready).navigationPreload.disable()")
        yield proxy


def how_the_journal_came(proxy: Between) -> Exchange:
    proxy.page.context.pages[-1].wait_for_url(f"{proxy.url}/journals/")
    heading(proxy.page.context.pages[-1], "Journal")  # signed in: the cookie came along
    return next(one for one in reversed(proxy.passed) if one.path == "/journals/")


@pytest.mark.parametrize("way", WAYS_THERE)
def test_another_site_is_known_to_have_asked_and_learns_nothing_from_the_size(watched, elsewhere, way):
    page = watched.page
    page.goto(f"{elsewhere}?{watched.url.removeprefix('http://')}")
    watched.passed.clear()
    if way == "window":
        with page.context.expect_page():
            page.get_by_role("link", name=way, exact=True).click()
    else:
        page.get_by_role("link", name=way, exact=True).click()
    came = how_the_journal_came(watched)
    assert came.asked["Sec-Fetch-Site"] == "cross-site"
    assert "Content-Encoding" not in came.answered
    if way == "window":
        assert page.evaluate(
            "opened.closed"
        )  # out of its hands: it cannot lead the same window on to another guess


def test_our_own_link_is_known_as_such_and_compressed(watched):
    open_tab(watched.page, "Journal")
    came = how_the_journal_came(watched)
    assert came.asked["Sec-Fetch-Site"] == "same-origin"
    assert came.asked["Referer"] == f"{watched.url}/"
    assert came.answered["Content-Encoding"] == "br"


def test_a_typed_address_is_compressed_unless_the_worker_hides_who_asked(watched):
    watched.passed.clear()
    watched.page.goto("/journals/")
    came = how_the_journal_came(watched)
    is_told = came.asked["Sec-Fetch-Site"] == "none"
    assert is_told == ("Content-Encoding" in came.answered)
    if not is_told:  # as if our own page had asked, but without its address
        assert came.asked["Sec-Fetch-Site"] == "same-origin"
        assert "Referer" not in came.asked
