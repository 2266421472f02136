"""What a person does on the reminders page and behind it, and how it says what this phone can do."""

import json

from offline_steps import until
from playwright.sync_api import expect
from steps import heading, open_tab
from test_push import Delivery, answered, pressed

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 15_8 like Mac OS X) AppleWebKit/605.1.15 Version/15.6 Mobile Safari/604.1"
WITHOUT_PUSH = "delete globalThis.PushManager"
INSTALLED = "Object.defineProperty(Navigator.prototype, 'standalone', { get: () => true })"
STATES = {
    "unsupported": "This browser can't show reminders.",
    "install": "On iPhone and iPad, first add Waymark to your Home Screen",
    "update": "Reminders need iOS 16.4 or newer.",
    "blocked": "Notifications are blocked for Waymark on this phone.",
    "off": "Reminders are off on this phone.",
}


def says_only(page, state: str) -> None:
    page.goto("/reminders/")
    expect(page.get_by_text(STATES[state])).to_be_visible()
    for other in set(STATES) - {state}:
        expect(page.get_by_text(STATES[other])).to_be_hidden()


def test_it_says_what_this_phone_can_do(signed_in):
    page = signed_in("participant2")
    says_only(page, "off")
    # Blocked while the page lies open: what says so comes in the place of the button, and has the focus.
    page.context.grant_permissions(["geolocation"])  # and so nothing else
    page.get_by_role("button", name="Turn on reminders").click()
    expect(page.get_by_text(STATES["blocked"])).to_be_focused()
    expect(page.get_by_role("button", name="Turn on reminders")).to_be_hidden()
    says_only(page, "blocked")

    page.add_init_script(WITHOUT_PUSH)
    says_only(page, "unsupported")
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setUserAgentOverride", {"userAgent": IPHONE})
    says_only(page, "install")
    page.get_by_role("link", name="Show me how").click()
    heading(page, "On your home screen")
    page.add_init_script(INSTALLED)
    says_only(page, "update")


def test_a_person_says_how_they_want_to_be_reminded(signed_in):
    page = signed_in("participant2", permissions=["notifications"])
    open_tab(page, "You")
    page.get_by_role("link", name="Reminders").click()
    page.get_by_role("link", name="What, when and in which words").click()
    heading(page, "What you are reminded of")
    page.get_by_role("link", name="Before a session").click()
    says_little, says_more = (page.get_by_role("radio", name=name) for name in ("Says little", "Says more"))
    shown = page.locator(".lock-screen")
    expect(shown).to_have_count(2)
    assert shown.first.inner_text() != shown.last.inner_text(), "each shows what it would say"
    expect(says_little).to_be_checked()
    for lead in page.get_by_role("group", name="How long before?").get_by_role("checkbox").all():
        lead.uncheck()
    with page.watch.paused():
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Please choose at least one.").first).to_be_visible()
    page.get_by_role("checkbox", name="3 hours before").check()
    says_more.check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Before a session").click()
    expect(page.get_by_role("checkbox", name="3 hours before")).to_be_checked()
    expect(says_more).to_be_checked()
    page.goto("/reminders/kinds")
    switch = page.get_by_role("switch", name="Journal")
    was_on = switch.get_attribute("aria-checked")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false" if was_on == "true" else "true")

    page.goto("/reminders/")
    page.get_by_role("link", name="Quiet hours").click()
    page.get_by_label("Keep quiet at night").set_checked(True)
    page.get_by_label("From").fill("21:30")
    page.get_by_label("Until").fill("06:45")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("9:30 PM to 6:45 AM").first).to_be_visible()

    page.get_by_role("link", name="Your own reminders").click()
    page.get_by_role("link", name="Add").first.click()
    page.get_by_label("What do you want to tell yourself?").fill("Water the plants on the sill.")
    page.get_by_role("radio", name="Every week").check()
    page.get_by_role("group", name="On which days of the week?").get_by_role("checkbox").first.check()
    page.get_by_label("At what time?").fill("17:15")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Water the plants on the sill.")).to_be_visible()

    page.goto("/reminders/")
    page.get_by_role("link", name="Take a break from reminders").click()
    page.get_by_role("radio", name="3 days").check()
    page.get_by_role("button", name="Pause reminders").click()
    expect(page.get_by_text("Reminders are paused", exact=True)).to_be_visible()
    page.get_by_role("button", name="Start them now").click()
    expect(page.get_by_text("Reminders are paused", exact=True)).to_be_hidden()


def test_a_notification_that_is_opened_leads_to_its_page(signed_in, site):
    query = "SELECT id FROM reminder WHERE outcome = 'sent' AND answered = ''"
    ((reminder,), *_rest) = site.rows(query)
    page = signed_in("participant", permissions=["notifications"])
    delivery = Delivery(page)
    notification = {"title": "Waymark", "navigate": f"{site.url}/reminders/{reminder}", "tag": reminder}
    for action in ("", "opened"):  # a button may say so too
        buttons = [{"action": "opened", "title": "Open", "navigate": notification["navigate"]}]
        delivery.deliver(json.dumps({"web_push": 8030, "notification": notification | {"actions": buttons}}))
        delivery.shown()
        assert pressed(page, action) == [notification["navigate"]]
    page.goto(notification["navigate"])
    until(lambda: answered(site, reminder) == "opened")


def test_away_from_home_times_follow_with_one_tap_or_stay(phone, site):
    page = phone(timezone_id="America/Chicago")
    site.sign_in(page, "participant2")
    page.goto("/")
    page.get_by_role("button", name="Keep Pacific Time").click()
    heading(page, "Today")
    page.goto("/")
    expect(page.get_by_text("Your phone is on Central Time")).to_have_count(0)
    page.context.clear_cookies(name="zone-left")  # as if never asked
    page.goto("/")
    page.get_by_role("button", name="Use Central Time").click()
    expect(page.get_by_text("Saved. Times and reminders go by it now.")).to_be_visible()
    expect(page.get_by_text("Your phone is on Central Time")).to_have_count(0)
    open_tab(page, "Schedule")
    expect(page.get_by_text("Times are in Central Time, where you are.")).to_be_visible()
