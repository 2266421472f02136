"""Photograph Waymark on demo data, light and dark: the README's pictures, and those of the install dialog.

With a folder, every kind of page of every account goes there, whole, to be looked through: `make looks` does it.
The pages are found by following links from each account's home, so a new page is in the next run by itself.
"""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "browser")]

from crawling import ASKED, UNLINKED, pages_of  # noqa: E402
from running import LAUNCH, PHONE, Site, find_chromium  # noqa: E402

from webapp.demo.people import ACCOUNTS  # noqa: E402

PICTURES = ROOT / "docs" / "screenshots"
INSTALLING = ROOT / "static" / "screenshots"
FOR_INSTALLING = {"today": "today-light", "schedule": "schedule-light"}
# By account and the picture's name: where to begin, and what to press from there on.
CHOSEN = {
    "participant": {
        "today": ("/",),
        "schedule": ("/schedule/",),
        "exercise": ("/exercises/longer-out-breathing",),
        "entry": ("/journals/", "li:has-text('Sam came to the family evening') a"),
        "new-entry": ("/journals/new",),
        "looking-back": ("/trends/",),
        "reminders": ("/reminders/",),
        "question": ("/assessments/", "li:has-text('GAD-7') a", "button:has-text('Next')"),
        "consent": ("/guests/sharing", "main a:has-text('Sam Rivera')"),
        "help-now": ("/help-now",),
    },
    "guest": {"guest": ("/",)},
    "clinician": {"morning-list": ("/caseload/",)},
    "coordinator": {"census": ("/census/",), "timetable": ("/", "nav a:has-text('Timetable')")},
}
BEGINS_AT = {"exercise": "h2:has-text('Do it')"}  # scrolled to
VARIABLE = re.compile(r"<[^>]+>")


def name_of(rule: str) -> str:
    """ "/guests/sharing/<id:record_id>/preview" is "guests-sharing-one-preview", and "/" is "today"."""
    return "-".join(VARIABLE.sub("one", rule).strip("/").split("/")) or "today"


def photograph(page: Page, folder: Path, name: str, whole: bool = False) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        picture = folder / f"{name}-{scheme}.png"
        page.screenshot(path=picture, animations="disabled", full_page=whole)


def photograph_chosen(site: Site, browser: Browser) -> None:
    for account, pictures in CHOSEN.items():
        with browser.new_context(base_url=site.url, **PHONE) as context:
            page = site.sign_in(context.new_page(), account)
            for name, (path, *presses) in pictures.items():
                page.goto(path)
                for press in presses:
                    page.locator(press).first.click()
                if name in BEGINS_AT:
                    page.locator(BEGINS_AT[name]).first.evaluate("(it) => it.scrollIntoView()")
                page.wait_for_load_state("networkidle")
                photograph(page, PICTURES, name)


def photograph_everything(site: Site, browser: Browser, folder: Path) -> None:
    for account in (*(who for who, *_ in ACCOUNTS), None):
        with browser.new_context(base_url=site.url, **PHONE) as context:
            page = context.new_page()
            page.goto("/sign-in") if account is None else site.sign_in(page, account)
            also = UNLINKED if account is None else ASKED.get(account, ())
            for number, rule in enumerate(pages_of(site, page, *also), 1):
                # The bar at the bottom would stand in the middle of a picture of the whole page.
                page.eval_on_selector_all(
                    ".tabs", "(bars) => bars.forEach((bar) => (bar.style.position = 'static'))"
                )
                photograph(
                    page, folder, f"{account or 'nobody'}-{number:02}-{name_of(rule)}"[:100], whole=True
                )


def main(folder: str | None = None) -> None:
    with tempfile.TemporaryDirectory() as data, Site(Path(data)) as site, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=LAUNCH)
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            photograph_everything(site, browser, Path(folder))
        else:
            PICTURES.mkdir(exist_ok=True)
            photograph_chosen(site, browser)
            for name, picture in FOR_INSTALLING.items():
                (INSTALLING / f"{name}.png").write_bytes((PICTURES / f"{picture}.png").read_bytes())
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
