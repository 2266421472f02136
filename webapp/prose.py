"""Prose: words written in Markdown, in files or in the app, as HTML that is safe to show.

markdown-it-py parses, nh3 sanitises what came out (docs/decisions/0028-own-exercises.md). What is no prose
(pictures, code, a title of its own) stays words; HTML is refused rather than shown, so who wrote it learns of it.
"""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

NO_PROSE = ["lheading", "hr", "code", "fence", "backticks", "image"]
TAGS = {"h2", "h3", "p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a"}

_FINDS_HTML = MarkdownIt("commonmark", {"html": True})
_RENDERS = MarkdownIt("commonmark", {"html": False}).disable(NO_PROSE)


class RawHtml(ValueError):
    """There is HTML in the words; the message is its beginning."""


def prose(words: str) -> Markup:
    """The words as HTML; RawHtml if there is some in them already."""
    for token in _FINDS_HTML.parse(words):
        for part in (token, *(token.children or ())):
            if part.type in ("html_block", "html_inline"):
                raise RawHtml(part.content.strip()[:40])
    return Markup(_sanitised(_RENDERS.render(words)))  # noqa: S704 # nosec B704 - sanitised


def _sanitised(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "tel"},
        link_rel="noopener noreferrer",
    )
