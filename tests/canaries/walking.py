"""A walk through all that a person can be led to, and every box on the way filled with a mark of theirs."""

import re
from collections import Counter
from urllib.parse import urlsplit

from page_forms import PageForm, path_of, read_page

_NAMED = re.compile(
    r"^/(exercises|workshops|guests/learning)/(?!<id>|search|what-works|hard-moment|every-page)[a-z0-9-]+"
)
HOME = "http://localhost"
MOST_OF_A_KIND = 2  # pages that differ in nothing but an id or a name
LONG = ("/exercises/every-page",)  # all of the library at once, which has addresses of its own
# What is about getting in; test_secrets.py walks it.
OF_SIGNING_IN = (
    "/sign-in",
    "/accounts/password",
    "/accounts/proof",
    "/accounts/authenticator",
    "/accounts/passkeys",
)


def kind_of(path: str) -> str:
    """The address without what stands for one of many."""
    parts = urlsplit(path)
    plain = re.sub(r"[0-9a-z]{26}", "<id>", parts.path)
    plain = _NAMED.sub(r"/\1/<name>", plain)
    names = sorted(part.partition("=")[0] for part in parts.query.split("&") if part)
    return f"{plain}?{'&'.join(names)}" if names else plain


def addresses_of_nothing(app) -> list[str]:
    """Every address that asks for no record."""
    rules = (rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments)
    return [rule.rule for rule in rules]


def tour(app, visitor):
    """Every page and file that links lead to, and every address without a record: path and answer."""
    waiting, seen, of_kind = ["/", *addresses_of_nothing(app)], set(), Counter()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if path in seen or of_kind[kind] >= MOST_OF_A_KIND:
            continue
        seen.add(path)
        of_kind[kind] += 1
        answer = visitor.get(path)
        yield path, answer
        if answer.status_code == 303:
            waiting.append(path_of(answer.location))
        elif answer.mimetype == "text/html" and answer.status_code == 200 and path not in LONG:
            links, _forms = read_page(answer.text, HOME + path)
            waiting += [path_of(link) for link in links if link.startswith(HOME + "/")]


class Writer:
    """Somebody who fills in every form with a box to write in, once for each dial that it has."""

    def __init__(self, app, visitor, who: str, marks):
        self.app, self.visitor, self.who, self.marks = app, visitor, who, marks
        self.accepted, self.refused = set(), {}

    def fill_all(self) -> None:
        done = Counter()
        for path, answer in list(tour(self.app, self.visitor)):
            if answer.mimetype != "text/html" or path.startswith(OF_SIGNING_IN):
                continue
            for form in read_page(answer.text, HOME + path)[1]:
                self._fill(form, done)

    def _fill(self, form: PageForm, done: Counter, depth: int = 0) -> None:
        path = path_of(form.url)
        kind = (kind_of(path), tuple(control.name for control in form.controls))
        if form.method != "POST" or path.startswith(OF_SIGNING_IN) or not form.typed or done[kind] >= 1:
            return
        done[kind] += 1
        for dial in form.choices("visibility") or [""]:
            self._send(form, path, dial, done, depth)

    def _send(self, form: PageForm, path: str, dial: str, done: Counter, depth: int) -> None:
        where = kind_of(path)

        def word(control) -> str:
            return self._word(control, f"{where} {control.name} {dial}".strip())

        sent = form.filled(word, CHOSEN | ({"visibility": dial} if dial else {}))
        fields = {}
        for name, value in sent:
            fields.setdefault(name, []).append(value)
        answer = self.visitor.send(
            path, {name: value for name, value in fields.items() if name != "csrf_token"}
        )
        names = {f"{where} {control.name}" for control in form.typed}
        if answer.status_code in (200, 303):
            self.accepted |= names
            if answer.status_code == 200 and depth < 2:  # the next step of the same thing
                for further in read_page(answer.text, HOME + path)[1]:
                    self._fill(further, done, depth + 1)
        else:
            reasons = re.findall(r'class="error"[^>]*>.*?<span>(.*?)</span>', answer.text, re.S)
            self.refused |= {name: (answer.status_code, *reasons) for name in names}

    def _word(self, control, where: str) -> str:
        if control.name in FITTING:
            return FITTING[control.name]
        mark = self.marks.new(self.who, where)
        if control.name == "telehealth":
            return f"https://video.example/{mark.word}"
        if control.name.startswith("own_"):  # a list of short words of one's own
            return f"{mark.word}<svg onload=x>"
        if control.kind == "textarea":
            return f"{mark.text}, and that is how it was."
        return f"{mark.word}@example.org" if control.kind == "email" else mark.text


CHOSEN = {"exercise": "leaves-on-a-stream", "overnight": None, "facilitators": None}
# Boxes in which only one kind of thing is taken.
FITTING = {"weeks": "1-4", "signature": "Jo Rivera"}
