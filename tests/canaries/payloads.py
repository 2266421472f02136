"""Words that are a script in a page that forgets what they are, and how to tell whether one became one.

Each mark carries one of them, in turn, so that every box gets some and every page that shows words shows them.
"""

import re
from html.parser import HTMLParser

PAYLOADS = (
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='x' onerror='alert(1)'>",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<b onclick=alert(1)>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='data:text/html,x'>x</a>",
    "<form action=javascript:alert(1)>",
    "<button formaction=javascript:alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<math href=javascript:alert(1)>",
    "<meta http-equiv=refresh content=0>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//x.example>",
    "<style>@import'//x.example'</style>",
    '" autofocus onfocus=alert(1) x="',
    "' autofocus onfocus=alert(1) x='",
    '" style="background:url(//x)" y="',
    "javascript:alert(1)",
    "{{7*7}}<b>${7*7}</b>",
    "{% raw %}<u>",
    "[x](javascript:alert(1))<i>",
    "&lt;script&gt;alert(1)<b id=x>",
    "\u2028<script>alert(1)</script>",
)


class _Reader(HTMLParser):
    """What of a page is no text: names and values of attributes, tags and what stands in scripts."""

    def __init__(self):
        super().__init__()
        self.names, self.addresses, self.scripts, self._tag = [], [], [], ""

    def handle_starttag(self, tag, attributes):
        self._tag = tag
        for name, value in attributes:
            self.names.append((tag, name))
            if name in ("href", "src", "action", "formaction", "data", "srcdoc"):
                self.addresses.append((tag, (value or "").strip().lower()))

    def handle_endtag(self, tag):
        self._tag = ""

    def handle_data(self, text):
        if self._tag in ("script", "style") and text.strip():
            self.scripts.append(text)


_RUNS = re.compile(r"^on|^style$|^srcdoc$")
_SCHEMES = ("javascript:", "data:text", "vbscript:", "//")
_ELSEWHERE = re.compile("https?://(?!localhost/)")


def what_runs(page: str) -> list[str]:
    """All that would run or be fetched from elsewhere, or is no page of ours; empty for every page of the app."""
    reader = _Reader()
    reader.feed(page)
    found = [f"<{tag} {name}>" for tag, name in reader.names if _RUNS.search(name)]
    found += [address for _tag, address in reader.addresses if address.startswith(_SCHEMES)]
    found += [address for tag, address in reader.addresses if tag != "a" and _ELSEWHERE.match(address)]
    return found + [f"script or style: {text[:60]}" for text in reader.scripts]
