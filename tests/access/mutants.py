"""Faults of access, one at a time: each is the source of one module with one guard, condition or rule changed."""

import ast
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
WEBAPP = ROOT / "webapp"
ACCESS = WEBAPP / "access.py"
GUARDS = ("public", "signed_in", "requires", "requires_program", "requires_standing")
BELOW_GUARDS = ("proved_recently", "idempotent")
CALLS = ("_require_sign_in", "require_recent_proof", "audit.record")


@dataclass(frozen=True)
class Mutant:
    """`name` is stable, so that a reviewed survivor is found again; `decided_by` are the tests nearest to it.

    `touches` names the permission or the view that it is a fault of; without it, it may be a fault of all.
    """

    name: str
    path: Path
    written: Callable[[], str]
    decided_by: tuple[str, ...] = ()
    touches: str | None = None

    @property
    def source(self) -> str:
        return self.written()


def all_mutants() -> Iterator[Mutant]:
    yield from _of_policy()
    yield from _of_conditions()
    for path in sorted(WEBAPP.rglob("*.py")):
        if path != ACCESS:
            yield from _of_views(path)


def _of_policy() -> Iterator[Mutant]:
    """Each relationship taken from each permission that it opens, and given to each that it does not open."""
    tree = ast.parse(ACCESS.read_text())
    table = _table(tree)
    groups = {
        node.targets[0].id: [ast.unparse(one) for one in node.value.elts]
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple)
    }
    entries = {
        ast.unparse(key): _flat(value, groups) for key, value in zip(table.keys, table.values, strict=True)
    }
    everyone = sorted({relationship for opens in entries.values() for relationship in opens})
    for number, (permission, opens) in enumerate(entries.items()):
        changes = [(f"loses {one}", [other for other in opens if other != one]) for one in opens]
        changes += [(f"gains {one}", [*opens, one]) for one in everyone if one not in opens]
        for change, now in changes:
            touches = permission.removeprefix("Permission.")
            written = functools.partial(_with_policy, number, now)
            yield Mutant(f"policy: {touches} {change}", ACCESS, written, touches=touches)


def _table(tree: ast.Module) -> ast.Dict:
    return next(
        node.value for node in tree.body if isinstance(node, ast.AnnAssign) and node.target.id == "POLICY"
    )


def _with_policy(number: int, opens: list[str]) -> str:
    tree = ast.parse(ACCESS.read_text())
    _table(tree).values[number] = ast.parse(f"({''.join(f'{one}, ' for one in opens)})", mode="eval").body
    return ast.unparse(tree)


def _flat(value: ast.expr, groups: dict) -> list[str]:
    """The names in a tuple of relationships, groups and starred groups written out."""
    if isinstance(value, ast.Name):
        return groups[value.id]
    names = []
    for one in value.elts:
        names += groups[one.value.id] if isinstance(one, ast.Starred) else [ast.unparse(one)]
    return names


class _Conditions(ast.NodeTransformer):
    """Applies the n-th of all possible weakenings of a piece of code; `found` names it."""

    def __init__(self, number: int):
        self.number, self.seen, self.found = number, 0, None

    def _is_it(self, what: str) -> bool:
        hit = self.seen == self.number
        self.seen += 1
        if hit:
            self.found = what
        return hit

    def visit_BinOp(self, node):
        self.generic_visit(node)
        is_annotation = "None" in (ast.unparse(node.left), ast.unparse(node.right))
        if isinstance(node.op, (ast.BitAnd, ast.BitOr)) and not is_annotation:
            sign = "&" if isinstance(node.op, ast.BitAnd) else "|"
            if self._is_it(f"{sign} without {ast.unparse(node.left)}"):
                return node.right
            if self._is_it(f"{sign} without {ast.unparse(node.right)}"):
                return node.left
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "where":
            for at, argument in enumerate(node.args):
                if self._is_it(f"where without {ast.unparse(argument)}"):
                    rest = node.args[:at] + node.args[at + 1 :]
                    return ast.Call(node.func, rest, []) if rest else node.func.value
        return node

    def visit_IfExp(self, node):
        self.generic_visit(node)
        return node.body if self._is_it(f"whether or not {ast.unparse(node.test)}") else node

    def visit_comprehension(self, node):
        self.generic_visit(node)
        for test in list(node.ifs):
            if self._is_it(f"each whether or not {ast.unparse(test)}"):
                node.ifs.remove(test)
                break
        return node

    def visit_Expr(self, node):
        self.generic_visit(node)
        called = isinstance(node.value, ast.Call) and ast.unparse(node.value.func)
        if called in CALLS and self._is_it(f"without {ast.unparse(node.value)}"):
            return ast.Pass()
        return node

    def visit_If(self, node):
        self.generic_visit(node)
        stops = any(ast.unparse(one).startswith(("abort", "raise")) for one in node.body)
        if stops and self._is_it(f"whether or not {ast.unparse(node.test)}"):
            return ast.Pass()
        return node


# What builds the queries of access and decides by them; the rest of access.py is names and wiring.
NOT_CONDITIONS = ("reaching", "POLICY", "Guard")


def _of_conditions() -> Iterator[Mutant]:
    """Each condition of access.py dropped: of relationships, of the search for a record, of the guards themselves."""
    source = ACCESS.read_text()
    near = ("tests/covers", "tests/emergencies", "tests/audit", "tests/accounts")
    for at, node in enumerate(ast.parse(source).body):
        name = getattr(node, "name", None) or (
            getattr(node.targets[0], "id", "") if isinstance(node, ast.Assign) else ""
        )
        if not name or name in NOT_CONDITIONS or isinstance(node, ast.ClassDef):
            continue
        yield from _weakened(source, at, name, ACCESS, near)


def _weakened(source: str, at: int, name: str, path: Path, near) -> Iterator[Mutant]:
    number = 0
    while True:
        tree = ast.parse(source)
        transformer = _Conditions(number)
        tree.body[at] = transformer.visit(tree.body[at])
        if transformer.found is None:
            return
        place = path.relative_to(WEBAPP)
        written = functools.partial(ast.unparse, tree)
        touches = None if path == ACCESS else name
        yield Mutant(f"{place}: {name}: {transformer.found}", path, written, near, touches)
        number += 1


def _of_views(path: Path) -> Iterator[Mutant]:
    """Each guard of each view gone or weaker, each further mark gone, each choice of records forgotten."""
    source = path.read_text()
    place, package = path.relative_to(WEBAPP), path.relative_to(WEBAPP).parts[0].removesuffix(".py")
    near = (f"tests/{package}",) if (ROOT / "tests" / package).is_dir() else ()
    for function in [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]:
        for number, decorator in enumerate(function.decorator_list):
            for change, now in _weaker(decorator):
                written = functools.partial(_with_decorators, source, function.lineno, number, now)
                yield Mutant(f"{place}: {function.name}: {change}", path, written, near, function.name)
    for at, node in enumerate(ast.parse(source).body):
        if isinstance(node, ast.FunctionDef) and "require_recent_proof()" in ast.unparse(node):
            yield from (
                mutant
                for mutant in _weakened(source, at, node.name, path, near)
                if "require_recent_proof" in mutant.name
            )


def _with_decorators(source: str, line: int, number: int, now: list) -> str:
    tree = ast.parse(source)
    there = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.lineno == line)
    there.decorator_list[number : number + 1] = now
    _import_signed_in(tree, now)
    return ast.unparse(tree)


def _weaker(decorator: ast.expr) -> Iterator[tuple[str, list]]:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = getattr(called, "id", None)
    if name in BELOW_GUARDS or name in GUARDS:
        yield f"without @{ast.unparse(decorator)}", []
    if name in GUARDS and name not in ("public", "signed_in"):
        yield f"@signed_in for @{ast.unparse(decorator)}", [ast.Name("signed_in")]
    if name in ("requires", "requires_program") and len(decorator.args) == 2:
        records = decorator.args[1]
        if isinstance(records, ast.Attribute):  # JournalEntry.shared: of all, not of those alone
            wider = ast.Call(decorator.func, [decorator.args[0], records.value], [])
            yield f"@{ast.unparse(wider)} for @{ast.unparse(decorator)}", [wider]


def _import_signed_in(tree: ast.Module, now: list) -> None:
    if any(isinstance(one, ast.Name) for one in now):
        after = next(at for at, node in enumerate(tree.body) if isinstance(node, ast.ImportFrom))
        tree.body.insert(after, ast.parse("from webapp.access import signed_in").body[0])
