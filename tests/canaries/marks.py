"""Marks: words that nobody else writes, one for each field of each person, and how to find them in any bytes.

A mark is found as it is and in every disguise that a program puts words into without meaning to hide them.
"""

import base64
import html
import itertools
import json
import re
import string
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from payloads import PAYLOADS

BEGINS = "qzwjvx"  # of no language
_LETTERS = 6
_RAW = re.compile(BEGINS.encode() + b"[a-z]{%d}" % _LETTERS)


@dataclass(frozen=True)
class Mark:
    """A word, who wrote it and where."""

    word: str
    who: str
    where: str
    payload: str = ""

    @property
    def text(self) -> str:
        """The word, and something that no page must take for anything but text."""
        begins = self.payload.startswith("javascript:")  # is an address only where it comes first
        return self.payload + self.word if begins else self.word + self.payload

    def __str__(self) -> str:
        return f"{self.where} of {self.who}"

    @cached_property
    def disguises(self) -> list[bytes]:
        return disguises_of(self.word)


def disguises_of(word: str) -> list[bytes]:
    """The word as bytes in every writing that a store, a log or a header could use."""
    plain = word.encode()
    written = [plain, plain.upper(), word.encode("utf-16-le"), word.encode("utf-16-be"), plain.hex().encode()]
    written += [plain.hex().upper().encode(), "".join(f"%{byte:02x}" for byte in plain).encode()]
    written += ["".join(f"%{byte:02X}" for byte in plain).encode()]
    written += ["".join(f"\\u{ord(letter):04x}" for letter in word).encode()]
    written += ["".join(f"&#{ord(letter)};" for letter in word).encode()]
    written += ["".join(f"&#x{ord(letter):x};" for letter in word).encode(), plain[::-1]]
    return [*written, *_in_base64(plain), *_in_base64(word.encode("utf-16-le"))]


def _in_base64(plain: bytes) -> list[bytes]:
    """What is the same in base64 wherever in a longer text the word stands: at each of three places."""
    found = []
    for before in range(3):
        text = base64.b64encode(b"\0" * before + plain).rstrip(b"=")
        begins, spare = -(-before * 8 // 6), (before + len(plain)) % 3
        found.append(text[begins : len(text) - 1 if spare else len(text)])
    return found


_BEGINNINGS = disguises_of(BEGINS)


class Marks:
    """All marks of a test, made as they are asked for."""

    def __init__(self):
        self._made: dict[bytes, Mark] = {}
        self._words = (
            "".join(letters) for letters in itertools.product(string.ascii_lowercase, repeat=_LETTERS)
        )
        self._skipped = itertools.islice(
            self._words, 0, None, 7919
        )  # neighbours differ in more than a letter

    def __iter__(self):
        return iter(self._made.values())

    def __len__(self) -> int:
        return len(self._made)

    def new(self, who: str, where: str) -> Mark:
        mark = Mark(BEGINS + next(self._skipped), who, where, PAYLOADS[len(self._made) % len(PAYLOADS)])
        self._made[mark.word.encode()] = mark
        return mark

    def found_in(self, data: bytes) -> set[Mark]:
        """Every mark that stands in the bytes, in whatever writing."""
        found = {self._made[word] for word in _RAW.findall(data.lower()) if word in self._made}
        if any(beginning in data for beginning in _BEGINNINGS[1:]):
            found |= {mark for mark in self if any(written in data for written in mark.disguises)}
        return found


# How each writing is met in the wild, for proving that none is missed.
WRITINGS = {
    "as it is": str.encode,
    "in capitals": lambda text: text.upper().encode(),
    "in UTF-16": lambda text: text.encode("utf-16-le"),
    "in UTF-16, the other way round": lambda text: text.encode("utf-16-be"),
    "in a URL": lambda text: quote(text).encode(),
    "every letter escaped in a URL": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()).encode(),
    "in JSON": lambda text: json.dumps(text).encode(),
    "every letter escaped in JSON": lambda text: "".join(f"\\u{ord(one):04x}" for one in text).encode(),
    "in HTML": lambda text: html.escape(text).encode(),
    "every letter escaped in HTML": lambda text: "".join(f"&#{ord(one)};" for one in text).encode(),
    "in hexadecimal": lambda text: text.encode().hex().encode(),
    "in base64": lambda text: base64.b64encode(text.encode()),
    "in base64, one further": lambda text: base64.b64encode(b"x" + text.encode()),
    "in base64, two further": lambda text: base64.urlsafe_b64encode(b"xx" + text.encode()),
    "in base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16-le")),
    "as Python shows it": lambda text: repr({"words": text}).encode(),
    "backwards": lambda text: text[::-1].encode(),
}
