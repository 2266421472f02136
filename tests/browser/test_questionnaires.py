"""Questionnaires on a phone: one question a screen, without a network, and without JavaScript."""

import re

import pytest
from offline_steps import nothing_waits
from playwright.sync_api import Page, expect
from steps import heading, open_tab


@pytest.fixture
def asked(signed_in):
    """`asked("gad-7")`: Lee asks Ana for it, once; the page of Ana's answers as Lee has it open."""

    def ask(slug: str) -> Page:
        lee = signed_in("clinician2")
        rows = lee.locator("section").filter(has_text="My participants").get_by_role("link")
        rows.filter(has_text="Ana Lindqvist").click()
        lee.get_by_role("link", name="Questionnaires").click()
        lee.get_by_role("link", name="Ask for a questionnaire").click()
        lee.get_by_label("Questionnaire").select_option(slug)
        lee.get_by_role("radio", name="Once").check()
        lee.get_by_role("button", name="Save").click()
        heading(lee, "Questionnaires")
        return lee

    return ask


def shown(page: Page, name: str):
    return page.get_by_role("radio", name=name, exact=True).locator("visible=true")


def press_next(page: Page) -> None:
    page.get_by_role("button", name="Next", exact=True).click()


def test_without_a_network_help_comes_at_once_and_says_that_the_team_knows_nothing(asked, own_phone):
    lee = asked("phq-9")
    page = own_phone("participant2")
    with page.watch.paused():
        page.context.set_offline(True)
        page.goto("/assessments/")
        page.get_by_role("link", name="PHQ-9").click()
        expect(page.get_by_text("Your care team sees your answers")).to_be_visible()
        press_next(page)
        for number in range(1, 9):
            expect(page.get_by_text(f"Question {number} of 10")).to_be_visible()
            expect(page.get_by_role("radio").locator("visible=true")).to_have_count(4)
            shown(page, "Several days").check()
            press_next(page)
        card = page.locator(".support")
        shown(page, "Not at all").check()
        expect(card).to_be_hidden()
        shown(page, "Several days").check()
        expect(card).to_be_visible()
        expect(card.get_by_role("link", name="Call 988")).to_have_attribute("href", "tel:988")
        expect(card.get_by_text("Your team has not received this yet.")).to_be_visible()
        card.get_by_role("radio", name="Not sure").check()
        press_next(page)
        shown(page, "Somewhat difficult").check()
        press_next(page)
        page.get_by_role("button", name=re.compile("Change.*Poor appetite")).click()
        shown(page, "Not at all").check()
        while page.get_by_role("button", name="Next", exact=True).is_visible():
            press_next(page)
        page.get_by_role("button", name="Send to my care team").click()
        heading(page, "Saved on this phone, not sent yet")
        expect(page.get_by_text("Your team has not received this yet.")).to_be_visible()
        expect(page.get_by_role("link", name="Call 988")).to_be_visible()
        page.context.set_offline(False)
        page.goto("/")
        nothing_waits(page)
    page.goto("/assessments/")
    page.get_by_role("link", name="PHQ-9").click()
    expect(page.get_by_text("8 of 27")).to_be_visible()
    lee.reload()
    lee.locator("a[href*='/of/answers/']").first.click()
    expect(lee.get_by_text("Safe right now: Not sure.")).to_be_visible()
    lee.get_by_label("What you did").fill("Rang Ana.")
    lee.get_by_role("button", name="Save what was done").click()
    expect(lee.get_by_text("It is off the list.")).to_be_visible()


def test_what_is_begun_is_there_after_a_reload_and_help_comes_before_the_score(asked, signed_in):
    asked("phq-9")
    page = signed_in("participant2")
    page.get_by_role("link", name=re.compile("short form", re.IGNORECASE)).click()
    page.get_by_role("link", name="PHQ-9").first.click()
    press_next(page)
    shown(page, "Several days").check()
    expect(page.get_by_text("Kept for 24 hours, not sent.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("You began this before.")).to_be_visible()
    press_next(page)
    expect(shown(page, "Several days")).to_be_checked()
    for _ in range(8):
        press_next(page)
    shown(page, "Nearly every day").check()
    press_next(page)
    press_next(page)
    page.get_by_role("button", name="Send to my care team").click()
    missing = page.get_by_role("checkbox", name="Send it without")
    expect(missing).to_be_focused()
    missing.check()
    page.get_by_role("button", name="Send to my care team").click()
    heading(page, re.compile("You deserve support right now"))
    page.get_by_role("radio", name="Yes").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Go on to what you answered").click()
    expect(page.get_by_text("not enough answers for a score")).to_be_visible()


def test_without_javascript_it_is_one_list(asked, phone, site):
    asked("gad-7")
    page = site.sign_in(phone(java_script_enabled=False), "participant2")
    open_tab(page, "Today")
    page.get_by_role("link", name=re.compile("short form", re.IGNORECASE)).click()
    page.get_by_role("link", name="GAD-7").first.click()
    for number in range(1, 7):
        page.locator(f"[name=item_{number}][value='1']").check()
    with page.watch.paused():  # refused, and everything stays
        page.get_by_role("button", name="Send to my care team").click()
        page.get_by_role("link", name=re.compile("There is no answer here yet")).click()
    page.locator("[name=item_7][value='1']").check()
    page.get_by_role("button", name="Send to my care team").click()
    expect(page.get_by_text("7 of 21")).to_be_visible()
