"""Addresses and names without what stands for one record of many: the same view takes them all alike."""

import re
from urllib.parse import urlsplit

_ID = re.compile(r"[0-9a-z]{26}")
_PAGE_NAME = re.compile(r"^/(exercises|workshops|guests/learning)/(?!<id>)[a-z0-9-]+")
_NAME = re.compile(r"^/(reminders/kinds)/[a-z_]+")
_ANSWER = re.compile(r"^answer_\w+")


def kind_of(path: str) -> str:
    """Which of the kinds of pages this is, to look at some of each."""
    return _PAGE_NAME.sub(r"/\1/<name>", _ID.sub("<id>", urlsplit(path).path))


def route_of(path: str) -> str:
    """Which view it leads to."""
    return _NAME.sub(r"/\1/<name>", kind_of(path))


def kind_of_parameter(name: str) -> str:
    """`item_3` and `item_4`, or the marks of two stays, are read by the same lines."""
    return re.sub(r"[0-9]+", "<n>", _ANSWER.sub("answer_<name>", _ID.sub("<id>", name)))
