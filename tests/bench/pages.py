"""Requests a second of the main pages, as a ratio to a bare Flask view with one query and the same bytes.

Both sides without compression: what is measured is the making of the page.
"""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.load import Figures, measure
from tests.bench.rounds import unless_short
from tests.bench.site import data_folder, fetch, serving, sign_in

ROUNDS = unless_short(5, 1)
SECONDS = unless_short(3, 0.2)
AIM = 0.5


@dataclass(frozen=True)
class MeasuredPage:
    name: str
    account: str
    path: str


PAGES = (
    MeasuredPage("today", "participant", "/"),
    MeasuredPage("schedule", "participant", "/schedule/"),
    MeasuredPage("journals", "participant", "/journals/"),
    MeasuredPage("caseload", "clinician", "/caseload/"),
)


def run(server: str = "gunicorn") -> None:
    """Print each page's figures, its yardstick's and their ratio (medians of alternating rounds)."""
    with data_folder() as (folder, environment), serving(server, "webapp", environment) as port:
        cookies = {page: sign_in(port, page.account) for page in PAGES}
        for page, cookie in cookies.items():
            _freeze(folder / f"{page.name}.html", fetch(port, page.path, cookie))
        bare = {"BARE_DATABASE": str(folder / "waymark.db"), "BARE_TEMPLATES": str(folder)}
        with serving(server, "tests.bench.bare", {**environment, **bare}) as bare_port:
            print(
                f"{server}, 1 process, 16 connections, no compression, median of {ROUNDS} rounds; aim {AIM}"
            )
            for page, cookie in cookies.items():
                _compare(
                    page.name,
                    lambda path=page.path, cookie=cookie: measure(port, path, cookie, SECONDS),
                    lambda path=f"/bare/{page.name}": measure(bare_port, path, seconds=SECONDS),
                )


def _freeze(template: Path, page: str) -> None:
    """The page as a template of static text, but for one value that a query gives."""
    template.write_text("{{ program.name }}{% raw %}" + page + "{% endraw %}")


def _compare(name: str, ours: Callable[[], Figures], bare: Callable[[], Figures]) -> None:
    rounds = [(ours(), bare()) for _ in range(ROUNDS)]
    page, yardstick = (_middle(figures) for figures in zip(*rounds, strict=True))
    ratio = page.per_second / yardstick.per_second
    print(f"  {name:9} {page}   {page.answer_bytes} bytes")
    print(f"  {'bare':9} {yardstick}   ratio {ratio:.2f}", flush=True)


def _middle(figures: list[Figures]) -> Figures:
    middle = statistics.median_low([one.per_second for one in figures])
    return next(one for one in figures if one.per_second == middle)


if __name__ == "__main__":
    run()
