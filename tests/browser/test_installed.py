"""On a home screen: offered quietly and once, words taken from other apps, a number on the icon."""

import pytest
from playwright.sync_api import Page, expect
from running import Site
from steps import heading, with_worker

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.4 Mobile/15E148 Safari/604.1"
)
# What Chromium fires when a page can be installed; here the page is told so.
CAN_BE_INSTALLED = """async (outcome) => {
  await customElements.whenDefined("install-offer");
  const event = new Event("beforeinstallprompt", { cancelable: true });
  event.prompt = async () => { globalThis.asked = true; return { outcome }; };
  dispatchEvent(event);
  return event.defaultPrevented;
}"""
# What another app hands over: a form to this address, by the system and not by a page of ours.
HAND_OVER = """(text) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: "/journals/received" });
  form.append(Object.assign(document.createElement("textarea"), { name: "text", value: text }));
  document.body.append(form);
  form.submit();
}"""
WORDS = "Read this & <think>"
NUMBERS = """
  globalThis.numbers = [];
  navigator.setAppBadge = async (number) => { numbers.push(number); };
  navigator.clearAppBadge = async () => { numbers.push(0); };
"""


def check_in(page: Page) -> Page:
    """The offer comes once Waymark was of use."""
    if page.get_by_role("button", name="Save check-in").count():
        page.get_by_role("radio", name="Okay", exact=True).check()
        page.get_by_role("button", name="Save check-in").click()
        expect(page.get_by_role("heading", name="You checked in today")).to_be_visible()
    return page


@pytest.fixture
def used(site: Site, phone):
    """`used()`: a participant's own phone, after a check-in."""
    return lambda **options: check_in(site.sign_in(phone(**options), "participant", own_phone=True))


def test_it_is_offered_once_and_can_be_put_away(used):
    page = used()
    offer = page.locator("install-offer")
    expect(offer).to_be_hidden()
    assert page.evaluate(CAN_BE_INSTALLED, "dismissed")
    expect(page.get_by_role("heading", name="One tap away")).to_be_visible()
    expect(page.get_by_role("link", name="Show me how")).to_be_hidden()
    page.get_by_role("button", name="Not now").click()
    expect(offer).to_be_hidden()
    assert page.evaluate("document.activeElement.id") == "main"
    page.reload()
    page.evaluate(CAN_BE_INSTALLED, "dismissed")
    expect(offer).to_be_hidden()


def test_the_answer_to_being_put_away_outlasts_signing_out(site, used):
    page = used()
    page.evaluate(CAN_BE_INSTALLED, "dismissed")
    page.get_by_role("button", name="Not now").click()
    page.goto("/accounts/")
    page.get_by_role("button", name="Sign out").click()
    heading(page, "You are signed out")
    site.sign_in(page, "participant", own_phone=True)
    page.evaluate(CAN_BE_INSTALLED, "dismissed")
    expect(page.locator("install-offer")).to_be_hidden()


def test_the_browsers_own_question_is_asked_after_a_tap(used):
    page = used()
    page.evaluate(CAN_BE_INSTALLED, "accepted")
    assert not page.evaluate("globalThis.asked")
    page.get_by_role("button", name="Add to this phone").click()
    expect(page.locator("install-offer")).to_be_hidden()
    assert page.evaluate("asked")
    expect(page.locator("#main")).to_be_focused()


def test_a_shared_phone_is_not_asked(site, phone):
    page = check_in(site.sign_in(phone(), "participant"))
    assert page.locator("install-offer").count() == 0


def test_an_iphone_is_told_how(used):
    page = used(user_agent=IPHONE)
    page.get_by_role("link", name="Show me how").click()
    heading(page, "On your home screen")
    expect(page.get_by_text("Tap Share, the square")).to_be_visible()
    expect(page.get_by_text("Open the menu of your browser")).to_be_hidden()


def test_each_phone_sees_its_own_way_and_without_scripts_all_are_there(signed_in):
    page = signed_in("participant")
    page.goto("/welcome/home-screen")
    expect(page.get_by_text("Open the menu of your browser")).to_be_visible()
    expect(page.get_by_text("Tap Share, the square")).to_be_hidden()
    page.evaluate(CAN_BE_INSTALLED, "dismissed")
    expect(page.get_by_text("Open the menu of your browser")).to_be_hidden()
    page.get_by_role("button", name="Add to this phone").click()
    expect(page.get_by_text("Open the menu of your browser")).to_be_visible()

    plain = signed_in("participant", java_script_enabled=False)
    plain.goto("/welcome/home-screen")
    for words in ("Open the menu of your browser", "Tap Share, the square"):
        expect(plain.get_by_text(words)).to_be_visible()


def test_the_installed_app_offers_nothing(used):
    page = used()
    page.add_init_script(
        "Object.defineProperty(navigator, 'standalone', { value: true })"
    )  # as Safari says it
    page.reload()
    page.evaluate(CAN_BE_INSTALLED, "dismissed")
    expect(page.locator("install-offer")).to_be_hidden()
    page.goto("/welcome/home-screen")
    expect(page.get_by_text("It is on this phone already")).to_be_visible()


def test_words_of_another_app_fill_a_new_private_entry(used):
    page = with_worker(used())
    page.evaluate(HAND_OVER, WORDS)
    heading(page, "New entry")
    expect(page.get_by_label("What is on your mind?")).to_have_value(WORDS)
    expect(page.get_by_role("radio", name="Only me")).to_be_checked()
    assert "Read" not in page.url


def test_without_a_network_the_kept_form_takes_them(used):
    page = with_worker(used())
    page.goto("/journals/new")
    page.goto("/")
    page.wait_for_timeout(500)
    with page.watch.paused():
        page.context.set_offline(True)
        page.evaluate(HAND_OVER, WORDS)
        heading(page, "New entry")
        expect(page.get_by_label("What is on your mind?")).to_have_value(WORDS)
        expect(page.get_by_role("radio", name="Only me")).to_be_checked()
        page.get_by_role("button", name="Save").click()
        heading(page, "Saved on this phone, not sent yet")
        page.context.set_offline(False)
        page.goto("/")
    expect(page.locator("outbox-line")).to_be_hidden()
    page.goto("/journals/")
    expect(page.get_by_text(WORDS)).to_be_visible()


def test_without_a_network_on_a_shared_phone_they_come_back_in_a_page(site, phone):
    page = with_worker(site.sign_in(phone(), "participant"))
    page.reload()
    with page.watch.paused():
        page.context.set_offline(True)
        page.evaluate(HAND_OVER, WORDS)
        heading(page, "Not sent, and not kept on this phone")
        expect(page.get_by_label("What you wrote")).to_have_value(WORDS)
        page.context.set_offline(False)
        page.get_by_role("button", name="Send it again").click()
    heading(page, "New entry")
    expect(page.get_by_label("What is on your mind?")).to_have_value(WORDS)


def test_signed_out_they_wait_behind_the_sign_in(site, phone):
    page = phone()
    page.goto("/sign-in")
    with page.watch.paused():  # 401
        page.evaluate(HAND_OVER, WORDS)
        expect(page.get_by_text("Your words are kept.")).to_be_visible()
    page.get_by_label("E-mail").fill("participant@demo.example")
    page.get_by_label("Password").fill("one demo password for all")
    page.get_by_role("button", name="Sign in").click()
    heading(page, "Your words are still here")
    page.get_by_role("button", name="Put into an entry").click()
    heading(page, "New entry")
    expect(page.get_by_label("What is on your mind?")).to_have_value(WORDS)


def test_the_icon_counts_what_is_not_sent_and_what_is_not_read(phone, site):
    page = phone()
    page.add_init_script(NUMBERS)
    site.sign_in(page, "participant2", own_phone=True)
    with_worker(page)
    page.goto("/journals/new")
    page.wait_for_function("() => numbers.at(-1) === 0")
    with page.watch.paused():
        page.context.set_offline(True)
        page.get_by_label("What is on your mind?").fill("Written on the bus.")
        page.get_by_role("button", name="Save").click()
        heading(page, "Saved on this phone, not sent yet")
        page.wait_for_function("() => numbers.at(-1) === 1")
        page.context.set_offline(False)
        page.goto("/journals/")
    page.wait_for_function("() => numbers.at(-1) === 0")


def test_an_answer_not_read_yet_is_counted_until_it_was_opened(phone, site):
    page = phone()
    page.add_init_script(NUMBERS)
    site.sign_in(page, "participant")
    page.wait_for_function("() => numbers.at(-1) === document.querySelectorAll('[data-unread]').length")
    assert page.evaluate("numbers.at(-1)") > 0
    page.get_by_role("link", name="Read what your therapist wrote back").first.click()
    page.wait_for_function("() => numbers.at(-1) === 0")
