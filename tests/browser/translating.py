"""Every page with longer strings: what does not fit then, and what was forgotten that a translator must see."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

import frontmatter
from babel.dates import get_day_names, get_month_names
from markdown_it import MarkdownIt
from measuring import open_all, sideways
from playwright.sync_api import Page
from pseudo import outside_brackets
from running import ROOT, take_second_step

from webapp.demo import family, journal, morning, people, practice, reminding, timetable
from webapp.guests.shared import FEDERAL_NOTICE

# What needs no translator: content that is written for a place or in languages of its own, and people's own words.
CONTENT = (
    "exercises/library/en/*.md",
    "assessments/library/en/*.toml",
    "workshops/library/en/*.md",
    "guests/learning/en/*.md",
    "helplines/helplines.toml",
    "timetables/programs/*.toml",
)
AROUND = " ,:"  # what stands between pieces
NAMES = {"Waymark", "Brother", *(name.split()[0] for _who, name, _what in people.ACCOUNTS)}
NAMES |= {"So that Sam knows when he can come along."}
NAMES |= {
    "Check-in call",
    "Holiday check-in call",
    "By phone",
    timetable.SCHOOL_RUN,
    *reminding.DEVICES,
    *map(people.address, (who for who, *_ in people.ACCOUNTS)),
}
LEGAL = {FEDERAL_NOTICE}  # the wording is the law's
DATES = {
    word
    for names in (get_day_names, get_month_names)
    for width in ("narrow", "abbreviated", "wide")
    for word in names(width, locale="en").values()
} | {"AM", "PM"}
# Text nodes that can be seen or heard, each ended by NUL; labels that only a screen reader says too.
TEXT = """() => {
  const parts = [document.title.replace(" · Waymark", "")];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (!parentElement.closest("script, style, noscript, option, textarea, [data-not-interface]")) parts.push(data);
  }
  const words = parts.join("\\0") + "\\0";
  const labels = [...document.querySelectorAll("[aria-label], [placeholder]")]
    .map((one) => one.ariaLabel ?? one.placeholder);
  return words + labels.join("\\0");
}"""


@cache
def known_texts() -> set[str]:
    """Every text that needs no translator, as a page shows it."""
    files = [file for pattern in CONTENT for file in (ROOT / "webapp").glob(pattern)]
    invented = (
        people.ACCOUNTS,
        journal.JO_WROTE,
        journal.ANA_WROTE,
        journal.KIM_ANSWERED,
        reminding.JO_PLANS,
        practice.JO_STUDIED,
        journal.JO_ALSO,
        journal.JO_CHANGED,
        journal.JO_BEGAN,
        family.JO_SAYS_HOW_TO_HELP,
        family.JO_IS_GLAD_OF,
        family.SAM_SENT,
        morning.KIM_NOTED,
        timetable.WAYS,
        practice.RIVER_WALK,
        practice.EVENING_QUESTIONS,
    )
    prose = [pieces_of(one["body"]) for one in (practice.RIVER_WALK, practice.EVENING_QUESTIONS)]
    texts = {text.strip(AROUND) for text in texts_in([*map(read, files), *invented, *prose])}
    return NAMES | LEGAL | texts


def read(file):
    if file.suffix == ".toml":
        return tomllib.loads(file.read_text())
    exercise = frontmatter.load(file)
    return [exercise.metadata, pieces_of(exercise.content)]


def pieces_of(markdown: str) -> list[str]:
    shown = Pieces()
    shown.feed(MarkdownIt().render(markdown))
    return shown.pieces


class Pieces(HTMLParser):
    """The pieces of text of a small page."""

    def __init__(self):
        super().__init__()
        self.pieces = []

    def handle_data(self, data):
        self.pieces.append(data)


def texts_in(value) -> Iterator[str]:
    """All strings inside lists and tables, in single spaces."""
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict):
        yield from texts_in([*value, *value.values()])
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_in(each)


def faults_of_words(page: Page, *typed: str) -> list[str]:
    """What does not fit a narrow phone when it is longer, and what no translator was given (nor somebody `typed`)."""
    open_all(page)
    pieces = [piece for piece in forgotten(page.evaluate(TEXT)) if piece not in typed]
    return sideways(page) + [f"{page.url}: not translated: {piece}" for piece in pieces]


def forgotten(text: str) -> list[str]:
    """Words on the page that are neither translated nor content, names, numbers or dates."""
    content = known_texts()
    parts = [part.strip(AROUND) for piece in outside_brackets(text) for part in piece.split("·")]

    def is_cut(part: str) -> bool:
        return part.endswith("...") and any(whole.startswith(part[:-3]) for whole in content)

    known = (content.__contains__, is_date, is_host, is_code, is_cut)
    return [part for part in parts if not any(test(part) for test in known)]


def is_date(text: str) -> bool:
    return all(word in DATES for word in re.findall(r"[^\W\d_]+", text))


def is_host(text: str) -> bool:
    return re.fullmatch(r"[\w-]+(\.[\w-]+)+", text) is not None


def is_code(text: str) -> bool:
    """The code on a letter."""
    return re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", text) is not None


def sign_in(site, page, who, own_phone=False):
    """The same as everyone's, but by what does not change with the language."""
    page.goto(f"{site.url}/sign-in")
    page.locator("[name=email]").fill(f"{who}@demo.example")
    page.locator("[name=password]").fill("one demo password for all")
    page.locator("[name=own_phone]").set_checked(own_phone)
    page.locator("main button[type=submit]").first.click()
    return take_second_step(page)
