"""Every kind of page that each person can reach passes axe-core's WCAG 2.2 AA rules, in light and in dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from crawling import NOT_PAGES, pages_of
from running import PEOPLE

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
# Pages with a secret address; the journeys look at them.
NOT_LINKED = {"/invitations/<token>"}

reached: set[str] = set()


def faults_of(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("account", [*PEOPLE, None], ids=lambda account: account or "nobody")
def test_it_is_accessible(site, phone, account):
    page = phone()
    page.goto("/sign-in") if account is None else site.sign_in(page, account)
    faults = {}
    for rule in pages_of(site, page):
        reached.add(rule)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if found := faults_of(page):
                faults[f"{rule} {scheme}"] = found
    assert faults == {}


def test_every_page_was_looked_at(site):
    if not reached:
        pytest.fail("run this file as a whole")
    assert set(site.routes) - reached - NOT_PAGES == NOT_LINKED
