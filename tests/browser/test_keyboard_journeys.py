"""What each of the cast comes for, with a keyboard alone, and what a screen reader is told on the way."""

import re

from keys import choose, press, tells, type_into
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
SHARED = """
- main:
  - heading "Jo" [level=1]
  - paragraph: /Shared with you until/
  - heading "Family Education" [level=2]
  - heading "How you can help" [level=2]
  - term: What helps
  - definition
  - list "What you can do":
    - listitem:
      - link "Send a few kind words"
    - listitem:
      - link "Ask the care team"
- navigation "Main":
  - list:
    - listitem:
      - link "Shared"
"""
NOTE = """
- main:
  - heading "A few kind words" [level=1]
  - paragraph:
    - text: /not watched live/
    - link "Help now"
  - textbox "Your note"
  - button "Send it"
"""
TIMETABLE = """
- main:
  - heading "Evening Program" [level=1]
  - navigation "Timetable":
    - link "All series"
    - link "Closed days"
  - navigation "Days of the week":
    - list:
      - listitem:
        - link /Monday/
"""
CANCELLING = """
- main:
  - heading "Cancel this session?" [level=1]
  - paragraph: Nothing is changed yet.
  - list:
    - listitem: /It touches 2 participants/
  - button "Yes, cancel it"
  - link "Go back"
"""
WORDS = "Written without touching the screen."


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


def test_a_guest_sends_kind_words_with_a_keyboard_alone(signed_in):
    page = signed_in("guest", reduced_motion="reduce")
    heading(page, "Jo")
    tells(page, SHARED)
    press(page, "link", "Send a few kind words")
    heading(page, "A few kind words")
    tells(page, NOTE)
    type_into(page, "Your note", "I saw that you went today.")
    press(page, "button", "Send it")
    heading(page, "Jo")
    expect(page.get_by_role("status").filter(has_text="Your note is on its way.")).to_be_visible()


def test_a_coordinator_cancels_a_session_with_a_keyboard_alone(signed_in):
    page = signed_in("coordinator", reduced_motion="reduce")
    press(page, "link", "Timetable")
    heading(page, "Evening Program")
    tells(page, TIMETABLE)
    press(page, "link", "Week after")
    expect(page.get_by_role("link", name="Relapse Prevention").first).to_be_visible()
    press(page, "link", re.compile("^Relapse Prevention"))
    heading(page, "Relapse Prevention")
    press(page, "link", "Cancel it")
    press(page, "button", "See whom it touches")
    heading(page, "Cancel this session?")
    tells(page, CANCELLING)
    press(page, "button", "Yes, cancel it")
    expect(page.get_by_role("link", name="Bring it back")).to_be_visible()
