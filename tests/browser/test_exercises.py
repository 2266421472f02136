"""Exercises in a real browser: each kind of interaction, with and without JavaScript."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def participant(signed_in):
    return signed_in("participant")


def test_breathing_keeps_its_timetable_though_the_phone_stalls(participant):
    participant.goto("/exercises/box-breathing")  # a beat every three seconds
    participant.evaluate("""() => {
        window.late = [];
        addEventListener("phase", ({ detail }) => late.push(detail.elapsed - 3000 * late.length));
    }""")
    participant.get_by_role("button", name="Start").click()
    expect(participant.locator(".pacer-phase")).to_have_text("Breathe in")
    participant.evaluate("(() => { const start = Date.now(); while (Date.now() - start < 3500); })()")
    expect(participant.get_by_text("Round 2 of 20")).to_be_visible(timeout=15_000)

    late = participant.evaluate("late")
    assert len(late) == 5
    assert late[1] > 300  # the stall was felt,
    assert all(one >= 0 for one in late)
    assert min(late[2:]) < 50  # and made up for: a chain of timers would stay late from here on


def test_breathing_can_be_paused_and_stopped(participant):
    participant.goto("/exercises/longer-out-breathing")
    participant.get_by_role("button", name="Start").click()
    participant.get_by_role("button", name="Pause").click()
    expect(participant.locator(".pacer-phase")).to_have_text("Paused")
    expect(participant.get_by_role("button", name="Go on")).to_be_focused()
    participant.get_by_role("button", name="Stop").click()
    expect(participant.get_by_role("button", name="Start")).to_be_focused()
    expect(participant.locator(".pacer-phase")).to_have_text("Ready when you are")


def test_a_shorter_pace_can_be_chosen(participant):
    participant.goto("/exercises/longer-out-breathing")
    participant.get_by_label("Pace").select_option(label="Shorter, 3 in, 5 out")
    participant.get_by_role("button", name="Start").click()

    expect(participant.get_by_text("Round 1 of 37")).to_be_visible()


def test_steps_come_one_at_a_time_and_take_the_focus_along(participant):
    participant.goto("/exercises/five-senses")
    expect(participant.get_by_text("Step 1 of 6")).to_be_visible()
    participant.get_by_role("button", name="Next").click()

    expect(participant.get_by_role("heading", name="Feel 4 things")).to_be_focused()
    expect(participant.get_by_role("heading", name="Name 5 things you see")).to_be_hidden()


def test_a_drawing_is_drawn_undone_saved_and_seen_again(participant):
    participant.goto("/exercises/weather-inside")
    drawing = participant.locator("[name=drawing]")
    canvas = participant.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    participant.mouse.move(box["x"] + 50, box["y"] + 50)
    participant.mouse.down()
    participant.mouse.move(box["x"] + 200, box["y"] + 120, steps=5)
    participant.mouse.up()
    drawn = drawing.input_value()
    assert drawn
    participant.get_by_role("button", name="Clear").click()
    assert drawing.input_value() == ""
    participant.get_by_role("button", name="Undo").click()
    assert drawing.input_value() == drawn

    participant.get_by_role("button", name="Save this practice").click()
    picture = participant.get_by_role("img", name="Your drawing")
    assert picture.evaluate("(image) => [image.complete, image.naturalWidth]") == [True, 720]


def test_everything_works_without_javascript(phone, site):
    page = site.sign_in(phone(java_script_enabled=False), "participant")
    page.goto("/exercises/box-breathing")
    expect(page.get_by_text("Breathe in, 4 seconds").first).to_be_visible()
    page.locator("[name=before][value='7']").check(force=True)
    page.locator("[name=after][value='2']").check(force=True)
    page.get_by_role("button", name="Save this practice").click()

    expect(page.get_by_text("Saved. Thank you for taking this time.")).to_be_visible()
    page.goto("/exercises/weather-inside")
    page.get_by_label("In words").fill("Fog, then light.")
    page.get_by_role("button", name="Save this practice").click()
    expect(page.get_by_text("Fog, then light.")).to_be_visible()
