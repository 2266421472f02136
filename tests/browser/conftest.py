"""Browser tests: the real app under its one command, on demo data, in the machine's Chromium, phone-sized."""

import pytest
from needs import missing
from push_service import PushService
from running import LAUNCH, PHONE, Site, find_chromium
from watching import Watch


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = find_chromium()
    if path is None:
        missing("Chromium")
    return {**browser_type_launch_args, "executable_path": path, "args": LAUNCH}


@pytest.fixture(scope="session")
def push_service(tmp_path_factory):
    with PushService(tmp_path_factory.mktemp("push")) as service:
        yield service


@pytest.fixture(scope="module")
def site(tmp_path_factory, push_service):
    """A fresh installation for each file of tests."""
    with Site(tmp_path_factory.mktemp("site"), **push_service.settings) as running:
        yield running


@pytest.fixture
def phone(browser, site):
    """`phone()`: a new phone's browser, watched; a fault that it met fails the test."""
    contexts, watches = [], []

    def take(**options):
        context = browser.new_context(base_url=site.url, **PHONE, **options)
        context.set_default_timeout(10_000)
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
