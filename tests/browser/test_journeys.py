"""The product's main line, walked as people walk it: on a phone, by what the screens say."""

import re

import pytest
from keys import tells
from playwright.sync_api import expect
from steps import (
    finish_practice,
    heading,
    open_entry,
    open_tab,
    practise,
    rate,
    share_with,
    tab_to,
    write_entry,
)

PRIVATE = "Only for me: the drive home was hard."
SHARED = "I slept well and I want to tell you about it."
CHANGED = "I slept well, two nights in a row."
ANSWER = "That is good to hear. Let us talk about what helped."
NOTE = "Ask what helped him sleep."
GUEST_PASSWORD = "a lighthouse by the shore"


@pytest.fixture
def participant(signed_in):
    return signed_in("participant")


def test_a_participants_day(participant):
    page = participant
    heading(page, "Today")
    expect(page.get_by_text(re.compile("^(Next · (in|tomorrow)|On now)"))).to_be_visible()

    page.get_by_role("radio", name="Okay", exact=True).check()
    rate(page, "Strongest craving", 2)
    page.get_by_role("button", name="Save check-in").click()
    expect(page.get_by_text("Your check-in is saved.")).to_be_visible()
    expect(page.get_by_text("You checked in today")).to_be_visible()

    open_tab(page, "Schedule")
    heading(page, "This week")
    page.get_by_role("link", name="Week after").click()
    page.get_by_role("link", name="This week").click()
    page.get_by_role("link", name="Check-in call").first.click()
    expect(page.get_by_text("Time", exact=True)).to_be_visible()


def test_a_paced_breath(participant):
    page = participant
    practise(page, "Longer-out breathing")
    page.get_by_role("button", name="Start").click()
    expect(page.locator(".pacer-phase")).to_have_text(re.compile("in|out", re.IGNORECASE))
    expect(page.locator(".pacer-round")).to_contain_text("Round 1")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".pacer-phase")).to_contain_text("Paused")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Stop").click()
    finish_practice(page)


def test_a_list_of_steps(participant):
    page = participant
    practise(page, "Five senses")
    steps = page.locator("step-list li")
    count = steps.count()
    assert count > 2
    for number in range(1, count):
        expect(page.get_by_text(f"Step {number} of {count}")).to_be_visible()
        expect(steps.filter(visible=True)).to_have_count(1)
        page.get_by_role("button", name="Next").click()
    expect(page.get_by_text(f"Step {count} of {count}")).to_be_visible()
    finish_practice(page)


def test_a_worksheet(participant):
    page = participant
    practise(page, "Thought check")
    boxes = page.locator("[name^=answer_]:is(textarea, input[type=text])")
    assert boxes.count() > 1
    boxes.first.fill("Everybody saw that I was nervous.")
    finish_practice(page)
    expect(page.get_by_text("Everybody saw that I was nervous.")).to_be_visible()


def test_a_drawing(participant):
    page = participant
    practise(page, "Weather inside")
    canvas = page.locator("drawing-pad canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 160, steps=8)
    page.mouse.up()
    finish_practice(page)
    picture = page.get_by_role("img", name="Your drawing")
    assert picture.evaluate("(image) => image.naturalWidth") > 0


def test_an_entry_is_shared_answered_and_read_and_a_private_one_stays_private(participant, signed_in):
    page = participant
    write_entry(page, PRIVATE, "Only me")
    write_entry(page, SHARED, "My therapist too")

    open_entry(page, SHARED)
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("What is on your mind?").fill(CHANGED)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(CHANGED)).to_be_visible()
    expect(page.get_by_text("not read yet")).to_be_visible()
    entry = page.url

    seen = _review_by_keyboard(signed_in("clinician"))
    assert CHANGED in seen
    assert PRIVATE not in seen

    page.goto("/")
    page.get_by_role("link", name="Read what your therapist wrote back").first.click()
    page.goto(entry)
    expect(page.get_by_text(ANSWER)).to_be_visible()
    expect(page.get_by_text("read it on")).to_be_visible()
    assert NOTE not in page.content()
    page.get_by_role("link", name="Who opened this?").click()
    expect(page.get_by_text("Answered an entry")).to_be_visible()
    expect(page.get_by_text("Kim Osei").first).to_be_visible()


MORNING = """
- main:
  - heading "Caseload" [level=1]
  - heading "Shared entries waiting" [level=2]
  - list:
    - listitem:
      - link "Jo Rivera"
- navigation "Main":
  - list:
    - listitem:
      - link "Caseload"
"""
ENTRY = """
- main:
  - heading [level=1]
  - textbox "Your answer"
  - button "Answer"
"""


def _review_by_keyboard(page) -> str:
    """Find the entry on the morning list, note, flag and answer it; all that was on the screen meanwhile."""
    heading(page, "Caseload")
    tells(page, MORNING)
    seen = page.locator("main").inner_text()
    found = page.locator("main li.line", has_text="A new shared entry").locator("a")
    for address in found.evaluate_all("(links) => links.map((link) => link.href)"):
        page.goto(address)
        seen += page.locator("main").inner_text()
        if CHANGED in seen:
            break
    tells(page, ENTRY)
    tab_to(page, "Add a note").press("Enter")
    heading(page, "A note of the care team")
    tab_to(page, "Your note").type(NOTE)
    tab_to(page, "Save note").press("Enter")
    expect(page.get_by_text("Only the care team sees it.")).to_be_visible()
    tab_to(page, "Flag for supervision").press("Enter")
    heading(page, "Flag it for supervision?")
    tab_to(page, "Flag it").press("Enter")
    expect(page.get_by_text("Flagged for supervision by")).to_be_visible()
    tab_to(page, "Your answer").type(ANSWER)
    tab_to(page, "Answer").press("Enter")
    expect(page.get_by_text("The entry is reviewed.")).to_be_visible()
    seen += page.locator("main").inner_text()
    tab_to(page, "For supervision").press("Enter")
    heading(page, "For supervision")
    expect(page.get_by_text("flagged by Kim Osei").first).to_be_visible()
    return seen + page.locator("main").inner_text()


def test_a_deleted_entry_can_be_brought_back(participant):
    page = participant
    write_entry(page, "To be deleted.", "Only me")
    open_entry(page, "To be deleted.")
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete entry").click()
    expect(page.get_by_text("Entry deleted")).to_be_visible()
    expect(page.get_by_text("To be deleted.")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Your entry is back.")).to_be_visible()
    expect(page.get_by_text("To be deleted.")).to_be_visible()


def test_a_guest_sees_what_was_signed_for_and_nothing_after_it_is_stopped(participant, phone):
    page = participant
    link = share_with(page, "Maria", "maria@example.org")
    page.get_by_role("link", name="Done").click()
    consent = page.url

    guest = phone()
    guest.goto(link)
    guest.get_by_label("Your name").fill("Maria Rivera")
    guest.get_by_label("Choose a password").fill(GUEST_PASSWORD)
    guest.get_by_label("The same password again").fill(GUEST_PASSWORD)
    guest.get_by_role("button", name="Make my account").click()
    expect(guest.get_by_text("Your account is ready.")).to_be_visible()
    guest.goto("/guests/")
    expect(guest.get_by_text("Nothing is shared with you")).to_be_visible()

    page.goto(consent)
    page.get_by_role("link", name="Check who accepted").click()
    expect(page.get_by_text("Maria Rivera")).to_be_visible()
    page.get_by_role("button", name="Yes, this is Maria").click()
    expect(page.get_by_text("Maria Rivera can now see what you share.")).to_be_visible()

    guest.reload()
    heading(guest, "Jo")
    expect(guest.get_by_text("You are welcome").first).to_be_visible()
    open_tab(guest, "You")

    page.get_by_role("link", name="Stop sharing").click()
    page.get_by_role("button", name="Stop sharing").click()
    expect(page.get_by_text("Maria sees nothing from now on.")).to_be_visible()

    open_tab(guest, "Shared")
    expect(guest.get_by_text("Nothing is shared with you")).to_be_visible()
    expect(guest.get_by_text("You are welcome")).to_have_count(0)


def test_a_refused_form_keeps_what_was_typed(participant):
    page = participant
    page.goto("/guests/sharing/new")
    page.get_by_label("Their name").fill("Maria")
    with page.watch.paused():  # 422 is the answer it should be
        page.get_by_role("button", name="Read it before you sign").click()
        expect(page.get_by_role("alert")).to_be_focused()
        expect(page.get_by_label("Their name")).to_have_value("Maria")


def test_the_whole_line_works_without_javascript(signed_in):
    page = signed_in("participant2", java_script_enabled=False)
    heading(page, "Today")
    page.get_by_role("radio", name="Okay", exact=True).check()
    page.get_by_role("button", name="Save check-in").click()
    expect(page.get_by_text("You checked in today")).to_be_visible()
    write_entry(page, "Written without a script.", "Only me")
    practise(page, "Five senses")
    finish_practice(page)
