"""The service worker in a real browser: help without a network, and nothing private kept."""

import pytest
from crawling import pages_of
from offline_steps import until
from playwright.sync_api import expect
from running import PEOPLE
from steps import with_worker

SHELL_PAGES = {
    "/help-now",
    "/offline",
    *(
        f"/offline/{name}"
        for name in ("saved", "answered", "waiting", "unsaved", "leaving", "left", "locked")
    ),
}
KEPT = """async () => {
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().map((request) => new URL(request.url).pathname);
}"""


def test_help_now_opens_without_a_network(phone):
    page = phone()
    page.goto("/sign-in")
    with_worker(page).context.set_offline(True)
    with page.watch.paused():
        page.get_by_role("link", name="Help now").click()
        expect(page.get_by_role("heading", name="Help now", level=1)).to_be_visible()
        expect(page.get_by_role("link", name="Call 988").first).to_be_visible()
        assert page.evaluate("getComputedStyle(document.body).display") == "flex"  # its style is kept too
        page.goto("/help-now?country=GB")
        expect(page.get_by_role("heading", name="Help now", level=1)).to_be_visible()


def test_help_now_opens_when_the_server_does_not_answer(phone, site):
    page = phone()
    page.goto("/sign-in")
    with_worker(page)
    with page.watch.paused():
        site.stop()
        try:
            page.goto("/help-now")
            expect(page.get_by_role("heading", name="Help now", level=1)).to_be_visible()
        finally:
            site.start()


def test_any_other_page_says_that_there_is_no_network(signed_in):
    page = with_worker(signed_in("participant"))
    page.context.set_offline(True)
    with page.watch.paused():
        page.get_by_role("link", name="Schedule").click()
        expect(page.get_by_role("heading", name="No network")).to_be_visible()
        page.get_by_role("link", name="Help now").click()
        expect(page.get_by_role("heading", name="Help now", level=1)).to_be_visible()
        page.go_back()
        expect(page.get_by_role("heading", name="No network")).to_be_visible()
        page.context.set_offline(False)
        page.get_by_role("link", name="Try again").click()
        expect(page).to_have_url("/schedule/")
        expect(page.get_by_role("heading", name="No network")).to_have_count(0)


def test_a_shared_phone_without_a_network_has_exercises_for_a_hard_moment(phone):
    """Nobody is signed in. Every exercise that is offered opens, and the one to breathe by keeps the time."""
    page = phone()
    page.goto("/sign-in")
    with_worker(page).context.set_offline(True)
    with page.watch.paused():
        page.goto("/")
        expect(page.get_by_role("heading", name="No network")).to_be_visible()
        page.get_by_role("link", name="Steady yourself").click()
        expect(page.get_by_role("heading", name="Steady yourself", level=1)).to_be_visible()
        offered = page.locator("main a[href^='/steady/']").evaluate_all("all => all.map(one => one.pathname)")
        for path in dict.fromkeys(offered):
            page.goto(path)
            expect(page.get_by_role("heading", name="Do it")).to_be_visible()
        page.goto("/steady/longer-out-breathing")
        page.get_by_role("button", name="Start").click()
        expect(page.locator("breath-pacer")).to_contain_text("Breathe in")
        expect(page.get_by_role("button", name="Pause")).to_be_visible()


@pytest.mark.parametrize("account", PEOPLE)
def test_it_keeps_nothing_private_whatever_is_looked_at_and_help_is_one_tap_away(site, signed_in, account):
    page, visited = with_worker(signed_in(account)), 0
    for rule in pages_of(site, page):
        visited += 1
        assert rule == "/help-now" or page.get_by_role("link", name="Help now").first.is_visible(), rule
    assert visited > 2
    kept = page.evaluate(KEPT)
    assert {path for path in kept if not path.startswith(("/static/", "/steady"))} == SHELL_PAGES
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_after_signing_out_back_shows_nothing_private_and_help_is_still_kept(signed_in):
    page = with_worker(signed_in("participant"))
    page.goto("/journals/")
    words = page.locator("main").inner_text()
    page.goto("/accounts/")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url("/signed-out")
    with_worker(page)

    with page.watch.paused():  # the page that Back asks for is refused, as it should be
        for _ in range(2):
            page.go_back()
            assert page.locator("main").inner_text() != words
            expect(page.get_by_label("Password")).to_be_visible()
        page.context.set_offline(True)
        page.goto("/journals/")
        expect(page.get_by_role("heading", name="No network")).to_be_visible()
        page.goto("/help-now")
        expect(page.get_by_role("heading", name="Help now", level=1)).to_be_visible()


def test_a_new_version_removes_what_the_old_one_kept(between):
    page = between.page
    page.evaluate("async () => { await caches.open('shell-before'); }")
    between.has_new_version = True
    page.evaluate("async () => { await (await navigator.serviceWorker.getRegistration()).update(); }")
    with page.expect_navigation():
        page.get_by_role("button", name="Reload").click()
    with_worker(page)
    until(lambda: [name.startswith("shell-next-") for name in page.evaluate("caches.keys()")] == [True])
