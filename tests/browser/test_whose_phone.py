"""Whose the pages and words on a phone are: a sign-in that ends, keys that are gone, another person signing in."""

import re
import time

import pytest
from offline_steps import (
    back_online,
    fetched_ahead,
    is_saved_here,
    journal,
    nothing_waits,
    write_words,
)
from phone_storage import addresses_kept, kept_by
from playwright.sync_api import expect
from steps import heading, with_worker

# The phone's sign-in is over, as it is after 14 days.
OVER = "UPDATE sign_in SET expires_at = ? WHERE created_at = (SELECT max(created_at) FROM sign_in)"
FORGET_KEYS = """() => new Promise((done, failed) => {
  const asked = indexedDB.open("phone");
  asked.onsuccess = () => {
    const write = asked.result.transaction("keys", "readwrite");
    write.objectStore("keys").clear();
    write.oncomplete = () => { asked.result.close(); done(); };
    write.onabort = failed;
  };
})"""
# Has the worker write down what it takes away, and in which order.
WATCH_DELETIONS = """() => {
  globalThis.gone = [];
  for (const act of ["delete", "clear"]) {
    const original = IDBObjectStore.prototype[act];
    IDBObjectStore.prototype[act] = function (...what) {
      gone.push(`${this.name} ${what}`.split(" ").slice(0, 2).join(" ").trim());
      return original.apply(this, what);
    };
  }
}"""


def test_a_sign_in_that_ended_holds_the_words_until_that_person_is_back(own_phone, site):
    page = own_phone()
    page.goto("/journals/new")
    cookies = page.context.cookies()
    with page.watch.paused():
        page.get_by_label("What is on your mind?").fill("Held over the end of a sign-in.")
        page.context.clear_cookies()
        page.get_by_role("button", name="Save").click()
        is_saved_here(page)
        page.goto("/")
        expect(page).to_have_url(re.compile("/sign-in"))
        assert kept_by(page)["pages"] == []
        assert len(kept_by(page)["outbox"]) == 1
        site.sign_in(page, "participant", own_phone=True)
        nothing_waits(page)
    assert cookies
    assert "Held over the end of a sign-in." in journal(page)[0]


def signs_out_elsewhere(site, phone, page) -> None:
    elsewhere = phone(storage_state={"cookies": page.context.cookies(), "origins": []})
    elsewhere.goto("/accounts/")
    elsewhere.get_by_role("button", name="Sign out").click()
    expect(elsewhere).to_have_url("/signed-out")


def is_over(site, phone, page) -> None:
    site.change(OVER, round(time.time() - 60) * 1000)


@pytest.mark.parametrize("ends", [signs_out_elsewhere, is_over])
def test_a_sign_in_that_ends_while_offline_holds_the_words_and_takes_the_pages(own_phone, phone, site, ends):
    page = own_phone()
    words = f"Written after the sign-in was over: {ends.__name__}."
    with page.watch.paused():
        page.context.set_offline(True)
        write_words(page, words)
        is_saved_here(page)
        ends(site, phone, page)
        page.goto("/journals/")
        expect(page.get_by_text("Kept on this phone · from")).to_be_visible()  # it has not heard of it yet
        (worker,) = page.context.service_workers
        worker.evaluate(WATCH_DELETIONS)
        back_online(page)
        page.goto("/journals/")
        expect(page).to_have_url(re.compile("/sign-in"))
        kept = kept_by(page)
        assert (kept["pages"], len(kept["outbox"])) == ([], 1)
        assert [line.split(": ")[0].split()[0] for line in kept["keys"]] == ["outbox"]
        gone = worker.evaluate("gone")
        assert gone.index("keys pages") < gone.index("pages"), "the key first"
        site.sign_in(page, "participant", own_phone=True)
        nothing_waits(page)
    assert words in journal(page)[0]


def test_what_has_no_key_any_more_is_nothing(own_phone):
    """The browser ended between the two: the keys were destroyed, and what they had sealed was not yet."""
    page = own_phone()
    with page.watch.paused():
        page.context.set_offline(True)
        write_words(page, "Sealed with a key that is gone.")
        is_saved_here(page)
        page.evaluate(FORGET_KEYS)
        kept = kept_by(page)
        assert kept["pages"] and kept["outbox"]
        page.goto("/journals/")
        heading(page, "No network")
        page.goto("/offline/waiting")
        expect(page.get_by_text("Nothing waits on this phone.")).to_be_visible()
        back_online(page)
        page.goto("/")
        nothing_waits(page)
        write_words(page, "Sealed with a new one.")
        heading(page, "Journal")
    rows = journal(page)
    assert "Sealed with a new one." in rows[0]
    assert not any("a key that is gone" in row for row in rows)


def test_another_person_on_the_same_phone_neither_sees_nor_sends(own_phone, site):
    page = own_phone()
    with page.watch.paused():
        page.context.set_offline(True)
        write_words(page, "Only ever mine.")
        is_saved_here(page)
        page.context.clear_cookies()
        back_online(page)
        page.goto("/sign-in")
        site.sign_in(page, "participant2", own_phone=True)
        fetched_ahead(page)
        page.goto("/journals/")
        expect(page.get_by_text("not sent yet")).to_be_hidden()
        page.goto("/offline/waiting")
        expect(page.get_by_text("Nothing waits on this phone.")).to_be_visible()
        assert len(kept_by(page)["outbox"]) == 1
        page.context.set_offline(True)
        page.goto("/journals/")
        expect(page.get_by_text("Missing my daughter")).to_be_visible()  # Ana's own
        expect(page.get_by_text("doing the dishes")).to_have_count(0)
        back_online(page)
        assert not any("Only ever mine." in row for row in journal(page))

        # She signs out: what is hers goes, what is his stays sealed for him.
        page.goto("/accounts/")
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url("/signed-out")
        kept = kept_by(page)
        assert kept["pages"] == []
        assert len(kept["outbox"]) == len(kept["keys"]) == 1
        site.sign_in(page, "participant", own_phone=True)
        nothing_waits(page)
    assert "Only ever mine." in journal(page)[0]


def test_signing_out_leaves_nothing(own_phone):
    page = own_phone()
    assert addresses_kept(page) >= {"/", "/journals/", "/schedule/"}
    page.goto("/accounts/")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url("/signed-out")
    with_worker(page)
    kept = kept_by(page)
    assert (kept["keys"], kept["pages"], kept["outbox"]) == ([], [], [])


def test_signing_out_without_a_network_asks_wipes_and_is_finished_later(own_phone):
    page = own_phone()
    page.goto("/accounts/")
    other_tab = page.context.new_page()
    with page.watch.paused():
        page.context.set_offline(True)
        write_words(other_tab, "Waits, and is given up.")
        is_saved_here(other_tab)
        page.get_by_role("button", name="Sign out").click()
        heading(page, "Something is not sent yet")
        expect(page.get_by_text("On this phone, not sent yet: 1")).to_be_visible()
        assert len(kept_by(page)["outbox"]) == 1
        (worker,) = page.context.service_workers
        worker.evaluate(WATCH_DELETIONS)
        page.get_by_role("button", name="Delete it and sign out").click()
        heading(page, "This phone keeps nothing of yours now")
        gone = worker.evaluate("gone")
        keys = [gone.index("keys outbox"), gone.index("keys pages")]
        assert keys[0] < gone.index(next(one for one in gone if one.startswith("outbox"))), "the key first"
        assert keys[1] < gone.index("pages"), "the key first"
        kept = kept_by(page)
        assert (kept["keys"], kept["pages"], kept["outbox"]) == ([], [], [])
        other_tab.goto("/journals/")
        heading(other_tab, "No network")

        late = []
        page.context.on("request", lambda one: late.append(one) if one.url.endswith("/sign-out") else None)
        back_online(page)
        page.goto("/journals/")
        expect(page.get_by_label("Password")).to_be_visible()
        page.goto("/")
        expect(page.get_by_label("Password")).to_be_visible()
        assert [one.headers.get("x-others-wait") for one in late] == ["1"], "or the browser ends this worker"
