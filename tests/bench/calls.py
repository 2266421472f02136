"""Python calls, statements and a core's own time that each main page costs.

Calls and statements no other program on the machine can change, and the least time of many requests hardly.
"""

import cProfile
import logging
import pstats
import time

import config
from tests.bench.pages import PAGES
from tests.bench.rounds import unless_short
from tests.bench.site import PASSWORD, code_on, data_folder, filled_in
from webapp import create_app

REQUESTS = unless_short(20, 2)
TIMED = unless_short(200, 20)


def run() -> None:
    with data_folder() as (_folder, environment):
        app = create_app(config.load(environment))
        print("Python calls, statements and milliseconds of a core for one request")
        for page in PAGES:
            browser = _signed_in(app, page.account)
            browser.get(page.path)  # what is made once is made
            profile = cProfile.Profile()
            with profile:
                for _ in range(REQUESTS):
                    browser.get(page.path)
            calls = pstats.Stats(profile).total_calls // REQUESTS
            statements = _statements(browser, page.path)
            took = _least_time(browser, page.path) * 1000
            print(f"  {page.name:9} {calls:6} calls   {statements:2} statements   {took:.2f} ms", flush=True)


def _signed_in(app, account: str):
    browser = app.test_client()
    fields = {"email": f"{account}@demo.example", "password": PASSWORD, "own_phone": "y"}
    answer = _send(browser, "/sign-in", fields)
    if "/second-step" in answer.location:  # staff; the demo shows the code
        page = browser.get(answer.location).text
        answer = _send(browser, answer.location, {"code": code_on(page)})
    assert answer.status_code == 303 and "/sign-in" not in answer.location
    return browser


def _send(browser, path: str, fields: dict):
    form = filled_in(browser.get(path).text, fields)
    return browser.post(
        path,
        data=form,
        content_type="application/x-www-form-urlencoded",
        headers={"Origin": "http://localhost"},
    )


def _least_time(browser, path: str) -> float:
    """Of this thread, in seconds: the twentieth part of the requests took no longer."""
    took = []
    for _ in range(TIMED):
        begun = time.thread_time()
        browser.get(path)
        took.append(time.thread_time() - begun)
    return sorted(took)[TIMED // 20]


def _statements(browser, path: str) -> int:
    said = []
    handler, log = logging.Handler(), logging.getLogger("peewee")
    handler.emit = said.append
    log.addHandler(handler)
    log.propagate = False
    log.setLevel(logging.DEBUG)
    browser.get(path)
    log.setLevel(logging.WARNING)
    log.removeHandler(handler)
    return len(said)


if __name__ == "__main__":
    run()
