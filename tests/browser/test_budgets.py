"""A first visit to any page fits the first flight of a slow connection, and nothing jumps."""

import pytest
from crawling import EVERYONE
from weighing import weights, worker_bytes

FIRST_FLIGHT = 14 * 1024  # bytes: about ten packets, what a server may send before it hears back
ALL_SCRIPTS = 30 * 1024
MOST_SHIFT = 0.01


@pytest.mark.parametrize("who", EVERYONE)
def test_every_page_is_within_its_budget(site, phone, who):
    page, scripts = phone(), {}
    weighed = list(weights(site, page, who))
    assert weighed
    for one in weighed:
        assert 0 < one.total("html") <= FIRST_FLIGHT, (one.rule, one.bytes["html"])
        assert 0 < one.total("css") <= FIRST_FLIGHT, (one.rule, one.bytes["css"])
        assert one.bytes["font"] == {} and one.foreign == [], one.rule
        assert one.shift <= MOST_SHIFT, (one.rule, one.shift)
        scripts |= one.bytes["js"]
    in_all = sum(scripts.values()) + worker_bytes(page.context, site)
    assert in_all <= ALL_SCRIPTS, scripts


def test_it_notices_what_jumps(site, phone):
    page = phone()
    page.add_init_script("""addEventListener("load", () => setTimeout(() => {
      const above = document.createElement("div");
      above.append(...Array.from({ length: 9 }, () => document.createElement("br")));
      document.body.prepend(above);
    }, 300));""")
    assert next(weights(site, page, "nobody")).shift > MOST_SHIFT
