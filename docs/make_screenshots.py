"""Photograph every kind of page, light and dark, on demo data: python docs/make_screenshots.py

Writes docs/screenshots/<page>-<light|dark>.png for the README and static/screenshots for the install dialog.
The pages are found by following links from each account's home, so a new page is in the next run by itself.
"""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from crawling import UNLINKED, pages_of  # noqa: E402
from running import LAUNCH, PEOPLE, PHONE, Site, find_chromium  # noqa: E402

from webapp.exercises.catalogue import all_exercises  # noqa: E402

PICTURES = ROOT / "docs" / "screenshots"
FOR_INSTALLING = {"today": "today-light", "schedule": "schedule-light"}
VARIABLE = re.compile(r"<[^>]+>")


def name_of(rule: str) -> str:
    """ "/guests/sharing/<id:record_id>/preview" is "guests-sharing-one-preview", and "/" is "today"."""
    return "-".join(VARIABLE.sub("one", rule).strip("/").split("/")) or "today"


def photograph(page: Page, name: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=PICTURES / f"{name}-{scheme}.png", animations="disabled")


def photograph_everything(site: Site, browser: Browser) -> None:
    seen = set()
    for account in (*PEOPLE, None):
        with browser.new_context(base_url=site.url, **PHONE) as context:
            page = context.new_page()
            page.goto("/sign-in") if account is None else site.sign_in(page, account)
            for rule in pages_of(site, page, *(UNLINKED if account is None else ())):
                if rule not in seen:
                    seen.add(rule)
                    photograph(page, name_of(rule))
            if account == "participant":
                photograph_exercises(page)


def photograph_exercises(page: Page) -> None:
    """One of each kind."""
    for kind, exercise in {exercise.kind: exercise for exercise in all_exercises("en")}.items():
        page.goto(f"/exercises/{exercise.slug}")
        page.get_by_role("heading", name="Do it").evaluate("(heading) => heading.scrollIntoView()")
        photograph(page, f"exercises-{kind}")


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Site(Path(folder)) as site, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=LAUNCH)
        photograph_everything(site, browser)
        browser.close()
    for name, picture in FOR_INSTALLING.items():
        target = ROOT / "static" / "screenshots" / f"{name}.png"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes((PICTURES / f"{picture}.png").read_bytes())


if __name__ == "__main__":
    main()
