"""What each principal may expect of each route: the paper to sign, written from POLICY and the URL map, and read again.

The paper is docs/access.md. `make access` writes it anew; a test holds that it is current, so a change of who may
reach what is a change of a file that the clinical lead reads. What is asked of the app is held against the paper as it
was signed, never against the policy and the guards that answer.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from addresses import RECORDS, rules
from principals import PRINCIPALS, Principal

from webapp.access import POLICY, STAFF, Permission

PAPER = Path(__file__).parents[2] / "docs" / "access.md"
ABOUT_STAYS, ABOUT_PROGRAMS = "record", "program record"
SIGNED_IN, PUBLIC = "signed in", "public"
WITHDRAWN = ", of a withdrawn stay"
ON_STAFF = {relationship.name for relationship in STAFF}

TOP = """# Who can reach what

For the clinical lead to read and to sign. `make access` writes it from the policy (`webapp/access.py`) and from every
address that the app answers; `tests/access/` asks the app each of these questions as each of these people, and fails
when an answer is not the one written here or when this page is not current.

- **Opened** means that the page or the change is there for them. It does not mean that they see everything: an entry
  marked "Only me" is in no page of anyone else.
- Everybody who is not named gets **the same "not found"**, letter for letter, as for something that does not exist.
- Who is **not signed in** is sent to sign in: {visitors}.
- **This stay** is the one asked for; **someone else's** is another stay of the same program.
- A guest is asked with each item alone, so what one item opens, no other does.
"""
SIGNATURE = """
## Signed

| name | role | date | signature |
|---|---|---|---|
| | | | |
"""


@dataclass(frozen=True)
class Opening:
    """How an address is guarded: the kind of its guard, and the names of the relationships that open it."""

    kind: str
    names: frozenset[str] = frozenset()


def names(permission) -> frozenset[str]:
    return frozenset(relationship.name for relationship in POLICY.get(permission, ()))


def declared(guard) -> Opening:
    """By the mark of the view itself."""
    return Opening(guard.kind, names(guard.permission))


def opens(opening: Opening, who: Principal, target: str) -> bool:
    """Whether the principal gets in. `target` is first, other or nothing; a page without a record has none."""
    if not who.signed_in:
        return False
    if opening.kind == SIGNED_IN:
        return True
    if opening.kind == ABOUT_STAYS:
        return bool(opening.names & getattr(who, target, frozenset()))
    if opening.kind == ABOUT_PROGRAMS:
        role = {"first": who.here, "other": who.there}.get(target, frozenset())
        return bool(opening.names & ON_STAFF & role)
    if (
        opening.kind == "standing"
    ):  # whoever has the relationship to stays that are here has such a page, if an empty one
        return bool({name.removesuffix(WITHDRAWN) for name in opening.names} & who.stands)
    return bool(opening.names & (who.first | who.other))


def signed() -> tuple[dict[Permission, frozenset[str]], dict[str, Opening]]:
    """What the paper says: the relationships that open each permission, and of each `GET /address` how it opens."""
    permissions, addresses = {}, {}
    kind, opening = None, frozenset()
    kinds = {heading: kind for kind, heading in HEADINGS.items()} | TITLES
    for line in PAPER.read_text().splitlines():
        if line.startswith("## "):
            kind, opening = TITLES.get(line), frozenset()
            title = line.removeprefix("## To ")
        elif line.startswith("Opened by: "):
            opening = frozenset(line.removeprefix("Opened by: ").removesuffix(".").split("; "))
            permissions[Permission(title)] = opening
        elif line in kinds:
            kind = kinds[line]
        elif address := re.fullmatch(r"- `([A-Z]+ /.*)`", line):
            addresses[address[1]] = Opening(kind, opening)
    return permissions, addresses


def undeclared(app) -> list[str]:
    """Addresses whose view says nothing of who may reach it."""
    return [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions.get(rule.endpoint), "guard")
    ]


def paper(app) -> str:
    """The whole of docs/access.md."""
    visitors = ", ".join(who.words for who in PRINCIPALS.values() if not who.signed_in)
    by_permission, open_to = {}, {PUBLIC: [], SIGNED_IN: []}
    for rule, method, guard in sorted(rules(app), key=lambda one: (one[0].rule, one[1])):
        place = open_to if guard.permission is None else by_permission
        place.setdefault(guard.permission or guard.kind, []).append((f"`{method} {rule.rule}`", guard))
    parts = [TOP.format(visitors=visitors)]
    for permission in POLICY:
        parts += _section(permission, by_permission.get(permission, []))
    parts += [f"\n{title}\n\n{_listed(open_to[kind])}" for title, kind in TITLES.items()]
    return "\n".join(parts) + "\n" + SIGNATURE


def _section(permission, found) -> list[str]:
    lines = [f"\n## To {permission.value}\n"]
    lines += [f"Opened by: {'; '.join(sorted(names(permission)))}.\n"]
    if not found:
        return [*lines, "No address of its own; it decides what stands on a page.\n"]
    for kind, heading in HEADINGS.items():
        of_kind = [one for one in found if one[1].kind == kind]
        if of_kind:
            lines += [f"{heading}\n", *_answers(of_kind[0][1]), "", _listed(of_kind), ""]
    return lines


HEADINGS = {
    "record": "Of one record:",
    "program record": "Of what belongs to a program:",
    "enrollment": "Pages about the newest stay that they reach:",
    "standing": "Home pages and lists, of what they reach and nothing else:",
}
TITLES = {
    "## Everybody who is signed in, about their own account": SIGNED_IN,
    "## Everybody, signed in or not": PUBLIC,
}


def _answers(guard) -> list[str]:
    """The rows of who gets in."""
    opening = declared(guard)
    if guard.kind not in RECORDS:
        who = [one.words for one in PRINCIPALS.values() if opens(opening, one, "none")]
        return ["| opened for |", "|---|", *(f"| {words} |" for words in who or ["nobody"])]
    if all(name.endswith(WITHDRAWN) for name in opening.names):
        return ["Nobody, unless the stay was withdrawn."]
    this, others = (
        ("this stay", "someone else's") if guard.kind == ABOUT_STAYS else ("this program", "another program")
    )
    rows = [
        f"| {one.words} | {_word(opens(opening, one, 'first'))} | {_word(opens(opening, one, 'other'))} |"
        for one in PRINCIPALS.values()
        if opens(opening, one, "first") or opens(opening, one, "other")
    ]
    return [f"| who | {this} | {others} |", "|---|---|---|", *rows]


def _word(is_open: bool) -> str:
    return "opened" if is_open else "not found"


def _listed(found) -> str:
    return "\n".join(f"- {address}" for address, _guard in found)
