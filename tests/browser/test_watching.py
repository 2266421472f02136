"""The watch itself: it must find planted faults, or its silence in the journeys would mean nothing."""

import pytest
from running import PHONE
from watching import Watch

PLANTED = {
    "inline style": "document.body.setAttribute('style', 'color: red')",
    "script from a string": "try { setTimeout('1') } catch {}",
    "markup from a string": "try { document.body.innerHTML = '<p>' } catch {}",
    "somebody else's picture": "document.body.append(Object.assign(new Image(), {src: 'https://example.org/a.png'}))",
    "console": "console.error('planted')",
    "missing file": "fetch('/static/0/nothing.js')",
    "script error": "setTimeout(() => { throw new Error('planted') })",
}


@pytest.mark.parametrize("fault", PLANTED)
def test_it_notices(browser, site, fault):
    with browser.new_context(**PHONE) as context:
        watch = Watch(context, site.url)
        page = context.new_page()
        page.goto(f"{site.url}/sign-in")
        page.wait_for_load_state("networkidle")
        assert watch.faults == []
        page.evaluate(f"() => {{ {PLANTED[fault]} }}")
        page.wait_for_timeout(500)
        assert watch.faults
