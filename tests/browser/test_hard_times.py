"""A hard time at night, on a phone without a network: the plan, the person to call and Help now are there."""

from playwright.sync_api import expect
from steps import heading


def test_the_plan_opens_without_a_network(own_phone):
    page = own_phone()
    with page.watch.paused():
        page.context.set_offline(True)
        page.goto("/reminders/hard-times/")
        page.get_by_role("link", name="Pay day.").click()
        heading(page, "Your plan for now")
        expect(page.get_by_text("Kept on this phone · from")).to_be_visible()
        expect(page.get_by_role("link", name="Call 555 0142")).to_have_attribute("href", "tel:5550142")
        plan = page.url
        page.get_by_role("link", name="Longer-out breathing").click()
        heading(page, "Longer-out breathing")
        page.goto(plan)
        page.get_by_role("link", name="An extra check-in").click()
        expect(page.get_by_role("button", name="Save")).to_be_visible()
        page.goto(plan)
        page.locator("main").get_by_role("link", name="Help now").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Help now")


def test_a_hard_time_is_written_changed_deleted_and_brought_back(signed_in):
    page = signed_in("participant")
    page.goto("/reminders/")
    page.get_by_role("link", name="Hard times").click()
    page.get_by_role("link", name="Add a hard time").click()
    with page.watch.paused():  # it notes what the server refuses
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#error-summary")).to_contain_text("Please write a few words.")
    page.get_by_label("What makes it hard, or what helps?").fill("Sunday evening. Walk to the river.")
    sunday = page.get_by_label("Sunday", exact=True)
    expect(sunday).to_be_hidden()  # days of the week are asked only for what comes back each week
    page.get_by_label("Every week").check()
    sunday.check()
    page.get_by_label("At what time?").fill("17:00")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Sunday evening.").click()
    page.get_by_role("link", name="Change the plan").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("link", name="Sunday evening.")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Sunday evening.")).to_be_visible()
