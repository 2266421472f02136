"""A pretended translation: every string of the interface in brackets, with accents and 40 % longer.

What stands outside the brackets on a page was never given to a translator.
"""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from interface_strings import interface_strings

OPEN, CLOSE = "⟦", "⟧"
LONGER = 0.4
_ACCENTS = str.maketrans("aeioucnsyAEIOUCNSY", "áéíóúçñšýÁÉÍÓÚÇÑŠÝ")
_KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{\w+\}|<[^>]+>|&\w+;)")
_PATTERN_OF_A_DATE = re.compile(r"[EMdhmya,:\s]+")


def pretend(text: str) -> str:
    """The string as another language might have it; patterns of dates stay as they are."""
    if _PATTERN_OF_A_DATE.fullmatch(text):
        return text
    parts = _KEPT.split(text)
    words = "".join(part if number % 2 else part.translate(_ACCENTS) for number, part in enumerate(parts))
    longer, more = round(len("".join(parts[::2])) * LONGER), ""
    while len(more) < longer:
        more += " óňé"
    return f"{OPEN}{words}{more[:longer]}{CLOSE}"


def write_catalogue(folder: Path) -> None:
    """A compiled catalogue of all strings, in place of plain English."""
    catalogue = Catalog(locale="en")
    for message in interface_strings():
        pretended = tuple(map(pretend, message)) if isinstance(message, tuple) else pretend(message)
        catalogue.add(message, pretended)
    place = folder / "en" / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)


def outside_brackets(text: str) -> list[str]:
    """The pieces of a page's text that stand in no brackets and hold letters."""
    depth, piece, pieces = 0, "", []
    for character in text:
        if character == OPEN or (depth == 0 and character == "\0"):
            pieces.append(piece)
            piece = ""
        depth += {OPEN: 1, CLOSE: -1}.get(character, 0)
        if depth == 0 and character not in (CLOSE, "\0"):
            piece += character
    pieces = [" ".join(each.split()) for each in [*pieces, piece]]
    return [each for each in pieces if re.search(r"[^\W\d_]", each)]
