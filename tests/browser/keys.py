"""A page as somebody meets it who has only a keyboard."""

from playwright.sync_api import Locator, Page, expect

# What Tab should stop at, in the page's order: of a group of radio buttons only one.
LIST = """() => {
  const things = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const groups = new Set();
  globalThis.stops = [...document.querySelectorAll(things)].filter((one) => {
    if (one.disabled || one.tabIndex < 0 || !one.checkVisibility({ visibilityProperty: true })) return false;
    if (one.type !== "radio") return true;
    const checked = one.form?.querySelector(`[name="${CSS.escape(one.name)}"]:checked`);
    if (checked && checked !== one) return false;
    const key = `${[...document.forms].indexOf(one.form)} ${one.name}`;
    return groups.has(key) ? false : groups.add(key);
  });
  return globalThis.stops.length;
}"""

# Where the focus is, whether it can be seen, and whether something lies over it.
WHERE = """() => {
  const one = document.activeElement;
  const label = one.closest("label");
  const drawn = (element, pseudo) => {
    if (!element) return false;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element, pseudo);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && outlineColor !== "transparent";
  };
  const itself = getComputedStyle(one).opacity !== "0" && (drawn(one) || drawn(one, "::after"));
  const box = (label ?? one).getBoundingClientRect();
  const corners = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]];
  const shows = corners.some(([x, y]) => {
    const there = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return there && (one.contains(there) || label?.contains(there) || there.contains(one));
  });
  return {
    at: globalThis.stops.indexOf(one),
    isBody: one === document.body,
    html: one.outerHTML.slice(0, 160),
    seen: itself || drawn(label) || (label && drawn(one.nextElementSibling)),
    shows,
  };
}"""
# Buttons that change the page in place; not what asks the browser for a passkey.
IN_PLACE = "button:is([type=button], [name=fill]):not([data-question] button)"
# The next of them: one stands for all that say the same.
NEXT = """([inPlace, pressed]) => {
  const says = (one) => (one.ariaLabel ?? one.innerText).trim();
  const shows = (one) => one.checkVisibility({ visibilityProperty: true });
  const can = (one) => !one.disabled && shows(one) && !pressed.includes(says(one));
  const next = [...document.querySelectorAll(inPlace)].find(can);
  globalThis.isSamePage = true;
  next?.focus();
  return next && says(next);
}"""
# The page of the app lock asks the worker what to show.
IS_TOLD = "() => document.querySelector('app-lock [data-none]')?.hidden ?? true"
LOST = "globalThis.isSamePage && document.activeElement === document.body"
SETTLES = 100  # ms after a press
MOST_PARTS = 7  # a date field has a stop for each of its parts
MOST_STOPS = 90  # on the way to one control of a page


def faults_by_keyboard(page: Page) -> list[str]:
    """Go through the page with Tab: everything in order, always seen, and out at the end."""
    if "#" in page.url:
        page.goto(page.url.split("#")[0])
    page.emulate_media(reduced_motion="reduce")  # so that nothing is still on its way in when it is looked at
    page.evaluate("document.activeElement.blur()")
    page.wait_for_function(IS_TOLD)
    faults = []
    count = page.evaluate(LIST)
    for expected in range(count):
        where = _tab(page, expected - 1)
        if where["at"] != expected:
            wanted = page.evaluate("(at) => stops[at].outerHTML.slice(0, 160)", expected)
            return [*faults, f"{page.url}: Tab came to {where['html']}, not to {wanted}"]
        if not where["seen"]:
            faults.append(f"{page.url}: the focus is not seen on {where['html']}")
        if not where["shows"]:
            faults.append(f"{page.url}: hidden behind something: {where['html']}")
    if count and _tab(page, count - 1)["at"] == count - 1:
        faults.append(f"{page.url}: Tab does not leave the last control")
    return faults


def faults_of_presses(page: Page) -> list[str]:
    """Press each button that changes the page in place, until there is none: the focus is never lost."""
    address, pressed, faults = page.url.split("#")[0], [], []
    while says := page.evaluate(NEXT, [IN_PLACE, pressed]):
        pressed.append(says)
        page.keyboard.press("Enter")
        page.wait_for_timeout(SETTLES)
        page.wait_for_load_state()
        if page.evaluate(LOST):
            faults.append(f"{address}: the focus is lost after {says}")
        if page.url.split("#")[0] != address:
            page.goto(address)
    if pressed:
        page.goto(address)
    return faults


def _tab(page: Page, last: int) -> dict:
    """Press Tab until the focus leaves the control numbered `last`."""
    for _part in range(MOST_PARTS):
        page.keyboard.press("Tab")
        where = page.evaluate(WHERE)
        if where["at"] != last or where["isBody"]:
            return where
    return where


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus is where it should go."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if target.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"{page.url}: {MOST_STOPS} times Tab, and never at {target}")


def press(page: Page, role: str, name, key: str = "Enter") -> None:
    """Go to a link or button by Tab, and press it."""
    tab_to(page, page.get_by_role(role, name=name).first)
    page.keyboard.press(key)


def type_into(page: Page, label: str, words: str) -> None:
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.type(words)


def choose(page: Page, group: str, name) -> None:
    """Go to a group of radio buttons by Tab, and to one of them by the arrows."""
    radios = page.get_by_role("group", name=group).first.get_by_role("radio")
    wanted = page.get_by_role("group", name=group).first.get_by_role("radio", name=name).first
    checked = radios.and_(page.locator(":checked"))
    tab_to(page, checked if checked.count() else radios.first)
    page.keyboard.press("Space")
    for _each in range(radios.count()):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{page.url}: the arrows never came to {wanted}")


def tells(page: Page, tree: str) -> None:
    """The page's accessibility tree has this, in this order."""
    expect(page.locator("body")).to_match_aria_snapshot(tree)
