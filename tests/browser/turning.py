"""A page written from the right: its order turns round, and so do its arrows."""

from playwright.sync_api import Page

TURN = "(way) => { document.documentElement.dir = way; }"
# A chevron points on (to the left now), the one that leads back points back (to the right).
UNTURNED = """() => [...document.querySelectorAll(".icon.directional, .back .icon")].filter((icon) => {
  const { a } = new DOMMatrix(getComputedStyle(icon).transform);
  return a !== (icon.closest(".back") ? 1 : -1);
}).map((icon) => icon.parentElement.outerHTML.slice(0, 160))"""
ORDER = """() => {
  const [mark, help] = [...document.querySelectorAll(".topbar > *")].map((one) => one.getBoundingClientRect().left);
  return mark > help;
}"""


def turn(page: Page, way: str = "rtl") -> None:
    page.evaluate(TURN, way)


def unturned(page: Page) -> list[str]:
    """What still points or stands as it does in pages written from the left."""
    faults = [f"{page.url}: not turned: {icon}" for icon in page.evaluate(UNTURNED)]
    return faults if page.evaluate(ORDER) else [*faults, f"{page.url}: the top bar is not turned"]
