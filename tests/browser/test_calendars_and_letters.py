"""What leaves the app, walked on a phone: a calendar link that an app reads, and a letter that somebody checks."""

import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect
from steps import heading, open_tab
from test_axe import faults_of

SCHEDULE_WORDS = (
    "Check-in call",
    "Relapse Prevention",
    "Early Recovery",
    "By phone",
    "Room",
    "Rivera",
    "Evening",
)


def fetch(address: str) -> tuple[int, str]:
    """As a calendar company does: no cookies, no page."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


def make_link(page) -> str:
    open_tab(page, "You")
    page.get_by_role("link", name="Your calendar").click()
    page.get_by_role("button", name="Make the link").click()
    heading(page, "Your calendar link")
    return page.get_by_label("Or copy the link").input_value()


def make_letter(page) -> str:
    """Make a letter over the whole stay; its code."""
    open_tab(page, "You")
    page.get_by_role("link", name="Attendance letters").click()
    page.get_by_role("button", name="Make the letter").click()
    heading(page, "Attendance letter")
    return page.locator(".code").inner_text()


def test_a_calendar_link_from_making_to_ending(site, signed_in):
    page = signed_in("participant")
    link = make_link(page)
    assert re.fullmatch(rf"{site.url}/calendars/[\w-]{{43}}\.ics", link)
    open_app = page.get_by_role("link", name="Open my calendar app")
    expect(open_app).to_have_attribute("href", link.replace("http://", "webcal://"))
    assert faults_of(page) == []

    status, text = fetch(link)
    assert status == 200 and text.count("BEGIN:VEVENT") > 20
    assert set(re.findall("SUMMARY:(.*)\r", text)) == {"Appointment"}
    assert not [word for word in SCHEDULE_WORDS if word in text]

    page.get_by_role("link", name="Done").click()
    page.get_by_role("link", name="Made").first.click()
    page.get_by_role("radio", name="Real names and places").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your calendar changes when the app next reads the link")).to_be_visible()
    assert "SUMMARY:Check-in call" in fetch(link)[1]

    page.get_by_role("link", name="End this link").click()
    page.get_by_role("button", name="End this link").click()
    expect(page.get_by_text("The link is ended")).to_be_visible()
    assert fetch(link)[0] == 404
    assert link.rpartition("/")[2].removesuffix(".ics") not in site.log.read_text()


def test_reading_too_often_is_slowed_down(site, signed_in):
    link = make_link(signed_in("participant2"))
    statuses = [fetch(link)[0] for _reading in range(31)]
    assert statuses == [200] * 30 + [429]
    assert link.rpartition("/")[2].removesuffix(".ics") not in site.log.read_text()


def test_one_session_is_added_by_a_file(signed_in):
    page = signed_in("participant")
    open_tab(page, "Schedule")
    page.get_by_role("link", name="Week after").click()
    page.get_by_role("link", name="Check-in call").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Add to calendar").click()
    assert download.value.suggested_filename == "appointments.ics"
    text = Path(download.value.path()).read_text()
    assert text.count("BEGIN:VEVENT") == 1 and "Check-in" not in text
    heading(page, "Check-in call")  # the page stays


def test_a_letter_from_making_to_taking_back(phone, signed_in):
    page, employer = signed_in("participant"), phone()
    code = make_letter(page)
    page.emulate_media(media="print")
    for hidden in ("Print or save as PDF", "Take this letter back", "Help now", "Today"):
        expect(page.get_by_text(hidden, exact=True)).to_be_hidden()
    assert page.locator(".letter").evaluate("one => getComputedStyle(one).display") == "block"
    assert page.pdf().startswith(b"%PDF")
    page.emulate_media(media="screen")
    total = page.locator(".total .time").inner_text()

    employer.goto("/letters/check")
    employer.get_by_label("The code on the letter").fill(code.lower().replace("-", " "))
    employer.get_by_role("button", name="Check the letter").click()
    heading(employer, "This letter is real")
    expect(employer.get_by_text(total)).to_be_visible()
    expect(employer.get_by_text("Rivera")).to_have_count(0)
    assert faults_of(employer) == []

    page.get_by_role("link", name="Take this letter back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back").first).to_be_visible()
    employer.get_by_role("link", name="Check another letter").click()
    employer.get_by_label("The code on the letter").fill(code)
    employer.get_by_role("button", name="Check the letter").click()
    heading(employer, "No longer valid")


@pytest.mark.parametrize("who", ["clinician", "coordinator"])
def test_staff_make_a_letter_too(signed_in, who):
    page = signed_in(who)
    page.get_by_role("link", name="Jo Rivera").last.click()
    page.get_by_role("link", name="Attendance letters").click()
    heading(page, "Letters for Jo Rivera")
    page.get_by_role("button", name="Make the letter").click()
    expect(page.locator(".letter-name")).to_have_text("Jo Rivera")


def test_both_work_without_javascript(site, phone):
    page = site.sign_in(phone(java_script_enabled=False), "participant")
    assert "/calendars/" in make_link(page)
    expect(page.get_by_role("button", name="Copy the link")).to_be_hidden()
    make_letter(page)
    expect(page.get_by_role("button", name="Print or save as PDF")).to_be_hidden()
    expect(page.get_by_text("use “Print” in the menu of your browser")).to_be_visible()
