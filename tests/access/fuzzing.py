"""Requests that nobody means to send, drawn from the URL map and from the forms of the pages themselves.

An `Ask` names what it sends by words, so that a failing example says what happened and can be sent again. Several asks
follow each other on one database; then the database is what it was, so each example stands alone.
"""

import io
import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import hostile
from addresses import RECORDS, arguments_of
from expectations import declared, opens
from forms_on_pages import Control, read_page
from hypothesis import strategies as st
from matrix import Matrix
from own_time import own_seconds
from principals import PRINCIPALS
from records import record_for

from webapp import clock, database
from webapp.audit import AuditRecord, chain
from webapp.commitments.models import Commitment
from webapp.database import new_id
from webapp.exercises.models import Practice
from webapp.guests.models import Milestone
from webapp.headers import FIXED
from webapp.journals.drafts import Draft
from webapp.journals.models import JournalEntry
from webapp.people.models import Enrollment, User
from webapp.routines.models import Routine
from webapp.timetables.models import ProgramSession

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
MOST_SECONDS = 2
TRACES = (b"Traceback (most recent", b'File "/', b"werkzeug", b"peewee.")
OF_THE_PARTICIPANT = (JournalEntry, Draft, Commitment, Practice, Milestone, Routine)
READERS = ("on the team", "covering", "in an emergency")
CRAWLED = ("nobody", "participant", "another participant", "on the team", "in an emergency", "coordinator")
CRAWLED += ("guest, family_sessions", "guest, how_to_help", "guest, learning", "guest, accepted")
KEPT = ("/manifest.webmanifest",)  # the same for everyone, for an hour
MANY = "10,000 fields"
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Ask:
    """One request: who sends it, what of, and which of its parts are not what a page would send."""

    who: str
    rule: str
    target: str = "first"
    method: str = "GET"
    query: tuple = ()
    form: str | None = None
    changes: tuple = ()
    body: str | None = None
    headers: tuple = ()


@dataclass
class Fuzzed:
    """The world with a record of each kind for each of two stays, and marks in what is private."""

    app: object
    matrix: Matrix
    ids: dict = field(default_factory=dict)
    forms: dict = field(default_factory=dict)
    statuses: Counter = field(default_factory=Counter)

    def __post_init__(self):
        self.world = self.matrix.world
        self.rules = {rule.rule: rule for rule in self.app.url_map.iter_rules()}
        self.stays = {"first": self.world.first, "other": self.world.other}
        self.owners = {"first": "participant", "other": "another participant"}
        self._make_records()
        self._write_marks()
        self.cookies = {key: dict(client._cookies) for key, client in self.matrix.clients.items()}
        database.db.execute_sql("PRAGMA synchronous = 0")  # nothing here cuts the power
        self.snapshot = type(database.db.connection())(":memory:")
        database.db.connection().backup(self.snapshot)
        self.counted = self._counts()
        self._look_for_forms()

    def _make_records(self) -> None:
        made = {}
        for name, rule in self.rules.items():
            guard = self.app.view_functions[rule.endpoint].guard
            if guard.kind not in RECORDS:
                continue
            kind = (guard.kind, getattr(guard.records, "__qualname__", ""), "/own/" in name)
            if kind not in made:
                made[kind] = {target: record_for(rule, guard, stay).id for target, stay in self.stays.items()}
            self.ids[name] = made[kind]
        self.session_ids = {
            target: ProgramSession.get(ProgramSession.enrollment == stay).id
            for target, stay in self.stays.items()
        }

    def _write_marks(self) -> None:
        """Words that may stand in nobody's answers but those of the principals named with them."""
        self.marks = {}
        for target, stay in self.stays.items():
            owner = self.owners[target]
            readers = (owner, *READERS) if target == "first" else (owner,)
            for visibility, may_read in (("private", (owner,)), ("shared", readers)):
                words = f"mark-{visibility}-{target}"
                self.marks[words.encode()] = may_read
                shared_at = clock.now() if visibility == "shared" else None
                JournalEntry.create(
                    enrollment=stay, kind="entry", visibility=visibility, shared_at=shared_at, words=words
                )

    def _look_for_forms(self) -> None:
        """By who sees them and where; one that many pages carry is kept once."""
        for who in CRAWLED:
            known = set()
            for name, rule in self.rules.items():
                guard = self.app.view_functions[rule.endpoint].guard
                opened = guard.kind == "public" or opens(declared(guard), PRINCIPALS[who], "first")
                page = self._send(Ask(who, name)) if "GET" in rule.methods and opened else None
                if page is None or page.status_code != 200 or page.mimetype != "text/html":
                    continue
                _links, forms = read_page(page.text, self._address(Ask(who, name)))
                for number, form in enumerate(forms):
                    alike = (form.url, form.method, tuple(control.name for control in form.controls))
                    if alike not in known:
                        known.add(alike)
                        self.forms[f"{who}: {name} {number}"] = form
        self.start_again()

    def start_again(self) -> None:
        """The database, and every browser's cookies, as they were."""
        self.snapshot.backup(database.db.connection())
        for key, client in self.matrix.clients.items():
            client._cookies = dict(self.cookies[key])

    def go(self, asks, is_patient: bool = True) -> None:
        """Send them in turn; an AssertionError says which of them broke what.

        If one takes long, all are sent once more: it may have waited for a disk that others used.
        """
        before = database.db.connection().total_changes
        for ask in asks:
            begun = own_seconds()
            answer = self._send(ask)
            seconds = own_seconds() - begun
            self.statuses[answer.status_code] += 1
            wrong = self._wrong_in(ask, answer)
            assert not wrong, f"{wrong}: {ask}"
            if seconds >= MOST_SECONDS and is_patient:
                self.start_again()
                self.go(asks, is_patient=False)
                return
            assert seconds < MOST_SECONDS, f"took {seconds:.1f} s: {ask}"
        try:
            if database.db.connection().total_changes != before:
                wrong = self._wrong_in_database({ask.who for ask in asks})
                assert not wrong, f"{wrong}, after {asks}"
        finally:
            self.start_again()

    def _send(self, ask: Ask):
        client = self.matrix.clients[ask.who]
        headers, environ = {"Sec-Fetch-Site": "same-origin"}, {}
        for name, value in ask.headers:
            if name == "Host":
                environ["HTTP_HOST"] = value
            elif name == "Cookie":
                client.set_cookie(*value)
            elif value is None:
                headers.pop(name, None)
            else:
                headers[name] = value
        path = self._address(ask)
        if ask.query:
            pairs = [(name, hostile.VALUES[value]) for name, value in ask.query]
            path += "?" + urlencode(pairs, errors="surrogatepass")
        sent = self._body(ask, client)
        sent["headers"] = {**headers, **sent.get("headers", {})}
        return client.open(path, method=ask.method, environ_overrides=environ, **sent)

    def _address(self, ask: Ask) -> str:
        if ask.form is not None:
            return urlsplit(self.forms[ask.form].url).path
        return ARGUMENT.sub(lambda found: self._argument(ask, found[1]), ask.rule)

    def _argument(self, ask: Ask, name: str) -> str:
        if ask.target in hostile.PATHS:
            return hostile.PATHS[ask.target]
        if name == "record_id":
            return self.ids[ask.rule].get(ask.target) or new_id()
        if name == "program_session_id":
            return self.session_ids.get(ask.target) or new_id()
        rule = self.rules[ask.rule]
        return "session" if name == "name" else arguments_of(rule)[name]

    def _body(self, ask: Ask, client) -> dict:
        if ask.body is not None:
            token = {"X-CSRFToken": client.token(), "Content-Type": "application/json"}
            return {"data": hostile.JSON_BODIES[ask.body], "headers": token}
        if ask.form is None:
            return self._form(ask, client, []) if ask.method not in ("GET", "HEAD") else {}
        fields = self.forms[ask.form].filled(_typed)
        for number, change in ask.changes:
            if change != MANY:
                fields = _changed(fields, number, change)
        if MANY in dict(map(reversed, ask.changes)) and ask.method == "POST":
            fields = fields + [(f"field{one}", "1") for one in range(10_000)]
        return self._form(ask, client, fields)

    def _form(self, ask: Ask, client, fields: list) -> dict:
        if "no token" not in [change for _number, change in ask.changes]:
            fields = [("csrf_token", client.token()), *[one for one in fields if one[0] != "csrf_token"]]
        form = self.forms.get(ask.form)
        files = {one.name: _file(ask.changes) for one in form.controls if one.kind == "file"} if form else {}
        if files:
            texts = {name: value.encode(errors="surrogatepass") for name, value in fields}
            return {"data": {**texts, **files}}
        if ask.method == "GET":
            return {"query_string": urlencode(fields, errors="surrogatepass")}
        kind = dict(ask.headers).get("Content-Type", "application/x-www-form-urlencoded")
        return {
            "data": urlencode(fields, errors="surrogatepass").encode(),
            "content_type": kind,
            "headers": {"Content-Type": kind},
        }

    def _wrong_in(self, ask: Ask, answer) -> str | None:
        """What an answer must not be, whatever was asked."""
        if answer.status_code >= 500:
            return f"answered {answer.status_code}"
        if any(trace in answer.data for trace in TRACES):
            return "told of its own code"
        for name, value in FIXED.items():
            if answer.headers.get(name) != value:
                return f"went out without {name}"
        if ask.rule not in KEPT and answer.headers.get("Cache-Control") not in ("no-store", "no-cache"):
            return "may be kept"
        for mark, may_read in self.marks.items():
            if ask.who not in may_read and mark in answer.data:
                return f"told {mark.decode()}"
        return None

    def _wrong_in_database(self, askers: set[str]) -> str | None:
        broken = database.db.execute_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            return f"left rows that point nowhere: {broken[:3]}"
        if chain.verify().fault:
            return f"broke the audit trail: {chain.verify().fault}"
        counts = self._counts()
        if "coordinator" not in askers:
            allowed = {"participant", "another participant"} & askers  # who may invite guests
            if counts["people"] != self.counted["people"] and not allowed:
                return "made or removed people"
            if counts["stays"] != self.counted["stays"]:
                return "made or removed stays"
        for target, owner in self.owners.items():
            if owner not in askers and counts[target] != self.counted[target]:
                return f"changed what {owner} wrote"
        return None

    def _counts(self) -> dict:
        counts = {"people": User.select().count(), "stays": Enrollment.select().count()}
        for target, stay in self.stays.items():
            counts[target] = [
                (model.select().where(model.enrollment == stay).count()) for model in OF_THE_PARTICIPANT
            ]
        return counts


def integrity(fuzzed: Fuzzed) -> None:
    """At the very end."""
    assert database.db.execute_sql("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert chain.verify().fault is None
    assert AuditRecord.select().count() == chain.head().seq


def _changed(fields: list, number: int, change: str) -> list:
    """The fields with one of them changed: dropped, sent twice, given another name or value."""
    if not fields or change == "no token":
        return fields
    at = number % len(fields)
    name, value = fields[at]
    if change == "missing":
        return fields[:at] + fields[at + 1 :]
    if change == "twice":
        return [*fields, (name, value)]
    if change == "renamed":
        return [*fields[:at], (f"{name}[]", value), *fields[at + 1 :]]
    return [*fields[:at], (name, hostile.VALUES[change]), *fields[at + 1 :]]


def _typed(box: Control) -> str:
    return "new.person@example.org" if box.kind == "email" else "Some words."


def _file(changes) -> tuple:
    value = next((hostile.VALUES[one] for _number, one in changes if one in hostile.VALUES), "format = 1")
    return io.BytesIO(value.encode(errors="surrogatepass")), "file.toml"


def asks(fuzzed: Fuzzed):
    """The strategy: half are forms as pages offer them, with a few things wrong; the others go by the URL map."""
    names, rules = sorted(fuzzed.forms), sorted(fuzzed.rules)
    posts = sorted(name for name, rule in fuzzed.rules.items() if "POST" in rule.methods)
    everybody = sorted(PRINCIPALS)
    header = st.sampled_from([(name, one) for name, values in hostile.HEADERS.items() for one in values])
    headers = st.lists(header, max_size=2).map(tuple)
    value = st.sampled_from(sorted(hostile.VALUES))
    change = st.tuples(
        st.integers(0, 30), value | st.sampled_from(["missing", "twice", "renamed", "no token"])
    )
    many = st.tuples(st.just(0), st.just(MANY))
    changes = st.lists(st.one_of(*[change] * 80, many), max_size=3).map(tuple)
    words = ("before", "after", "page", "week", "month", "day", "span", "only", "next", "words", "deleted")
    words += ("template", "reminder", "place", "asked", "country", "titles", "first", "last", "saved", "x")
    query = st.lists(st.tuples(st.sampled_from(words), value), max_size=2).map(tuple)
    target = st.sampled_from(["first", "other", "nothing"]) | st.sampled_from(sorted(hostile.PATHS))

    def of_form(name):
        owner = name.split(": ")[0]
        who = st.one_of(*[st.just(owner)] * 6, st.sampled_from(everybody))
        method = st.one_of(*[st.just(fuzzed.forms[name].method)] * 9, st.sampled_from(METHODS))
        return st.builds(
            Ask, who, st.just(""), method=method, form=st.just(name), changes=changes, headers=headers
        )

    by_form = st.sampled_from(names).flatmap(of_form)
    by_map = st.builds(
        Ask,
        st.sampled_from(CRAWLED) | st.sampled_from(everybody),
        st.sampled_from(rules),
        target,
        st.just("GET") | st.sampled_from(METHODS),
        query,
        headers=headers,
    )
    by_json = st.builds(
        Ask,
        st.sampled_from(CRAWLED) | st.sampled_from(everybody),
        st.sampled_from(posts),
        target,
        st.just("POST"),
        body=st.sampled_from(sorted(hostile.JSON_BODIES)),
        headers=headers,
    )
    return st.one_of(by_form, by_form, by_form, by_map, by_map, by_json)
