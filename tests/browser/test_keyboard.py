"""Every page with a keyboard alone: all is reached in order and seen, nothing traps, a refused form says where, and
no button that changes the page in place takes the focus away.

One walk through the pages of each person tries all of it.
"""

import pytest
from crawling import EVERYONE, tour
from keys import faults_by_keyboard, faults_of_presses
from playwright.sync_api import TimeoutError, expect

# Not those that ask the browser for a passkey first: what they send is its answer.
FORMS = "form[method=post][novalidate]:not([data-question] form)"
COUNT = f"document.querySelectorAll('{FORMS}').length"
EMPTY = """([forms, number]) => {
  const form = document.querySelectorAll(forms)[number];
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
def test_every_page_works_with_a_keyboard_alone(site, phone, who):
    page, faults, forms = phone(reduced_motion="reduce"), [], []
    for _rule in tour(site, page, who):
        faults += faults_by_keyboard(page)
        forms += [(page.url, number) for number in range(page.evaluate(COUNT))]
        faults += faults_of_the_first_stop(page)
        faults += faults_of_presses(page)
    faults += faults_of_refused_forms(page, forms)
    assert not faults, "\n".join(faults)


def faults_of_the_first_stop(page) -> list[str]:
    """The first Tab comes to the link that leads past the top, and that one leads there."""
    page.goto(page.url.split("#")[0])
    page.keyboard.press("Tab")
    if not page.locator(".skip-link").evaluate("(link) => link === document.activeElement"):
        return [f"{page.url}: the first stop is not the way past the top"]
    page.keyboard.press("Enter")
    leads = page.evaluate("document.activeElement.id") == "main"
    return [] if leads else [f"{page.url}: the way past the top does not lead to the page"]


def faults_of_refused_forms(page, forms) -> list[str]:
    """Every form of the pages is sent empty: where it is refused, the focus is on what to check."""
    faults, refused = [], 0
    for address, number in forms:
        page.goto(address)
        with page.watch.paused():  # 422 is the answer it should be
            try:
                with page.expect_navigation() as answered:
                    page.evaluate(EMPTY, [FORMS, number])
            except TimeoutError:
                faults.append(f"{address}: form {number} was not sent")
                continue
            if answered.value.status == 422:
                refused += 1
                faults += (
                    [] if summary_has_focus(page) else [f"{address}: form {number}: the focus is elsewhere"]
                )
    return faults if refused or not forms else [f"none of these was refused: {forms}"]


def summary_has_focus(page) -> bool:
    try:
        expect(page.locator("#error-summary")).to_be_focused(timeout=5_000)
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize("fault", PLANTED)
def test_it_notices(phone, fault):
    page = phone()
    page.goto("/sign-in")
    assert faults_by_keyboard(page) == []
    page.evaluate(f"() => {{ {PLANTED[fault]} }}")
    assert faults_by_keyboard(page)


def test_it_notices_a_button_that_is_gone_when_it_was_pressed(phone):
    page = phone()
    page.goto("/sign-in")
    assert faults_of_presses(page) == []
    page.evaluate("""() => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Put away" });
      button.addEventListener("click", () => setTimeout(() => button.remove()));
      document.querySelector("main").append(button);
    }""")
    assert faults_of_presses(page) == [f"{page.url}: the focus is lost after Put away"]


def test_it_notices_a_way_past_the_top_that_leads_nowhere(phone):
    page = phone()
    page.add_init_script(
        "addEventListener('load', () => document.querySelector('#main').removeAttribute('tabindex'))"
    )
    page.goto("/sign-in")
    assert faults_of_the_first_stop(page)


def test_it_notices_a_refused_form_without_the_focus(phone):
    page = phone()
    page.add_init_script("HTMLElement.prototype.focus = () => {}")
    assert faults_of_refused_forms(page, [("/sign-in", 0)]) == ["/sign-in: form 0: the focus is elsewhere"]
