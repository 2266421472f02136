"""Every page written from the right: it still fits, the order turns round, and so do arrows."""

import pytest
from crawling import EVERYONE, tour
from measuring import open_all, sideways

NARROW = {"width": 320, "height": 640}
TURN = "document.documentElement.dir = 'rtl'"
# A chevron points on (to the left now), the one that leads back points back (to the right).
UNTURNED = """() => [...document.querySelectorAll(".icon.directional, .back .icon")].filter((icon) => {
  const { a } = new DOMMatrix(getComputedStyle(icon).transform);
  return a !== (icon.closest(".back") ? 1 : -1);
}).map((icon) => icon.parentElement.outerHTML.slice(0, 160))"""
ORDER = """() => {
  const [mark, help] = [...document.querySelectorAll(".topbar > *")].map((one) => one.getBoundingClientRect().left);
  return mark > help;
}"""


@pytest.mark.parametrize("who", EVERYONE)
def test_every_page_turns_round(site, phone, who):
    page, faults = phone(), []
    page.set_viewport_size(NARROW)
    for rule in tour(site, page, who):
        page.evaluate(TURN)
        open_all(page)
        faults += sideways(page) + [f"{rule}: not turned: {icon}" for icon in page.evaluate(UNTURNED)]
        assert page.evaluate(ORDER), rule
    assert not faults, "\n".join(faults)


def test_it_notices_what_is_not_turned(phone):
    page = phone()
    page.goto("/sign-in")
    page.evaluate(TURN)
    page.evaluate("""() => {
      const icon = Object.assign(document.createElement("i"), { className: "icon directional" });
      icon.style.transform = "none";
      document.querySelector("main").append(icon);
    }""")
    assert page.evaluate(UNTURNED)
