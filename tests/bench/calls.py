"""Python calls and statements that each main page costs: figures that no other program on the machine can change."""

import cProfile
import logging
import pstats
import re

import config
from tests.bench.pages import PAGES
from tests.bench.site import PASSWORD, data_folder
from webapp import create_app

REQUESTS = 20


def run() -> None:
    with data_folder() as (_folder, environment):
        app = create_app(config.load(environment))
        print("Python calls and statements for one request")
        for page in PAGES:
            browser = _signed_in(app, page.account)
            browser.get(page.path)  # what is made once is made
            profile = cProfile.Profile()
            with profile:
                for _ in range(REQUESTS):
                    browser.get(page.path)
            calls = pstats.Stats(profile).total_calls // REQUESTS
            print(
                f"  {page.name:9} {calls:6} calls   {_statements(browser, page.path)} statements", flush=True
            )


def _signed_in(app, account: str):
    browser = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/sign-in").text)[1]
    fields = {"email": f"{account}@demo.example", "password": PASSWORD, "csrf_token": token, "own_phone": "y"}
    assert browser.post("/sign-in", data=fields, headers={"Origin": "http://localhost"}).status_code == 303
    return browser


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
