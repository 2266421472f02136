"""Python calls, statements and a core's own time that each main page costs.

Calls and statements no other program on the machine can change, and the least time of many requests hardly.
"""

import cProfile
import logging
import pstats
import re
import time

import config
from tests.bench.pages import PAGES
from tests.bench.site import PASSWORD, data_folder
from webapp import create_app

REQUESTS = 20
TIMED = 200


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
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/sign-in").text)[1]
    fields = {"email": f"{account}@demo.example", "password": PASSWORD, "csrf_token": token, "own_phone": "y"}
    assert browser.post("/sign-in", data=fields, headers={"Origin": "http://localhost"}).status_code == 303
    return browser


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
