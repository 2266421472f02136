"""From the invitation to Today: three screens, with and without JavaScript, skipped or gone through."""

import re
import secrets

import pytest
from measuring import small_targets
from playwright.sync_api import expect
from steps import heading
from test_axe import faults_of

PASSWORD = "four words are enough"


@pytest.fixture
def invitation(site):
    """`invitation()`: the link of somebody who was just admitted."""

    def admit() -> str:
        email = f"{secrets.token_hex(4)}@example.org"
        said = site.command(
            "enroll", email, "--program", "Evening Program", "--admitted-on", "2026-11-23", "--level", "2.1"
        )
        return re.search(r"\S+/invitations/\S+", said)[0]

    return admit


def accept(page, link):
    page.goto(link)
    page.get_by_label("Your name").fill("Max")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    heading(page, "What is Waymark?")
    return page


@pytest.mark.parametrize("scripts", [True, False])
def test_three_screens_lead_to_today(phone, invitation, scripts):
    page = accept(phone(java_script_enabled=scripts), invitation())
    page.get_by_role("link", name="Next").click()
    heading(page, "Who can see what?")
    page.get_by_role("link", name="Next").click()
    heading(page, "What does it not do?")
    expect(page.get_by_role("link", name="Look at Help now")).to_be_visible()
    page.get_by_role("button", name="Start").click()
    heading(page, "Today")


def test_they_can_be_skipped_and_read_later(phone, invitation):
    page = accept(phone(), invitation())
    page.get_by_role("button", name="Skip").click()
    heading(page, "Today")
    page.goto("/accounts/")
    page.get_by_role("link", name="About Waymark").click()
    heading(page, "What is Waymark?")
    expect(page.get_by_role("button", name="Skip")).to_have_count(0)


def test_they_are_accessible_while_new(phone, invitation):
    page, faults = accept(phone(), invitation()), []
    for path in ("what-it-is", "who-sees-what", "what-it-does-not-do"):
        page.goto(f"/welcome/{path}")
        faults += faults_of(page) + small_targets(page)
    assert not faults, "\n".join(faults)
