"""sqlmap: whether a parameter reaches the database as anything but a value."""

import itertools
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.scanners.findings import SCANNERS, Finding
from tests.scanners.routes import kind_of_parameter, route_of

FOUND = "sqlmap identified the following injection point"
NOT_OURS = ("csrf_token", "once", "writer")  # what a page puts in itself, and is compared and nothing else
AT_ONCE = 2


@dataclass(frozen=True)
class Request:
    """One request that a page offers, with values that are accepted; `known` parameters are asked elsewhere."""

    method: str
    url: str
    fields: tuple[tuple[str, str], ...]
    cookie: str = ""
    known: frozenset[str] = frozenset()

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def parameters(self) -> list[str]:
        return sorted({name for name, _value in self.fields} - set(NOT_OURS) - self.known)

    def written(self) -> str:
        """As it goes over the line."""
        parts = urlsplit(self.url)
        body = urlencode(self.fields)
        path = self.path if self.method == "POST" else f"{self.path}?{body}"
        lines = [f"{self.method} {path} HTTP/1.1", f"Host: {parts.netloc}", "Sec-Fetch-Site: same-origin"]
        lines += [f"Cookie: {self.cookie}"] if self.cookie else []
        if self.method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded"]
        return "\r\n".join([*lines, "", body if self.method == "POST" else ""])


def once_each(requests: list[Request], seen: set) -> list[Request]:
    """Each parameter of each view once, however many records, choices or people have a form of their own for it.

    `seen` are those asked before, and grows.
    """
    kept = []
    for one in requests:
        new = {}
        for name in one.parameters:
            new.setdefault((one.method, route_of(one.path), kind_of_parameter(name)), name)
        wanted = {name for kind, name in new.items() if kind not in seen}
        seen |= set(new)
        if wanted:
            kept.append(replace(one, known=frozenset(one.parameters) - wanted))
    return kept


def scan(requests: list[Request], level: int = 1, smart: bool = False) -> list[Finding]:
    """Ask each parameter of each request; `smart` goes on only where a first look shows something."""
    with tempfile.TemporaryDirectory(prefix="sqlmap-") as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        numbered = zip(requests, itertools.count(), strict=False)
        answers = pool.map(lambda one: _ask(*one, Path(folder), level, smart), numbered)
        return [
            Finding("sqlmap", "SQL injection", one.method, one.path, ",".join(one.parameters))
            for one, said in zip(requests, answers, strict=True)
            if FOUND in said
        ]


def _ask(request: Request, number: int, folder: Path, level: int, smart: bool) -> str:
    file = folder / f"{number}.txt"
    file.write_text(request.written())
    command = [
        *(str(SCANNERS / "sqlmap"), "-r", str(file), "--batch", "--level", str(level), "--risk", "1"),
        *("-p", ",".join(request.parameters), "--dbms", "sqlite", "--output-dir", str(folder / str(number))),
        *("--drop-set-cookie", "--ignore-redirects", "--ignore-code", "*", "--disable-coloring"),
        *(["--smart"] if smart else []),
    ]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if ended.returncode or "[CRITICAL] unable to connect" in ended.stdout:
        raise RuntimeError(f"sqlmap did not get through to {request.url}:\n{ended.stdout[-2000:]}")
    if FOUND in ended.stdout:
        print(f"  sqlmap, at once: {request.method} {request.path}\n{ended.stdout[-2000:]}", flush=True)
    return ended.stdout
