"""Coming or not, as a participant says it on a phone; a make-up, asked for and given; and without a network."""

import re

import pytest
from measuring import sideways, small_targets
from phone_storage import kept_by
from playwright.sync_api import Page, expect
from running import PHONE
from steps import heading, open_tab, with_worker
from test_axe import faults_of

GROUP = "Relapse Prevention"


@pytest.fixture
def group(signed_in):
    """`group("participant")`: the page of a group's session that is some days ahead."""

    def opened(account="participant") -> Page:
        page = signed_in(account)
        to_group(page)
        return page

    return opened


def to_group(page: Page) -> None:
    open_tab(page, "Schedule")
    page.get_by_role("link", name="Week after").click()
    page.get_by_role("link", name=GROUP).last.click()
    heading(page, GROUP)


def cannot_come(page: Page, reason: str) -> None:
    """The two taps."""
    page.get_by_text("Can't make it?").click()
    page.get_by_role("button", name=reason).click()


def test_two_taps_say_it_and_one_undoes_it(group):
    page = group()
    cannot_come(page, "Child care")
    expect(page.get_by_text("Your program knows that you can't make it.")).to_be_visible()
    expect(page.get_by_text("Reason: Child care.")).to_be_visible()
    page.get_by_role("button", name="I can come after all").click()
    heading(page, GROUP)
    expect(page.get_by_text("Saved. You are coming.")).to_be_visible()
    expect(page.get_by_text("Can't make it?")).to_be_visible()


def test_words_can_be_added_and_the_reason_changed(group):
    page = group()
    cannot_come(page, "Work")
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("Anything you want to add?").fill("My shift was moved.")
    page.get_by_role("button", name="Getting there").click()
    expect(page.get_by_text("Reason: Getting there.")).to_be_visible()
    page.get_by_role("link", name="Change it").click()
    expect(page.get_by_label("Anything you want to add?")).to_have_value("My shift was moved.")
    page.get_by_role("button", name="I can come after all").click()
    expect(page.get_by_text("Saved. You are coming.")).to_be_visible()


def test_one_tap_says_late_and_one_undoes_it(group):
    page = group()
    page.get_by_role("button", name="10 min").click()
    expect(page.get_by_text("Saved. You will be 10 minutes late.")).to_be_visible()
    page.get_by_role("button", name="I will be on time").click()
    expect(page.get_by_text("Saved. You will be on time.")).to_be_visible()


def test_a_make_up_is_asked_for_given_and_given_back(group, signed_in):
    page = group()
    cannot_come(page, "Not well")
    heading(page, "Make up for it this week?")
    faults = faults_in(page)
    page.get_by_role("button", name="Ask for this place").first.click()
    expect(page.get_by_text("Asked. Waiting for an answer")).to_be_visible()
    missed = page.url
    faults += faults_in(page)

    clinician = signed_in("clinician")
    heading(clinician, "Caseload")
    clinician.get_by_role("link", name="Make-ups").click()
    expect(clinician.get_by_text("Jo Rivera")).to_be_visible()
    faults += faults_in(clinician)
    clinician.get_by_role("button", name="Give the place").first.click()
    expect(clinician.get_by_text("Jo Rivera has the place.")).to_be_visible()
    expect(clinician.get_by_text("Nothing waits for an answer")).to_be_visible()

    page.goto("/")
    faults += faults_in(page)
    page.get_by_role("listitem").filter(has_text="The place is yours").get_by_role("link").click()
    expect(page.get_by_text("You come here as a make-up.")).to_be_visible()
    page.goto(missed)
    page.get_by_role("button", name="Give the place back").click()
    expect(page.get_by_text("The place is free for someone else.")).to_be_visible()
    page.get_by_role("button", name="I can come after all").click()
    assert not faults, "\n".join(faults)


def faults_in(page: Page) -> list[str]:
    """Of this state of the page, which no tour comes to: for everyone's eyes, a narrow phone and a finger."""
    found = faults_of(page)
    page.set_viewport_size({"width": 320, "height": 640})
    found += sideways(page) + small_targets(page)
    page.set_viewport_size(PHONE["viewport"])
    return found


def test_it_works_without_javascript(signed_in):
    page = signed_in("participant2", java_script_enabled=False)
    to_group(page)
    cannot_come(page, "Something else")
    expect(page.get_by_text("Reason: Something else.")).to_be_visible()
    page.get_by_role("button", name="I can come after all").click()
    expect(page.get_by_text("Saved. You are coming.")).to_be_visible()


def test_said_without_a_network_it_is_sent_when_there_is_one(site, phone):
    page = phone()
    page.goto("/sign-in")
    with_worker(page)
    site.sign_in(page, "participant2", own_phone=True)
    page.goto("/")
    to_group(page)
    session = page.url
    page.reload()
    with page.watch.paused():  # requests without a network fail
        page.context.set_offline(True)
        page.get_by_role("button", name="15 min").click()
        heading(page, "Saved on this phone, not sent yet")
        page.context.set_offline(False)
        page.goto(session)
        page.wait_for_function("() => !document.querySelector('outbox-line:not([hidden])')")
        assert_sent(page)
    page.goto(session)
    expect(page.get_by_text("You said you will be 15 minutes late.")).to_be_visible()
    page.get_by_role("button", name="I will be on time").click()
    expect(page.get_by_text("Saved. You will be on time.")).to_be_visible()


def assert_sent(page: Page) -> None:
    for _ in range(50):
        if kept_by(page)["outbox"] == []:
            return
        page.wait_for_timeout(200)
    raise AssertionError("it was not sent")


def test_the_weeks_hours_stand_on_today_and_on_the_week(signed_in):
    page = signed_in("participant")
    hours = re.compile(r"of 9 hours this week")
    expect(page.get_by_role("heading", name=hours)).to_be_visible()
    open_tab(page, "Schedule")
    expect(page.get_by_role("heading", name=hours)).to_be_visible()
