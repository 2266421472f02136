"""Getting in: two steps, a passkey of the phone's own, the desk's picture and code; each page on the way accessible."""

import re

import pytest
from playwright.sync_api import expect
from running import PASSWORD
from steps import heading, open_tab
from test_axe import every_fault_of

NEW = "four boats before the rain"


@pytest.fixture
def fine(in_other_words):
    """`fine(page)`: nothing is wrong with it, whoever looks at it."""

    def check(page, *typed):
        assert every_fault_of(page, in_other_words, *typed) == []

    return check


@pytest.fixture
def with_passkeys():
    """`with_passkeys(page)`: the page's phone can make passkeys and says yes to them."""

    def enable(page):
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
        options = {**kind, "hasUserVerification": True, "isUserVerified": True}
        made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return devtools, made["authenticatorId"]

    return enable


def refused(page, label, typed, button, reason):
    with page.watch.paused():
        page.get_by_label(label).fill(typed)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("alert").first).to_contain_text(reason)


def type_password(page, account, password=PASSWORD):
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(f"{account}@demo.example")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_staff_take_two_steps(phone, fine):
    page = phone()
    type_password(page, "coordinator")
    heading(page, "One more step")
    fine(page)
    refused(page, "Your code", "000000", "Go on", "does not fit")
    page.get_by_label("Your code").fill(page.locator("[data-code]").get_attribute("data-code"))
    page.get_by_role("button", name="Go on").click()
    heading(page, "Who is here now?")


def test_a_passkey_gets_one_in_without_a_password(signed_in, with_passkeys, fine):
    page = signed_in("participant2")
    devtools, key = with_passkeys(page)
    open_tab(page, "You")
    page.get_by_role("link", name="Signing in").click()
    page.get_by_role("link", name=re.compile("^Passkeys")).click()
    page.get_by_role("link", name="Add a passkey").click()
    fine(page)
    page.get_by_label("What to call it").fill("My phone")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("Your passkey is saved.")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("My phone"))).to_be_visible()

    page.get_by_role("link", name=re.compile("My phone")).click()
    heading(page, "Remove this passkey?")
    fine(page, "My phone")

    open_tab(page, "You")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in again").click()
    page.get_by_role("button", name="Use a passkey").click()
    heading(page, "Today")

    # Who can't show that it is them does not get in.
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    open_tab(page, "You")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in again").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("did not work")
    heading(page, "Welcome back")


def test_the_desk_helps_somebody_in(signed_in, phone, fine):
    desk = signed_in("coordinator")
    desk.get_by_role("link", name=re.compile("Ana Lindqvist")).click()
    desk.get_by_role("link", name=re.compile("Help to sign in")).click()
    fine(desk)
    desk.get_by_role("button", name="Make a link").click()
    fine(desk)
    code = desk.locator(".code-large").inner_text()

    page = phone()
    page.goto("/sign-in")
    page.get_by_role("link", name="Type a code").click()
    page.get_by_label("Your code").fill(code.lower())
    page.get_by_role("button", name="Go on").click()
    heading(page, "Choose a new password")
    page.get_by_label("The same password again").fill("passwordpassword")
    refused(page, "Choose a password", "passwordpassword", "Save my password", "easy to guess")
    for label in ("Choose a password", "The same password again"):
        page.get_by_label(label).fill(NEW)
    page.get_by_role("button", name="Save my password").click()
    heading(page, "Today")
    page.goto("/accounts/sign-ins")
    fine(page, "Chrome on Linux")  # written down when they signed in, in their language


def test_a_second_step_is_set_up_on_a_phone(signed_in, fine):
    page = signed_in("guest")
    open_tab(page, "You")
    page.get_by_role("link", name="Signing in").click()
    page.get_by_role("link", name=re.compile("Codes from an app")).click()
    fine(page)
    expect(page.locator("svg.qr")).to_be_visible()
    refused(page, "Your code", "12345", "Turn it on", "does not fit")


def test_one_leaves_quickly_and_back_does_not_lead_here(signed_in):
    page = signed_in("participant")
    away = "**/www.wikipedia.org/**"
    page.context.route(away, lambda route: route.fulfill(body="Something else", content_type="text/plain"))
    with page.watch.paused():
        page.goto("/journals/")
        page.get_by_role("link", name="Leave quickly").click()
        page.wait_for_url(away)
        page.go_back()
        assert "/journals/" not in page.url
        page.goto("/journals/")
        heading(page, "Journal")
        for _press in range(3):
            page.keyboard.press("Escape")
        page.wait_for_url(away)
