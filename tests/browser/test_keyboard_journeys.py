"""A participant's day with a keyboard alone, and what a screen reader is told on the way."""

import re

from keys import choose, press, type_into
from playwright.sync_api import expect
from running import PASSWORD
from steps import heading

SIGN_IN = """
- link "Skip to the page"
- banner:
  - link "Waymark"
  - link "Help now"
- main:
  - heading [level=1]
  - textbox "E-mail"
  - textbox "Password"
  - checkbox /This is my own phone/
  - button "Sign in"
"""
TODAY = """
- main:
  - heading "Today" [level=1]
  - heading "How are you right now?" [level=2]
  - group "How is your mood?":
    - radio "Very low"
    - radio "Okay"
  - group /Strongest craving/:
    - radio /0 , None/
    - radio "Skip"
  - paragraph:
    - link "Help now"
  - button "Save check-in"
- navigation "Main":
  - list:
    - listitem:
      - link "Today"
    - listitem:
      - link "Schedule"
"""
ENTRY = """
- main:
  - heading "New entry" [level=1]
  - group "How is your mood?"
  - textbox "What is on your mind?"
  - group "Who can read this?":
    - radio /Only me/ [checked]
    - radio /My therapist too/
  - button "Save"
"""
EXERCISE = """
- main:
  - heading "Box breathing" [level=1]
  - complementary "When to stop":
    - link "Help now"
  - heading "Before" [level=2]
  - group /How tense/
  - heading "Do it" [level=2]
  - combobox "Pace"
  - button "Start"
  - heading "After" [level=2]
  - textbox /Anything you want to remember/
  - button "Save this practice"
"""
WORDS = "Written without touching the screen."


def tells(page, tree: str) -> None:
    """The page's accessibility tree has this, in this order."""
    expect(page.locator("body")).to_match_aria_snapshot(tree)


def test_a_day_with_a_keyboard_alone(phone):
    page = phone(reduced_motion="reduce")
    page.goto("/sign-in")
    tells(page, SIGN_IN)
    type_into(page, "E-mail", "participant@demo.example")
    type_into(page, "Password", PASSWORD)
    press(page, "button", "Sign in")
    heading(page, "Today")

    tells(page, TODAY)
    choose(page, "How is your mood?", "Okay")
    choose(page, "Strongest craving", "2")
    press(page, "button", "Save check-in")
    expect(page.get_by_role("status").filter(has_text="Your check-in is saved.")).to_be_visible()

    press(page, "link", re.compile("^Journal$"))
    heading(page, "Journal")
    press(page, "link", "Write")
    heading(page, "New entry")
    tells(page, ENTRY)
    choose(page, "How is your mood?", re.compile("^Good$"))
    type_into(page, "What is on your mind?", WORDS)
    press(page, "button", "Save")
    heading(page, "Journal")
    expect(page.get_by_role("list", name="Your entries, newest first")).to_contain_text(WORDS)


def test_an_exercise_with_a_keyboard_alone(signed_in):
    page = signed_in("participant2", reduced_motion="reduce")
    page.goto("/exercises/box-breathing")
    tells(page, EXERCISE)
    choose(page, "How tense do you feel right now?", "7")
    press(page, "button", "Start")
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Go on")).to_be_focused()
    press(page, "button", "Stop")
    expect(page.get_by_role("button", name="Start")).to_be_focused()
    press(page, "button", "Save this practice")
    expect(page.get_by_text("Thank you for taking this time.")).to_be_visible()

    press(page, "link", re.compile("^You$"))
    heading(page, "You")
    press(page, "button", "Sign out")
    heading(page, "You are signed out")
