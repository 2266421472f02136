"""Marking a group of ten on a phone: with few taps, without a script, and with a keyboard alone."""

import datetime as dt
import time

import pytest
from playwright.sync_api import expect
from steps import heading, open_tab

IN_THE_GROUP = 10
THIRTY_SECONDS = 30


@pytest.fixture(scope="module")
def ten(site):
    """Eight more who came two weeks ago, beside Jo and Ana; who has no name yet goes by their address."""
    admitted_on = (dt.datetime.now(dt.UTC).date() - dt.timedelta(days=18)).isoformat()
    names = [f"person{number}@demo.example" for number in range(IN_THE_GROUP - 2)]
    for name in names:
        site.command(
            "enroll", name, "--program", "Evening Program", "--admitted-on", admitted_on, "--level", "2.1"
        )
    return names


def open_a_sheet(page):
    """The newest group that waits to be marked and that all ten are in."""
    open_tab(page, "Groups")
    heading(page, "Groups")
    waiting = page.get_by_role("list", name="Still to mark")
    waiting.get_by_role("link", name="Relapse Prevention").or_(
        waiting.get_by_role("link", name="Family Education")
    ).first.click()
    expect(page.locator(".mark")).to_have_count(IN_THE_GROUP)


def row(page, name):
    return page.get_by_role("group", name=name, exact=True)


@pytest.mark.timed
def test_ten_are_marked_in_thirty_seconds_and_six_taps(signed_in, ten):
    page = signed_in("clinician")
    open_a_sheet(page)
    page.evaluate("window.taps = 0; addEventListener('pointerup', () => { window.taps += 1 }, true)")
    began = time.monotonic()
    page.get_by_role("button", name="All present").tap()
    row(page, ten[0]).get_by_role("radio", name="Late").tap()
    row(page, ten[0]).get_by_label("Minutes late").tap()
    page.keyboard.type("10")
    row(page, ten[1]).get_by_role("radio", name="Excused").tap()
    row(page, ten[2]).get_by_role("radio", name="Absent").tap()
    expect(page.get_by_text(f"{IN_THE_GROUP} of {IN_THE_GROUP} chosen")).to_be_visible()
    taps = page.evaluate("window.taps") + 1
    page.get_by_role("button", name="Save").last.tap()
    expect(page.get_by_text("Saved. Everyone is marked.")).to_be_visible()
    took = time.monotonic() - began
    print(f"{taps} taps, {took:.1f} s")
    assert taps == 6
    assert took < THIRTY_SECONDS
    page.get_by_text("All marked").first.wait_for()


def test_it_works_without_a_script(signed_in, ten):
    page = signed_in("clinician", java_script_enabled=False)
    open_a_sheet(page)
    row(page, ten[0]).get_by_role("radio", name="Absent").check()
    page.get_by_role("button", name="All present").click()
    expect(row(page, ten[0]).get_by_role("radio", name="Absent")).to_be_checked()
    expect(row(page, ten[1]).get_by_role("radio", name="Present")).to_be_checked()
    row(page, ten[1]).get_by_role("radio", name="Late").check()
    with page.watch.paused():  # 422 is the answer it should be
        page.get_by_role("button", name="Save").last.click()
        expect(page.get_by_role("alert")).to_contain_text("How many minutes late?")
    row(page, ten[1]).get_by_label("Minutes late").fill("5")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("Saved. Everyone is marked.")).to_be_visible()


def test_it_works_with_a_keyboard_alone(signed_in, ten):
    page = signed_in("clinician")
    open_a_sheet(page)
    page.get_by_role("button", name="All present").press("Enter")
    present = row(page, ten[0]).get_by_role("radio", name="Present")
    expect(present).to_be_checked()
    row(page, ten[3]).get_by_role("radio", name="Take back").check()
    expect(page.get_by_text(f"{IN_THE_GROUP - 1} of {IN_THE_GROUP} chosen")).to_be_visible()
    present.press("ArrowRight")
    expect(row(page, ten[0]).get_by_role("radio", name="Late")).to_be_checked()
    minutes = row(page, ten[0]).get_by_label("Minutes late")
    minutes.fill("7")
    minutes.press("Enter")
    expect(page.get_by_text("Saved. 1 is not marked yet.")).to_be_visible()
