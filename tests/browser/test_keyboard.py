"""Every page with a keyboard alone: all is reached in order and seen, nothing traps, a refused form says where."""

import pytest
from crawling import EVERYONE, tour
from keys import faults_by_keyboard
from playwright.sync_api import expect

COUNT = "document.querySelectorAll('form[method=post][novalidate]').length"
EMPTY = """(number) => {
  const form = document.querySelectorAll("form[method=post][novalidate]")[number];
  for (const one of form.querySelectorAll("input:not([type=hidden]), textarea")) {
    if (["radio", "checkbox"].includes(one.type)) one.checked = false;
    else one.value = "";
  }
  form.requestSubmit();
}"""
PLANTED = {
    "a trap": "document.querySelector('a').addEventListener('keydown', (event) => event.preventDefault())",
    "another order": "document.querySelector('main input:not([type=hidden])').tabIndex = 3",
    "focus that is not seen": """{
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("a { outline: none !important }");
      document.adoptedStyleSheets = [sheet];
    }""",
}


@pytest.mark.parametrize("who", EVERYONE)
def test_tab_reaches_everything_in_order_and_is_seen(site, phone, who):
    page, faults = phone(), []
    for _rule in tour(site, page, who):
        faults += faults_by_keyboard(page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("fault", PLANTED)
def test_it_notices(phone, fault):
    page = phone()
    page.goto("/sign-in")
    assert faults_by_keyboard(page) == []
    page.evaluate(f"() => {{ {PLANTED[fault]} }}")
    assert faults_by_keyboard(page)


@pytest.mark.parametrize("who", EVERYONE)
def test_the_first_stop_leads_past_the_top(site, phone, who):
    page = phone(reduced_motion="reduce")
    for rule in tour(site, page, who):
        page.goto(page.url.split("#")[0])
        page.keyboard.press("Tab")
        skip = page.locator(".skip-link")
        assert skip.evaluate("(link) => link === document.activeElement"), rule
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main", rule


@pytest.mark.parametrize("who", EVERYONE)
def test_a_refused_form_puts_the_focus_on_what_to_check(site, phone, who):
    page, refused = phone(), 0
    forms = [(page.url, number) for _rule in tour(site, page, who) for number in range(page.evaluate(COUNT))]
    for address, number in forms:
        page.goto(address)
        with page.watch.paused():  # 422 is the answer it should be
            with page.expect_navigation() as answered:
                page.evaluate(EMPTY, number)
            if answered.value.status == 422:
                expect(page.locator("#error-summary")).to_be_focused()
                refused += 1
    assert refused or not forms, forms
