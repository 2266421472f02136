"""Stylesheets name no side of the screen: start and end turn round in languages that are written from the right."""

import re
from pathlib import Path

import pytest

SHEETS = sorted((Path(__file__).parents[2] / "static" / "css").glob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RULE = re.compile(r"([^{};]*)\{([^{}]*)\}")
DECLARATION = re.compile(r"([\w-]+)\s*:\s*((?:[^;()]|\((?:[^()]|\([^()]*\))*\))+)")
SIDED = re.compile(r"(^|-)(left|right)(-|$)|^(width|height|(min|max)-(width|height)|top|bottom|float|clear)$")
FOUR_SIDES = re.compile(r"^(margin|padding|inset|border-(width|style|color)|scroll-(margin|padding))$")
VALUE_BY_SIDE = ("text-align", "background", "background-position", "transform-origin", "justify-content")


def physical(css: str) -> list[str]:
    """Declarations that mean a side of the screen, but in a rule that says for which direction."""
    found = []
    for selector, body in RULE.findall(COMMENT.sub("", css)):
        declarations = DECLARATION.findall(body)
        found += [
            f"{selector.strip()}: {name}: {value.strip()}"
            for name, value in declarations
            if "[dir=" not in selector and is_physical(name, value)
        ]
    return found


def is_physical(name: str, value: str) -> bool:
    parts = re.findall(r"[^\s(]+(?:\((?:[^()]|\([^()]*\))*\))?", value.replace("!important", ""))
    uneven = FOUR_SIDES.match(name) and len(parts) == 4 and parts[1] != parts[3]
    sided = name in VALUE_BY_SIDE and re.search(r"\b(left|right)\b", re.sub(r"\([^()]*\)", "", value))
    named = SIDED.search(name) and not value.strip().startswith(("inline-", "both"))
    return bool(named or uneven or sided)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_it_names_no_side(sheet):
    assert physical(sheet.read_text()) == []


@pytest.mark.parametrize(
    "css",
    [
        "a { margin-left: 1rem }",
        "@media (min-width: 2em) { a { color: red; left: 0 } }",
        "a { padding: 1px 2px 3px 4px; }",
        "a { inset: .5rem auto auto var(--space-1) }",
        "a { text-align: right }",
        "a { width: 1rem }",
        "a { background: url(x.svg) top right }",
        "a { border-top-left-radius: 1px }",
    ],
)
def test_it_notices(css):
    assert len(physical(css)) == 1


def test_what_turns_round_is_no_fault():
    css = "a { margin-inline-start: 1rem; padding: 1px 2px 3px 2px; inset-inline: 0 } [dir=rtl] a { left: 0 }"
    assert physical(css) == []
