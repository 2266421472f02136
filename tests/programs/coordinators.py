"""A coordinator's browser in the tests: opens a form, changes some of it, sends it, and says yes when asked."""

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict


class _Fields(HTMLParser):
    """What the forms of a page would send as they are."""

    def __init__(self):
        super().__init__()
        self.found, self.area, self.list = [], None, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "textarea":
            self.area = given.get("name")
            self.found.append((self.area, ""))
        elif tag == "select":
            self.list = given.get("name")
        elif tag == "option" and self.list and ("selected" in given or self.list not in dict(self.found)):
            self.found = [pair for pair in self.found if pair[0] != self.list]
            self.found.append((self.list, given.get("value", "")))
        elif tag == "input" and given.get("name") and _is_sent(given):
            self.found.append((given["name"], given.get("value", "")))

    def handle_data(self, text):
        if self.area:
            name, before = self.found[-1]
            self.found[-1] = (name, before + text)

    def handle_endtag(self, tag):
        if tag == "select":
            self.list = None
        if tag == "textarea":
            name, text = self.found[-1]
            self.found[-1], self.area = (name, text.removeprefix("\n")), None


def _is_sent(given) -> bool:
    if given.get("type") in ("checkbox", "radio"):
        return "checked" in given
    return given.get("type") != "file"


def fields_of(page) -> MultiDict:
    parser = _Fields()
    parser.feed(page.text)
    return MultiDict([(name, value) for name, value in parser.found if name != "csrf_token"])


def fill(page, **changes) -> MultiDict:
    fields = fields_of(page)
    for name, value in changes.items():
        fields.setlist(name, value if isinstance(value, list) else [value])
    return fields


def send(browser, url, fields):
    return browser.post(
        url,
        data={**fields.to_dict(flat=False), "csrf_token": browser.token()},
        headers={"Sec-Fetch-Site": "same-origin"},
    )


def carry_out(browser, url, page=None, **changes):
    """Fill the form at the address and say yes; the last answer."""
    asked = send(browser, url, fill(page or browser.get(url), **changes))
    if asked.status_code == 200:
        return send(browser, url, fill(asked, confirmed="y"))
    return asked


def post_large(browser, url):
    """Send a file of 50 MB."""
    form = "multipart/form-data; boundary=part"
    return browser.post(
        url, data=bytes(50_000_000), content_type=form, headers={"Sec-Fetch-Site": "same-origin"}
    )
