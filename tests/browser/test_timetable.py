"""A coordinator's work on the timetable, walked on a phone: create, change from a day on, move, cancel, re-import."""

import datetime as dt

import pytest
from playwright.sync_api import expect
from running import ROOT
from steps import heading, open_tab

MATRIX = ROOT / "webapp" / "timetables" / "programs" / "matrix-iop.toml"


@pytest.fixture
def coordinator(signed_in):
    page = signed_in("coordinator")
    open_tab(page, "Timetable")
    heading(page, "Evening Program")
    return page


def next_saturday() -> dt.date:
    today = dt.date.today()
    return today + dt.timedelta(days=(5 - today.weekday()) % 7 or 7)


def test_a_series_is_made_changed_moved_and_cancelled_and_a_participant_sees_it(coordinator, signed_in):
    page = coordinator
    saturday = next_saturday()
    page.get_by_role("link", name="Add a series or a meeting").click()
    page.get_by_role("radio", name="Holistic").check()
    page.get_by_role("checkbox", name="Sat").check()
    page.get_by_label("Starts at").fill("09:00")
    page.get_by_label("Ends at").fill("08:00")
    page.get_by_label("Name", exact=True).fill("Morning walk")
    page.get_by_role("checkbox", name="Intensive outpatient").check()
    with page.watch.paused():  # 422 is the answer it should be
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alert")).to_contain_text("The end is before the start.")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Morning walk")
    page.get_by_label("Ends at").fill("09:45")
    page.get_by_role("button", name="Save").click()
    heading(page, "Morning walk")

    page.get_by_role("link", name="Change from a day on").click()
    page.get_by_label("First day").fill((saturday + dt.timedelta(weeks=1)).isoformat())
    page.get_by_label("Starts at").fill("10:00")
    page.get_by_label("Ends at").fill("10:45")
    page.get_by_role("button", name="See what changes").click()
    heading(page, "Change this series?")
    expect(page.get_by_text("It touches 2 participants.")).to_be_visible()
    page.get_by_role("button", name="Yes, change it").click()
    heading(page, "Morning walk")
    expect(page.get_by_text("10:00 AM").first).to_be_visible()

    page.get_by_role("link", name="As it was before").click()
    page.locator(".rows .session a").first.click()
    page.get_by_role("link", name="Move it").click()
    page.get_by_label("Starts at").fill("11:30")
    page.get_by_label("Ends at").fill("12:15")
    page.get_by_role("button", name="See whom it touches").click()
    expect(page.get_by_text("It touches 2 participants.")).to_be_visible()
    page.get_by_role("button", name="Yes, move it").click()
    expect(page.get_by_text("It would have been on")).to_be_visible()

    participant = signed_in("participant")
    expect(participant.get_by_text("Your schedule changed")).to_be_visible()
    expect(participant.get_by_text("moved from")).to_be_visible()

    page.get_by_role("link", name="Cancel it").click()
    page.get_by_role("button", name="See whom it touches").click()
    page.get_by_role("button", name="Yes, cancel it").click()
    expect(page.get_by_text("This session is cancelled.")).to_be_visible()
    participant.reload()
    expect(participant.get_by_text("cancelled on")).to_be_visible()


def test_a_template_is_brought_in_after_a_look(coordinator, tmp_path):
    page = coordinator
    template = tmp_path / "mine.toml"
    template.write_text(MATRIX.read_text().replace('place = "Large room"', 'place = "Garden room"'))
    page.get_by_role("link", name="Template").click()
    page.get_by_label("Template file").set_input_files(str(template))
    page.get_by_role("button", name="See what changes").click()
    heading(page, "What changes")
    expect(page.get_by_text("Room or place: Large room → Garden room")).to_be_visible()
    page.get_by_role("button", name="Apply all of it").click()
    heading(page, "Evening Program")
    page.get_by_role("link", name="All series").click()
    expect(page.get_by_text("Garden room")).to_be_visible()
