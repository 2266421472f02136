"""A look in an emergency: begun with a reason, told to whom it is about, reviewed by a coordinator."""

import re

from playwright.sync_api import expect
from steps import heading, open_tab
from test_axe import every_fault_of

WHY = "Their sister called: nobody has heard from them since noon."


def test_a_look_in_an_emergency(signed_in, in_other_words):
    lee = signed_in("clinician2")
    lee.get_by_role("link", name=re.compile("In an emergency")).click()
    lee.get_by_role("link", name=re.compile("Jo Rivera")).click()
    heading(lee, "Open in an emergency?")
    assert every_fault_of(lee, in_other_words) == []
    with lee.watch.paused():
        lee.get_by_role("button", name="Open for an hour").click()
        expect(lee.get_by_role("alert").first).to_be_visible()
    lee.get_by_role("radio", name="Somebody may be in danger").check()
    lee.get_by_label("Why do you need to look now?").fill(WHY)
    lee.get_by_role("button", name="Open for an hour").click()
    heading(lee, "Jo Rivera")
    expect(lee.get_by_text("I slept six hours two nights in a row.")).to_be_visible()
    assert every_fault_of(lee, in_other_words) == []

    jo = signed_in("participant")
    expect(jo.get_by_text("Lee Brandt opened what you share, in an emergency")).to_be_visible()
    jo.get_by_role("button", name="I know now").first.click()
    heading(jo, "Today")

    robin = signed_in("coordinator")
    robin.get_by_role("link", name="1 look wants a review").click()
    heading(robin, "Looks in an emergency")
    assert every_fault_of(robin, in_other_words) == []
    robin.get_by_role("link", name=re.compile("Lee Brandt looked")).click()
    expect(robin.get_by_text(WHY)).to_be_visible()
    assert every_fault_of(robin, in_other_words, WHY) == []
    robin.get_by_label("What you found").fill("The call is in the log. It was needed.")
    robin.get_by_role("button", name="Save the review").click()
    expect(robin.get_by_text("None is waiting")).to_be_visible()
    open_tab(robin, "Census")
    expect(robin.get_by_text("wants a review")).to_be_hidden()

    lee.get_by_role("button", name=re.compile("close it now")).click()
    heading(lee, "In an emergency")
