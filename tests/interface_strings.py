"""Every string of the interface that is marked for translation, as Babel finds them."""

from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

ROOT = Path(__file__).parents[1]
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
SOURCES = {"webapp": "python", "templates": "jinja2"}


def interface_strings() -> set[str | tuple[str, str]]:
    """Each message once; one with a plural as a pair."""
    found = set()
    for folder, method in SOURCES.items():
        pattern = "**.py" if method == "python" else "**.html"
        for _file, _line, message, *_rest in extract_from_dir(
            str(ROOT / folder), method_map=[(pattern, method)], options_map={}, keywords=KEYWORDS
        ):
            found.add(message)
    return found
