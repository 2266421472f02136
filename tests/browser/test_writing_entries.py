"""Writing: what is typed is kept whatever happens, two phones lose nothing, and listed words stay on the phone."""

from pathlib import Path

from killing import PersistentPhone
from needs import missing
from offline_steps import back_online, fetched_ahead, journal, nothing_waits
from phone_storage import kept_by
from playwright.sync_api import expect
from risk_sentences import NOTHING_LISTED, SENTENCES
from steps import heading, open_entry, with_worker

TYPED = "cinnamon lighthouse"
SIGNALS = "SELECT id, revision FROM signal ORDER BY id"
BOX = "What is on your mind?"


def status(page):
    return page.locator("draft-keeper")


def begin(page, words):
    page.goto("/journals/new")
    page.get_by_label(BOX).fill(words)


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


def test_what_is_typed_outlives_a_kill_without_a_network(playwright, tmp_path, site):
    if not Path("/proc/self").exists():
        missing("/proc, to find the browser to kill")
    words = f"{TYPED} before the kill"  # other tests write here too
    phone = PersistentPhone(playwright, tmp_path / "phone", site.url)
    page = phone.open()
    page.goto("/sign-in")
    with_worker(page)
    fetched_ahead(site.sign_in(page, "participant2", own_phone=True))
    phone.context.set_offline(True)
    begin(page, words)
    page.get_by_role("radio", name="Low", exact=True).check()
    page.get_by_text("Feelings", exact=True).click()
    page.get_by_role("checkbox", name="proud").check()
    expect(status(page)).to_have_text("Draft on this phone, not sent")
    phone.kill()
    assert phone.files_holding("cinnamon") == []

    site.stop()  # not only the phone's network: Background Sync would send the draft as the browser begins
    page = phone.open()
    page.goto("/journals/new")
    expect(page.get_by_text("You began writing here, and it was not sent yet")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label(BOX)).to_have_value(words)
    expect(page.get_by_role("radio", name="Low", exact=True)).to_be_checked()
    expect(page.get_by_role("checkbox", name="proud")).to_be_checked()
    save(page)
    heading(page, "Saved on this phone, not sent yet")
    site.start()
    page.goto("/")
    if "/sign-in" in page.url:  # the browser had not yet written its cookies to the disk
        site.sign_in(page, "participant2", own_phone=True)
    nothing_waits(page)
    rows = journal(page)
    assert sum(words in row for row in rows) == 1
    assert page.get_by_text("You began writing").count() == 0
    phone.context.close()


def test_a_draft_comes_back_after_a_reload_and_an_ended_sign_in(own_phone, site):
    page = own_phone()
    begin(page, f"{TYPED} at noon")
    expect(status(page)).to_have_text("Draft kept")
    assert kept_by(page)["outbox"] == []
    page.goto("/journals/new")
    card = page.locator(".card").filter(has_text=f"{TYPED} at noon")
    card.get_by_role("link", name="Go on").click()
    expect(page.get_by_label(BOX)).to_have_value(f"{TYPED} at noon")
    with page.watch.paused():
        page.context.clear_cookies()
        page.get_by_label(BOX).fill(f"{TYPED} at night")
        expect(status(page)).to_have_text("Draft on this phone, not sent")
        site.sign_in(page, "participant", own_phone=True)
    nothing_waits(page)
    page.goto("/journals/")
    card = page.locator(".card").filter(has_text=TYPED)
    expect(card).to_have_count(1)
    expect(card).to_contain_text("at night")
    card.get_by_text("Let it go").click()
    card.get_by_role("button", name="Delete this draft for good").click()
    expect(page.get_by_text("The draft is gone.")).to_be_visible()


def test_on_a_shared_phone_the_draft_is_with_the_server_alone(signed_in):
    page = signed_in("participant2")
    begin(page, f"{TYPED} in the library")
    expect(status(page)).to_have_text("Draft kept")
    kept = kept_by(page)
    assert (kept["outbox"], kept["pages"], kept["keys"]) == ([], [], [])
    with page.watch.paused():
        page.context.set_offline(True)
        page.get_by_label(BOX).fill(f"{TYPED} in the library, and on")
        expect(status(page)).to_contain_text("The draft is not kept right now.")
        back_online(page)
    save(page)
    assert f"{TYPED} in the library, and on" in journal(page)[0]
    expect(page.get_by_text("You began writing")).to_have_count(0)


def test_two_phones_change_one_entry_and_the_person_chooses(signed_in):
    phone, tablet = signed_in("participant"), signed_in("participant")
    for page in (phone, tablet):
        page.goto("/journals/")
        open_entry(page, "Quiet. I am not used to quiet yet.")
        page.get_by_role("link", name="Change it").click()
        heading(page, "Change entry")
    phone.get_by_label(BOX).fill("Quiet, from the phone.")
    tablet.get_by_label(BOX).fill("Quiet, from the tablet.")
    save(phone)
    expect(phone.get_by_text("Quiet, from the phone.")).to_be_visible()
    with tablet.watch.paused():  # a 409
        save(tablet)
        heading(tablet, "Changed in two places")
    expect(tablet.get_by_text("Quiet, from the phone.")).to_be_visible()
    tablet.get_by_role("button", name="Keep both").click()
    expect(tablet.get_by_text("Quiet, from the tablet.")).to_be_visible()
    rows = journal(tablet)
    assert sum("Quiet, from the tablet." in row for row in rows) == 1
    phone.get_by_role("link", name="Earlier versions").click()
    expect(phone.get_by_text("Quiet. I am not used to quiet yet.")).to_be_visible()


def test_listed_words_bring_up_help_on_the_phone_and_leave_it_for_nobody(signed_in, site):
    before = site.rows(SIGNALS)
    page = signed_in("participant")
    page.goto("/journals/new")
    said = page.evaluate(
        """async (sentences) => {
            const script = [...document.scripts].find(({ src }) => src.includes("risk-words")).src;
            const { helpFor } = await import(script);
            const list = await (await fetch(document.querySelector("risk-words").dataset.phrases)).json();
            return sentences.map((one) => helpFor(list, [one]) ?? null);
        }""",
        [*(one for one, _leads_to in SENTENCES), *NOTHING_LISTED],
    )
    assert said == [*(leads_to for _one, leads_to in SENTENCES), *(None for _one in NOTHING_LISTED)]
    card = page.get_by_text("Would you like someone to talk to now?")
    box = page.get_by_label(BOX)
    box.fill("Some days I wish I was dead")
    expect(card).to_be_visible()
    expect(box).to_be_focused()
    box.fill("Some days I wish I was asleep")
    expect(card).to_be_hidden()
    box.fill("I took too many pills")
    expect(page.get_by_text("Does your body need help right now?")).to_be_visible()
    page.get_by_role("link", name="See who you can call").click()
    heading(page, "Help now")
    assert site.rows(SIGNALS) == before


def test_what_no_server_takes_stays_on_the_page(signed_in):
    page = signed_in("participant")
    page.goto("/journals/new")
    page.locator("input[name=drawing]").evaluate("(kept) => { kept.value = 'A'.repeat(3_600_000); }")
    save(page)
    expect(status(page)).to_contain_text("Please split it in two. Your words stay here.")
    heading(page, "New entry")
