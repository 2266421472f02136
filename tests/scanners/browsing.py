"""The real app on demo data, and everything that each of its people can be led to, without a browser."""

import contextlib
import os
import sys
import urllib.error
import urllib.request
from collections import Counter
from http.cookiejar import CookieJar
from urllib.parse import parse_qsl, urlsplit

from forms_on_pages import PageForm, read_page

from tests.bench.site import PASSWORD, code_on, data_folder, filled_in, serving
from tests.scanners.routes import kind_of
from tests.scanners.sqlmap import Request, once_each
from tests.scanners.watched import LINES

ROLES = ("participant", "guest", "clinician", "coordinator", "nobody")
MOST_OF_A_KIND = 3  # pages that differ in nothing but an id or a name
UNLINKED = ("/help-now", "/sign-in", "/invitations/", "/letters/check", "/offline", "/signed-out")
LAST = ("/erasures/",)  # after it there is little left to ask
NOT_ASKED = ("/sign-out", "/accounts/sign-ins", "/accounts/password", "/help-now/leaving", "/static/")


@contextlib.contextmanager
def demo_site():
    """The address of a server of the real app with demo data while the block lasts, and where it notes requests."""
    with data_folder() as (folder, environment):
        lines = folder / "scanned.jsonl"
        environment = environment | {LINES: str(lines), "PYTHONPATH": os.pathsep.join(sys.path)}
        with serving("gunicorn", "tests.scanners.watched", environment) as port:
            yield f"http://127.0.0.1:{port}", lines


class Browser:
    """One of the demo's people, signed in; or nobody."""

    def __init__(self, url: str, who: str):
        self.url, self.who, self._jar = url, who, CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar)).open
        if who != "nobody":
            self._sign_in()
        self.get(
            "/accounts/" if who != "nobody" else "/sign-in"
        )  # from now on the cookie holds its form token

    @property
    def cookie(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, address in the end, and text."""
        try:
            with self._open(self.url + path, timeout=30) as answer:
                is_page = answer.headers.get_content_type() == "text/html"
                return answer.status, answer.url, answer.read().decode() if is_page else ""
        except urllib.error.HTTPError as error:
            return error.code, error.url, ""

    def _sign_in(self) -> None:
        fields = {"email": f"{self.who}@demo.example", "password": PASSWORD, "own_phone": "y"}
        answer = self._send("/sign-in", filled_in(self.get("/sign-in")[2], fields))
        if "/second-step" in answer.url:
            page = answer.read().decode()
            answer = self._send(urlsplit(answer.url).path, filled_in(page, {"code": code_on(page)}))
        assert "/sign-in" not in answer.url, f"{self.who} did not get in"

    def _send(self, path: str, body: bytes):
        return self._open(urllib.request.Request(self.url + path, body, {"Origin": self.url}))

    def tour(self) -> list[tuple[str, list[PageForm]]]:
        """Each page that links lead to, with its forms."""
        waiting, seen, of_kind, found = ["/", *UNLINKED], set(), Counter(), []
        while waiting:
            path = waiting.pop(0)
            kind = kind_of(path)
            if path in seen or of_kind[kind] >= MOST_OF_A_KIND or path.startswith(NOT_ASKED):
                continue
            seen.add(path)
            status, url, text = self.get(path)
            if status != 200 or not text:
                continue
            of_kind[kind] += 1
            links, forms = read_page(text, url)
            found.append((path, [form for form in forms if self._is_sent_here(form)]))
            waiting += [link.removeprefix(self.url) for link in links if link.startswith(self.url + "/")]
        return found

    def _is_sent_here(self, form: PageForm) -> bool:
        return form.method in ("GET", "POST") and form.url.startswith(self.url)

    def requests(self, seen: set) -> list[Request]:
        """Each parameter that an address takes, of queries of links and of every form, but for those seen before."""
        found = []
        for path, forms in self.tour():
            query = parse_qsl(urlsplit(path).query)
            if query:
                found.append(Request("GET", self.url + urlsplit(path).path, tuple(query), self.cookie))
            for form in forms:
                fields = tuple((name, value or "a") for name, value in form.filled(_word))
                if fields and not urlsplit(form.url).path.startswith(NOT_ASKED):
                    found.append(Request(form.method, form.url.partition("?")[0], fields, self.cookie))
        return sorted(once_each(found, seen), key=lambda one: one.path.startswith(LAST))


def _word(control) -> str:
    return "who@example.org" if control.kind == "email" else "calm"
