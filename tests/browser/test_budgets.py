"""A first visit to any page fits the first flight of a slow connection, and nothing jumps.

Scripts are counted for one phone, not for one page: all that any of its person's pages loads, and the worker.
"""

import pytest
from crawling import EVERYONE
from weighing import ALL_SCRIPTS, FIRST_FLIGHT, all_script_bytes, scripts_of, weights, worker_bytes

MOST_SHIFT = 0.01


@pytest.mark.parametrize("who", EVERYONE)
def test_every_page_is_within_its_budget(site, phone, who):
    page = phone()
    weighed = list(weights(site, page, who))
    assert weighed
    for one in weighed:
        assert 0 < one.total("html") <= FIRST_FLIGHT, (one.rule, one.bytes["html"])
        assert 0 < one.total("css") <= FIRST_FLIGHT, (one.rule, one.bytes["css"])
        assert one.bytes["font"] == {} and one.foreign == [], one.rule
        assert one.shift <= MOST_SHIFT, (one.rule, one.shift)
        assert all(one.bytes["js"].values()), one.rule
    assert scripts_of(weighed) > 0  # though some pages need none
    assert scripts_of(weighed) + worker_bytes(page.context, site) <= ALL_SCRIPTS


def test_all_scripts_that_there_are_fit_one_phone(site, phone):
    """Some are loaded by pages that no walk comes by, and who signs in on a phone may change."""
    page = phone()
    scripts, worker = all_script_bytes(page, site), worker_bytes(page.context, site)
    assert len(scripts) > 20 and min(scripts.values()) > 0
    assert worker > 5_000  # it is the longest of them: a browser that has it is told so in no bytes
    assert sum(scripts.values()) + worker <= ALL_SCRIPTS, scripts


def test_it_notices_what_jumps(site, phone):
    page = phone()
    page.add_init_script("""addEventListener("load", () => setTimeout(() => {
      const above = document.createElement("div");
      above.append(...Array.from({ length: 9 }, () => document.createElement("br")));
      document.body.prepend(above);
    }, 300));""")
    assert next(weights(site, page, "nobody")).shift > MOST_SHIFT
