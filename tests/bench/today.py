"""Today's requests a second, as a ratio to a bare Flask view with one query and a template of the same size."""

import statistics

from tests.bench.load import Figures, measure
from tests.bench.site import data_folder, fetch, serving, sign_in

ROUNDS = 5
AIM = 0.5


def run(server: str = "gunicorn") -> float:
    """Print both figures and their ratio (medians of alternating rounds)."""
    with data_folder() as (folder, environment), serving(server, "webapp", environment) as port:
        cookie = sign_in(port)
        template = folder / "bare.html"
        template.write_text("{{ program.name }}{% raw %}" + fetch(port, "/", cookie) + "{% endraw %}")
        bare = {"BARE_DATABASE": str(folder / "waymark.db"), "BARE_TEMPLATE": str(template)}
        with serving(server, "tests.bench.bare", {**environment, **bare}) as bare_port:
            today, yardstick = _alternate(lambda: measure(port, "/", cookie), lambda: measure(bare_port, "/"))
    ratio = today.per_second / yardstick.per_second
    print(
        f"Today on {server}, 1 process, 16 connections, {today.answer_bytes} bytes (median of {ROUNDS} rounds)"
    )
    for name, figures in (("Today", today), ("bare view", yardstick)):
        print(f"  {name:10} {figures}")
    print(f"  ratio      {ratio:6.2f}     aim {AIM}")
    return ratio


def _alternate(one, other) -> tuple[Figures, Figures]:
    rounds = [(one(), other()) for _ in range(ROUNDS)]
    return tuple(_middle(figures) for figures in zip(*rounds, strict=True))


def _middle(figures: list[Figures]) -> Figures:
    middle = statistics.median_low([one.per_second for one in figures])
    return next(one for one in figures if one.per_second == middle)


if __name__ == "__main__":
    run()
