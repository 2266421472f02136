"""The app lock: what the phone keeps opens only with the PIN or the passkey, with and without a network."""

import re

import pytest
from offline_steps import back_online, fetched_ahead, until, write_words
from phone_storage import kept_by
from playwright.sync_api import expect
from steps import heading

PIN = "246813"
IDLE = """() => new Promise((done, failed) => {
  const asked = indexedDB.open("phone");
  asked.onsuccess = () => {
    const write = asked.result.transaction("facts", "readwrite");
    write.objectStore("facts").put(Date.now() - 6 * 60_000, "seen");
    write.oncomplete = () => { asked.result.close(); done(); };
    write.onabort = failed;
  };
})"""


@pytest.fixture
def page(own_phone):
    return own_phone("participant2")


def set_pin(page):
    page.goto("/accounts/app-lock")
    page.get_by_label("A PIN of six numbers or more").fill(PIN)
    page.get_by_label("The same again").fill(PIN)
    page.get_by_role("button", name="Lock with this PIN").click()
    expect(page.get_by_text("The lock is on.")).to_be_visible()
    page.goto("/")
    fetched_ahead(page)


def unlock(page, pin=PIN):
    heading(page, "Locked")
    page.get_by_label("Your PIN").fill(pin)
    page.get_by_role("button", name="Unlock", exact=True).click()


def lock(page):
    page.goto("/accounts/app-lock")
    page.get_by_role("button", name="Lock now").click()
    heading(page, "Locked")


def keys(page) -> list[str]:
    return kept_by(page)["keys"]


def test_a_pin_locks_what_the_phone_keeps(page):
    set_pin(page)
    lock(page)
    until(lambda: keys(page) == [])
    page.goto("/journals/")
    unlock(page, "111111")
    expect(page.get_by_role("alert")).to_contain_text("Tries left: 9")
    unlock(page)
    heading(page, "Journal")

    # The same without a network, after the phone lay idle; help opens all the same.
    page.evaluate(IDLE)
    with page.watch.paused():
        page.context.set_offline(True)
        page.goto("/help-now")
        heading(page, re.compile("help", re.IGNORECASE))
        page.goto("/")
        unlock(page)
        heading(page, "Today")
        write_words(page, "Written behind the lock.")
        heading(page, "Saved on this phone, not sent yet")
        page.evaluate(IDLE)
        page.goto("/offline/waiting")
        page.goto("/")
        heading(page, "Locked")
        back_online(page)
    page.goto("/journals/")
    unlock(page)
    heading(page, "Journal")
    until(lambda: kept_by(page)["outbox"] == [])
    page.goto("/journals/")
    expect(page.get_by_text("Written behind the lock.")).to_be_visible()

    # Off again: nothing is asked any more.
    page.goto("/accounts/app-lock")
    page.get_by_role("button", name="Turn the lock off").click()
    expect(page.get_by_role("button", name="Lock with this PIN")).to_be_visible()


def test_after_ten_wrong_pins_the_phone_keeps_nothing(page):
    set_pin(page)
    lock(page)
    page.goto("/journals/")
    for _try in range(9):
        unlock(page, "000000")
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_label("Your PIN")).to_have_value("")
    unlock(page, "000000")
    page.wait_for_url("**/sign-in*")
    kept = kept_by(page)
    assert (kept["keys"], kept["pages"], kept["outbox"]) == ([], [], [])


def test_a_passkey_locks_it(page):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True}
    options = {**kind, "hasUserVerification": True, "isUserVerified": True, "hasPrf": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/accounts/passkeys/new")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("Your passkey is saved.")).to_be_visible()
    page.goto("/accounts/app-lock")
    page.get_by_role("button", name="Lock with a passkey").click()
    expect(page.get_by_text("The lock is on.")).to_be_visible()
    lock(page)
    until(lambda: keys(page) == [])
    page.goto("/journals/")
    page.get_by_role("button", name="Unlock with a passkey").click()
    heading(page, "Journal")


def test_a_shared_phone_has_nothing_to_lock(signed_in):
    page = signed_in("participant")
    page.goto("/accounts/app-lock")
    page.get_by_label("A PIN of six numbers or more").fill(PIN)
    page.get_by_label("The same again").fill("999999")
    page.get_by_role("button", name="Lock with this PIN").click()
    expect(page.get_by_role("alert")).to_contain_text("the same ones twice")
    page.get_by_label("The same again").fill(PIN)
    page.get_by_role("button", name="Lock with this PIN").click()
    expect(page.get_by_role("alert")).to_contain_text("keeps nothing of you")
