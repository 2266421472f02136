"""What can be measured of a page that is open: its width, its targets, its motion."""

import weakref

from playwright.sync_api import Page
from turning import turn, unturned

NARROW = {"width": 320, "height": 640}

SIDEWAYS = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  const wide = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()
    && one.getBoundingClientRect().right > page.clientWidth + 1 && !one.closest(".visually-hidden, .skip-link"));
  return [`${page.scrollWidth} > ${page.clientWidth}`, ...wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 160))];
}"""

# The box that a finger can hit: the label around a control, the card that a link fills, else the element itself.
SMALL = """([usual, primary]) => {
  const faults = [];
  const things = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  for (const thing of document.querySelectorAll(things)) {
    if (!thing.checkVisibility({ visibilityProperty: true })) continue;
    const fills = getComputedStyle(thing, "::after");
    const box = fills.content !== "none" && fills.position === "absolute" ? thing.offsetParent
      : thing.closest("label") ?? thing;
    const { width, height } = box.getBoundingClientRect();
    const around = thing.parentElement.textContent.trim().length > thing.textContent.trim().length;
    if (thing.matches("a") && getComputedStyle(thing).display === "inline" && around) continue;
    const least = thing.matches(".button:not(.quiet, .plain)") ? primary : usual;
    if (Math.min(width, height) < least - 0.01) {
      faults.push(`${width.toFixed(1)} x ${height.toFixed(1)}: ${thing.outerHTML.slice(0, 160)}`);
    }
  }
  return faults;
}"""

MOVING = """() => document.getAnimations()
  .filter((one) => one.playState === "running" && one.effect.getComputedTiming().endTime > 10)
  .map((one) => `${one.animationName ?? one.transitionProperty}: ${one.effect.target?.outerHTML.slice(0, 120)}`)"""


_devtools = weakref.WeakKeyDictionary()  # a page keeps the size as long as what set it


def set_text_size(page: Page, percent: int) -> None:
    """The text size that a person chose in the browser's settings."""
    sizes = {"standard": 16 * percent // 100, "fixed": 13 * percent // 100}
    if page not in _devtools:
        _devtools[page] = page.context.new_cdp_session(page)
    _devtools[page].send("Page.setFontSizes", {"fontSizes": sizes})


def sideways(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    return [f"{page.url}: {fault}" for fault in page.evaluate(SIDEWAYS)]


def small_targets(page: Page, usual: int = 44, primary: int = 48) -> list[str]:
    """Controls that are smaller than a finger, in CSS pixels; links within a sentence may be."""
    return [f"{page.url}: {fault}" for fault in page.evaluate(SMALL, [usual, primary])]


def moving(page: Page) -> list[str]:
    """Animations and transitions that run longer than anybody could notice."""
    return [f"{page.url}: moves: {fault}" for fault in page.evaluate(MOVING)]


def open_all(page: Page) -> None:
    """Open whatever lies behind a press."""
    page.eval_on_selector_all("details", "(all) => { for (const one of all) one.open = true; }")


def narrow_faults(page: Page) -> list[str]:
    """What does not fit a narrow phone, or a finger: as it is, with text of twice the size, and from the right."""
    open_all(page)
    faults = []
    for percent in (200, 100):
        set_text_size(page, percent)
        faults += [f"{fault} (text of {percent} %)" for fault in sideways(page) + small_targets(page)]
    turn(page)
    faults += [f"{fault} (from the right)" for fault in sideways(page) + unturned(page)]
    turn(page, "ltr")
    return faults
