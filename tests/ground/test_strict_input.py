"""The strict parser: what Python's own conversions would let through is refused."""

import pytest

from webapp.forms import parse_json, strict_day

DEEP = b'{"a":' + b"[" * 90_000 + b"]" * 90_000 + b"}"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"1",
        b'{"a":1,"a":2}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":"\\ud800"}',
        b'{"a":"\\u0000"}',
        b'{"a":1}'.decode().encode("utf-16"),
        b'\xff{"a":1}',
        b'{"a":1',
        DEEP,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_it_refuses_json_that_is_not_one_plain_object(body):
    with pytest.raises(ValueError):
        parse_json(body)


def test_it_reads_a_plain_object():
    assert parse_json('{"a":{"b":["ñ",1,true,null]}}'.encode()) == {"a": {"b": ["ñ", 1, True, None]}}


@pytest.mark.parametrize(
    "text", ["2026-W01-1", "20260101", "2026-1-1", "2026-02-30", "٢٠٢٦-٠١-٠١", "", "2026-01-01T00:00"]
)
def test_it_refuses_a_day_that_is_not_written_plainly(text):
    assert strict_day(text) is None


def test_it_reads_a_day():
    assert strict_day("2028-02-29").day == 29


@pytest.mark.parametrize("body", [b"{}", b"[]", b"1e999", DEEP], ids=["object", "list", "number", "deep"])
@pytest.mark.parametrize("path", ["/accounts/", "/sign-in"])
def test_a_form_is_not_read_from_json(cast, client_of, path, body):
    jo = client_of(cast.jo)
    headers = {"X-CSRFToken": jo.token(), "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
    answer = jo.post(path, data=body, headers=headers)
    assert answer.status_code == 415
