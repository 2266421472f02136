"""A lesson as a participant meets it on their own phone: read, checked, left off, and finished without a network."""

from measuring import sideways, small_targets
from offline_steps import back_online, is_saved_here, nothing_waits
from playwright.sync_api import expect
from steps import heading, open_tab
from test_axe import faults_of

TITLE = "Thoughts and thinking traps"
WORDS = "All or nothing. Both can be true."


def test_a_lesson_is_begun_left_off_and_finished_without_a_network(own_phone):
    page = own_phone()
    open_tab(page, "Exercises")
    page.get_by_role("link", name="Lessons").click()
    expect(page.get_by_role("listitem").filter(has_text="Triggers and cravings")).to_contain_text("Done")
    page.get_by_role("searchbox", name="Search").fill("fortune telling")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("1 lesson fits")).to_be_visible()
    page.get_by_role("link", name=TITLE).click()

    why_not, why = (
        page.get_by_text("Not this one. Mind reading is being sure"),
        page.get_by_text("It sees only black"),
    )
    expect(why).to_be_hidden()
    page.get_by_label("Mind reading").check()
    expect(why_not).to_be_visible()
    page.get_by_label("All or nothing").check()
    expect(why).to_be_visible()
    expect(why_not).to_be_hidden()
    assert faults_of(page) == []
    page.get_by_label("Which thinking trap do you know best?").fill(WORDS)
    page.get_by_role("button", name="Save and go on later").click()
    expect(page.get_by_text("You can go on with it any time. Only you can see your words.")).to_be_visible()
    page.get_by_role("list", name="Lessons you began").get_by_role("link", name=TITLE).click()
    expect(page.get_by_label("Which thinking trap do you know best?")).to_have_value(WORDS)
    page.get_by_role("link", name="Go on where you stopped").click()
    expect(page.get_by_label("Swap it for a happy one")).to_be_in_viewport()

    with page.watch.paused():
        page.context.set_offline(True)
        page.goto("/workshops/thinking-traps")
        expect(page.get_by_text("Kept on this phone · from")).to_be_visible()
        page.get_by_label("Look at the facts").check()
        expect(page.get_by_text("You look for what is true and fair.")).to_be_visible()
        page.get_by_role("button", name="I have finished this lesson").click()
        is_saved_here(page)
        back_online(page)
        nothing_waits(page)
    page.goto("/workshops/")
    expect(page.get_by_role("listitem").filter(has_text=TITLE)).to_contain_text("Done")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_text("You finished this lesson on")).to_be_visible()
    expect(page.get_by_label("Which thinking trap do you know best?")).to_have_value(WORDS)


def test_a_lesson_fits_a_narrow_phone(signed_in):
    page = signed_in("participant")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/workshops/getting-through-a-crisis")  # with links within its words
    heading(page, "Getting through very hard moments")
    for answer in page.locator(".answers input").all():
        answer.check()
    assert sideways(page) + small_targets(page) == []
