"""Browser tests: the real app under its one command, on demo data, in the machine's Chromium, phone-sized."""

import pytest
from between import Between
from needs import missing
from offline_steps import fetched_ahead
from playwright.sync_api import expect
from pseudo import write_catalogue
from push_service import PushService
from running import LAUNCH, PHONE, Site, find_chromium
from steps import heading, with_worker
from watching import Watch

WITHIN = 20_000  # milliseconds for what a screen shows in one, because other work may want the machine
expect.set_options(timeout=WITHIN)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = find_chromium()
    if path is None:
        missing("Chromium")
    return {**browser_type_launch_args, "executable_path": path, "args": LAUNCH}


@pytest.fixture
def on_tuesday():
    """The installation and the browser know the real time only, and the demo data is made around it."""


@pytest.fixture(scope="session")
def push_service(tmp_path_factory):
    with PushService(tmp_path_factory.mktemp("push")) as service:
        yield service


@pytest.fixture(scope="module")
def site(tmp_path_factory, push_service):
    """A fresh installation for each file of tests."""
    with Site(tmp_path_factory.mktemp("site"), **push_service.settings) as running:
        yield running


@pytest.fixture(scope="session")
def pretended(tmp_path_factory):
    """The settings of an installation in the pretended language."""
    folder = tmp_path_factory.mktemp("translations")
    write_catalogue(folder)
    return {"TRANSLATIONS_DIR": str(folder)}


@pytest.fixture(scope="module")
def in_other_words(tmp_path_factory, site, pretended):
    """The same installation with the same data in the pretended language, at an address of its own."""
    with Site(tmp_path_factory.mktemp("words"), "web", **site.settings(pretended)) as running:
        yield running


@pytest.fixture
def phone(browser, site):
    """`phone()`: a new phone's browser, watched; a fault that it met fails the test."""
    contexts, watches = [], []

    def take(**options):
        context = browser.new_context(base_url=site.url, **{**PHONE, **options})
        context.set_default_timeout(WITHIN)
        contexts.append(context)
        watches.append(Watch(context, site.url))
        page = context.new_page()
        page.watch = watches[-1]
        return page

    yield take
    for context in contexts:
        context.close()
    assert [fault for watch in watches for fault in watch.faults] == []


@pytest.fixture
def signed_in(phone, site):
    """`signed_in("guest")`: that person's page after signing in."""
    return lambda account, **options: site.sign_in(phone(**options), account)


@pytest.fixture
def own_phone(site, phone):
    """`own_phone("participant")`: signed in on their own phone, which has had time to fetch what it may keep."""

    def sign_in(account="participant"):
        page = phone()
        page.goto("/sign-in")
        with_worker(page)
        site.sign_in(page, account, own_phone=True)
        return fetched_ahead(page)

    return sign_in


@pytest.fixture
def between(site, browser):
    """A proxy, and a phone of Ana's own behind it: `between.page`."""
    with Between(site.port) as proxy, browser.new_context(base_url=proxy.url, **PHONE) as context:
        proxy.page = context.new_page()
        proxy.page.goto("/sign-in")
        with_worker(proxy.page)
        site.sign_in(proxy.page, "participant2", own_phone=True, url=proxy.url)
        heading(proxy.page, "Today")
        yield proxy
