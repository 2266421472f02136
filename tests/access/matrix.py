"""Every route as every principal: the questions, and what is wrong with the answers."""

import contextlib
from collections.abc import Iterator

from addresses import RECORDS, address, arguments_of, ask, verbs
from expectations import ABOUT_PROGRAMS, ABOUT_STAYS, PUBLIC, WITHDRAWN, Opening, opens, signed
from principals import PRINCIPALS, World
from records import record_for
from visitor import Visitor
from werkzeug.routing import Rule

from webapp import clock
from webapp.access import enrollments, programs, stands
from webapp.accounts.models import SignIn, digest_of
from webapp.database import new_id, writing
from webapp.people.models import Enrollment, Program
from webapp.timetables.models import ProgramSession, Series

MARK = "mark-of-a-header"
OF_THE_ENDED = ("discharged", "guest, discharged")
# Open to everybody, where the program has set up what they need: a scraper's token, a mail server.
NOT_SET_UP = {"/metrics", "/sign-in/link"}


class _TakenBack(Exception):
    pass


@contextlib.contextmanager
def taken_back():
    """What is written inside is gone at its end."""
    with contextlib.suppress(_TakenBack), writing():
        yield
        raise _TakenBack


class Matrix:
    """The world, a signed-in browser of each principal, and the questions."""

    def __init__(self, app, cast):
        self.app, self.world = app, World(cast)
        self.permissions, self.signed = signed()
        self.clients = {key: self._client(who) for key, who in PRINCIPALS.items()}

    def _client(self, who) -> Visitor:
        user = who.make(self.world)
        client = Visitor(self.app, user)
        if who.ends_sign_in:
            with client.session_transaction() as session:
                SignIn.delete().where(SignIn.token_digest == digest_of(session["_user_id"])).execute()
        return client

    def move_to(self, app) -> None:
        """The same people and browsers, of another app on the same world."""
        self.app = app
        for client in self.clients.values():
            client.application = app

    def wrong(self, only=None) -> Iterator[tuple]:
        """Each answer that is not the expected one: (method, rule, principal, target, status, expected).

        `only` holds the names of the views that are asked; without it, all are.
        """
        for rule, method in self.addresses():
            if only is None or rule.endpoint in only:
                opening = self.signed.get(f"{method} {rule.rule}")
                if opening is None:
                    yield method, rule.rule, None, None, None, "a line in the paper"
                elif opening.kind == PUBLIC:
                    yield from self._wrong_for_a_visitor(rule, method)
                else:
                    with taken_back():
                        found = list(self._wrong_of(rule, method, opening))
                    yield from found

    def wrongly_reached(self, only=None) -> Iterator[tuple]:
        """Each permission that the policy itself gives otherwise than the paper says, though no address asks for it."""
        for permission, opening in self.permissions.items():
            if only is None or permission.name in only:
                yield from self._wrongly_reached_with(permission, opening)
                with taken_back():
                    Enrollment.update(withdrawn_at=clock.now()).execute()
                    found = list(self._wrongly_reached_with(permission, opening, WITHDRAWN))
                yield from found

    def _wrongly_reached_with(self, permission, opening, suffix="") -> Iterator[tuple]:
        """With a suffix, when all stays are such as the relationships of that name alone reach."""
        of_stays = {name.removesuffix(suffix) for name in opening if name.endswith(suffix)}
        for key, who in PRINCIPALS.items():
            user = self.clients[key].user
            if user is None or who.ends_sign_in:
                continue
            stays = {"first": self._stay_of(key), "other": self.world.other}
            there = {"first": self.world.program, "other": self.world.elsewhere}
            expected = {stays[one].id for one in stays if opens(Opening(ABOUT_STAYS, of_stays), who, one)}
            works_in = {there[one].id for one in there if opens(Opening(ABOUT_PROGRAMS, opening), who, one)}
            asked = {one.id for one in stays.values()}
            if asked & {one.id for one in enrollments(user, permission)} != expected:
                yield permission, key, "stays" + suffix
            if suffix:
                continue
            if {one.id for one in programs(user, permission)} != works_in:
                yield permission, key, "programs"
            if who.signed_in and stands(user, permission) != opens(Opening("standing", opening), who, "none"):
                yield permission, key, "standing"

    def _stay_of(self, key: str) -> Enrollment:
        return self.world.ended if key in OF_THE_ENDED else self.world.first

    def addresses(self) -> Iterator[tuple[Rule, str]]:
        return verbs(self.app)

    def guard_of(self, rule):
        return getattr(self.app.view_functions[rule.endpoint], "guard", None)

    def _wrong_for_a_visitor(self, rule, method) -> Iterator[tuple]:
        """What is open to everybody asks nobody to sign in, and is there; a token of an address is one of nobody."""
        if rule.arguments or rule.rule in NOT_SET_UP:
            return
        answer = ask(self.clients["nobody"], method, rule.rule)
        sent_away = answer.status_code == 303 and answer.location.startswith("/sign-in?next=")
        if answer.status_code in (401, 404) or answer.status_code >= 500 or sent_away:
            yield method, rule.rule, "nobody", "none", answer.status_code, True

    def _wrong_of(self, rule, method, opening) -> Iterator[tuple]:
        if opening.kind not in RECORDS:
            yield from self._wrong_without_record(rule, method, opening)
            return
        guard = self.guard_of(rule)
        urls = {key: self._urls(rule, guard, key) for key in ("first", "ended")}
        for key, who in PRINCIPALS.items():
            of = urls["ended" if key in OF_THE_ENDED else "first"]
            answers = {target: self._ask(key, method, url) for target, url in of.items()}
            for target, (status, body) in answers.items():
                expected = opens(opening, who, target)
                if not self._fits(who, method, status, expected) or (
                    who.signed_in and not expected and body != answers["nothing"][1]
                ):
                    yield method, rule.rule, key, target, status, expected

    def _wrong_without_record(self, rule, method, opening) -> Iterator[tuple]:
        needs_own_id = bool(set(rule.arguments) - {"slug"})
        url = address(self.app, rule, arguments_of(rule))
        for key, who in PRINCIPALS.items():
            expected = opens(opening, who, "none")
            if expected and needs_own_id:
                continue  # an id of nobody: not found for everyone
            status, _body = self._ask(key, method, url)
            if not self._fits(who, method, status, expected):
                yield method, rule.rule, key, "none", status, expected

    @staticmethod
    def _fits(who, method, status, expected) -> bool:
        if not who.signed_in:
            return status == (303 if method == "GET" else 401)
        return status < 500 and status not in (401, 403) and (status != 404) == expected

    def _ask(self, key, method, url):
        client = self.clients[key]
        cookies = dict(client._cookies)
        with taken_back():
            answer = ask(client, method, url)
        client._cookies = cookies  # signing out and proving who one is change them
        return answer.status_code, answer.data

    def send(self, key, method, url):
        """With the headers that a page of ours sends and one that must come back in no answer."""
        headers = {"Sec-Fetch-Site": "same-origin", "X-Mark": MARK}
        with taken_back():
            return self.clients[key].open(url, method=method, headers=headers)

    def urls(self, rule, guard) -> list[str]:
        """The address about the participant's own record, and about one that does not exist; or the one address."""
        if guard and guard.kind in RECORDS:
            urls = self._urls(rule, guard, "first")
            return [urls["first"], urls["nothing"]]
        return [address(self.app, rule, arguments_of(rule))] * 2

    def _urls(self, rule, guard, key) -> dict:
        """The same address of a record of this stay (or program), of another, and of none."""
        if guard is None or guard.kind not in RECORDS:  # then it knows of no record
            return dict.fromkeys(("first", "other", "nothing"), address(self.app, rule, arguments_of(rule)))
        first = record_for(rule, guard, self.world.ended if key == "ended" else self.world.first)
        is_about_stays = guard.kind == ABOUT_STAYS
        other = record_for(rule, guard, self.world.other) if is_about_stays else self._record_elsewhere(first)
        ids = {"first": first.id, "other": other.id, "nothing": new_id()}
        return {
            target: address(self.app, rule, {**arguments_of(rule), "record_id": one})
            for target, one in ids.items()
        }

    def _record_elsewhere(self, ours):
        """One of the same kind that belongs to the other program."""
        if isinstance(ours, Program):
            return self.world.elsewhere
        model = type(ours)
        there = model.get_or_none(model.program == self.world.elsewhere)
        if there is not None:
            return there
        values = {**ours.__data__, "id": new_id(), "program": self.world.elsewhere.id}
        if model is ProgramSession:
            values["series"] = self._record_elsewhere(Series.get(Series.program == self.world.program)).id
        return model.create(**values)
