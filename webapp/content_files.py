"""Strict reading of content files: front matter and Markdown, a folder for each language.

A file's name is its slug. What nobody asks for by name is refused, and every complaint names file and key.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import frontmatter
import yaml
from markupsafe import Markup

from webapp.prose import RawHtml, prose

FIRST_LANGUAGE = "en"
MISSING = object()


class ContentError(ValueError):
    """A content file that cannot be used; the message names the file and the key."""

    def __init__(self, file: str, key: str, reason: str):
        self.key, self.reason = key, reason
        super().__init__(": ".join(part for part in (file, key, reason) if part))


class UniqueKeys(yaml.SafeLoader):
    """Plain YAML keeps the last of two equal keys without a word; here the second one is an error."""

    def construct_mapping(self, node, deep=False):
        names = [key.value for key, _ in node.value]
        for name in names:
            if names.count(name) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{name}' appears twice", node.start_mark
                )
        return super().construct_mapping(node, deep)


class StrictYaml(frontmatter.YAMLHandler):
    def load(self, fm: str, **options: object) -> Any:
        return super().load(fm, Loader=UniqueKeys, **options)


class Front:
    """The values of one mapping, taken out one by one; each complaint names file and key."""

    def __init__(self, values: dict, file: str, within: str = "") -> None:
        self.values, self.file, self.within = dict(values), file, within

    @classmethod
    def of_file(cls, path: Path, reserved=()) -> tuple[Self, str]:
        """The front matter of a file, and the Markdown below it. `reserved` are slugs of pages of the library's own."""
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem):
            raise ContentError(path.name, "", "a file name must be small letters, digits and single hyphens")
        if path.stem in reserved:
            raise ContentError(path.name, "", "this name belongs to a page of the library")
        try:
            values, body = frontmatter.parse(path.read_text(encoding="utf-8"), handler=StrictYaml())
        except (UnicodeDecodeError, yaml.YAMLError) as error:
            raise ContentError(path.name, "", f"the front matter cannot be read: {error}") from error
        if not values:
            raise ContentError(path.name, "", "there is no front matter between two lines of ---")
        return cls(values, path.name), body

    def refuse(self, key: str, reason: str) -> ContentError:
        return ContentError(self.file, f"{self.within}{key}", reason)

    def take(self, key: str, kind: type, default: Any = MISSING) -> Any:
        value = self.values.pop(key, default)
        if value is MISSING:
            raise self.refuse(key, "is missing")
        if value is not default and type(value) is not kind:
            raise self.refuse(key, f"must be of type {kind.__name__}, not {type(value).__name__}")
        return value

    def text(self, key: str, default: Any = MISSING, longest: int = 400) -> str:
        value = self.take(key, str, default)
        if value is default:
            return value
        if not value.strip() or len(value) > longest:
            raise self.refuse(key, f"must have between 1 and {longest} characters")
        if "<" in value or ">" in value:
            raise self.refuse(key, "must be plain words, no HTML")
        return value.strip()

    def number(self, key: str, lowest: int, highest: int) -> int:
        value = self.take(key, int)
        if not lowest <= value <= highest:
            raise self.refuse(key, f"must be between {lowest} and {highest}")
        return value

    def seconds(self, key: str, highest: float) -> float:
        value = self.values.pop(key, MISSING)
        if type(value) not in (int, float):
            raise self.refuse(key, "is missing" if value is MISSING else "must be a number of seconds")
        if not 0.5 <= value <= highest:
            raise self.refuse(key, f"must be between 0.5 and {highest} seconds")
        return value

    def choice(self, key: str, allowed) -> str:
        value = self.take(key, str)
        if value not in allowed:
            raise self.refuse(key, f"'{value}' is unknown; known are: {', '.join(allowed)}")
        return value

    def choices(self, key: str, allowed, at_least: int = 0) -> tuple[str, ...]:
        values = self.take(key, list)
        for value in values:
            if value not in allowed:
                raise self.refuse(key, f"'{value}' is unknown; known are: {', '.join(allowed)}")
        if len(values) < at_least or len(set(values)) < len(values):
            raise self.refuse(key, f"needs at least {at_least}, each named once")
        return tuple(values)

    def words(self, key: str, at_least: int, at_most: int) -> tuple[str, ...]:
        """A list of short plain words, each once."""
        values = self.take(key, list)
        if not at_least <= len(values) <= at_most:
            raise self.refuse(key, f"must be a list of {at_least} to {at_most} words")
        found = tuple(
            Front({str(at): value}, self.file, f"{self.within}{key}.").text(str(at), longest=80)
            for at, value in enumerate(values, 1)
        )
        if len(set(found)) < len(found):
            raise self.refuse(key, "two of them are the same")
        return found

    def items(self, key: str, at_most: int) -> list["Front"]:
        values = self.take(key, list)
        if not 1 <= len(values) <= at_most or not all(isinstance(value, dict) for value in values):
            raise self.refuse(key, f"must be a list of 1 to {at_most} groups of keys")
        return [Front(value, self.file, f"{self.within}{key}[{at}].") for at, value in enumerate(values, 1)]

    def finish(self) -> None:
        """Call when every known key was taken: what is left over is a typing mistake or an unknown wish."""
        for key in self.values:
            raise self.refuse(str(key), "is not a known key here")


def render(front: Front, body: str) -> Markup:
    """The Markdown below the front matter as HTML."""
    if not body.strip():
        raise front.refuse("body", "there are no words below the front matter")
    try:
        return prose(body)
    except RawHtml as html:
        raise front.refuse("body", f"raw HTML is not allowed: {html}") from html


def load_languages(folder: Path, read: Callable, kin: Callable, what: str) -> dict[str, dict[str, Any]]:
    """Every language's contents (each with `slug` and `id`) by slug.

    A translation may lack one, but not invent one: `kin` gives what it must have in common with the original.
    """
    languages = {}
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        contents = [read(path) for path in sorted(place.glob("*.md"))]
        ids = [one.id for one in contents]
        for one in contents:
            if ids.count(one.id) > 1:
                raise ContentError(f"{place.name}/{one.slug}.md", "id", f"'{one.id}' is used twice")
        languages[place.name] = {one.slug: one for one in contents}
    if not languages.get(FIRST_LANGUAGE):
        raise ContentError(folder.name, "", f"there are no {what} in '{FIRST_LANGUAGE}'")
    for language, contents in languages.items():
        for slug, one in contents.items():
            original = languages[FIRST_LANGUAGE].get(slug)
            if original is None or kin(original) != kin(one):
                raise ContentError(
                    f"{language}/{slug}.md", "id", f"does not match the file in '{FIRST_LANGUAGE}'"
                )
    return languages
