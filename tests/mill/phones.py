"""Phones that write to a real server, and remember what was acknowledged: only what was read to its end counts."""

import contextlib
import http.client
import threading
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field

from visitor import Visitor

from webapp import database
from webapp.database import new_id

WAIT = 20  # seconds for an answer


@dataclass(frozen=True)
class Answer:
    """One answer, read whole."""

    status: int
    location: str
    text: str
    headers: dict


class Phone:
    """A signed-in browser of one person; one connection, opened again when it was lost."""

    def __init__(self, app, person, port: int):
        visitor = Visitor(app, person)
        self._token, self._cookie = visitor.token(), f"waymark={visitor.get_cookie('waymark').value}"
        self._port = port
        self._connection = None

    def twin(self) -> "Phone":
        """Another connection of the same sign-in."""
        other = object.__new__(Phone)
        other.__dict__ = {**self.__dict__, "_connection": None}
        return other

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict, key: str | None = None, **headers: str) -> Answer:
        """As a page of ours sends a form; `key` as the outbox does."""
        if key:
            headers["Idempotency-Key"] = key
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        return self._ask("POST", path, urllib.parse.urlencode({"csrf_token": self._token, **fields}), headers)

    def hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: str | None = None, headers: dict | None = None) -> Answer:
        """OSError or HTTPException when there was no whole answer."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=WAIT)
        try:
            self._connection.request(method, path, body, {"Cookie": self._cookie, **(headers or {})})
            answer = self._connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.hang_up()
            raise
        return Answer(answer.status, answer.headers.get("Location", ""), text, dict(answer.headers))


NO_ANSWER = (OSError, http.client.HTTPException)


@dataclass
class Write:
    """Something that a phone sent: a new entry, or the dial of `entry` turned."""

    words: str
    dial: str
    entry: str | None = None
    key: str = field(default_factory=new_id)
    location: str | None = None  # where its answer pointed; None as long as there was none

    @property
    def is_acknowledged(self) -> bool:
        return self.location is not None

    @property
    def path(self) -> str:
        return f"/journals/{self.entry}/sharing" if self.entry else "/journals/"

    @property
    def fields(self) -> dict:
        return {"visibility": self.dial} | ({} if self.entry else {"words": self.words, "mood": "3"})


class Writer(threading.Thread):
    """Writes one thing after the other until nobody answers any more, or it is told to end."""

    def __init__(self, phone: Phone, make, ended: threading.Event):
        super().__init__(daemon=True)
        self._phone, self._make, self._ended = phone, make, ended
        self.written: list[Write] = []
        self.refusals: list[Answer] = []

    def run(self) -> None:
        with contextlib.suppress(*NO_ANSWER):
            while not self._ended.is_set():
                write = self._make()
                self.written.append(write)
                answer = self._phone.post(write.path, write.fields, write.key)
                if answer.status == 303:
                    write.location = answer.location
                else:
                    self.refusals.append(answer)
        self._phone.hang_up()


@contextlib.contextmanager
def signed_in(app, person, port: int, number: int = 1) -> Iterator[list[Phone]]:
    """So many connections of one sign-in."""
    with database.connection():
        first = Phone(app, person, port)
    phones = [first, *(first.twin() for _other in range(number - 1))]
    yield phones
    for phone in phones:
        phone.hang_up()
