"""Answers are small for people, and tell nothing by their size to other sites."""

import gzip

import brotli
import pytest

import config
from webapp import compression, create_app, formatting
from webapp.formatting import asset

OURS = {"Sec-Fetch-Site": "same-origin", "Referer": "http://localhost/journals/"}
OPEN = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize("encoding", OPEN)
@pytest.mark.parametrize("asked_by", [OURS, {"Sec-Fetch-Site": "none"}])
def test_a_page_is_compressed_for_our_own(cast, client_of, encoding, asked_by):
    headers = {"Accept-Encoding": encoding, **asked_by}
    answer = client_of(cast.jo).get("/schedule/", headers=headers)
    assert answer.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert len(answer.data) < len(OPEN[encoding](answer.data)) / 3
    assert b"<!doctype html>" in OPEN[encoding](answer.data)


@pytest.mark.parametrize(
    "asked_by",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {**OURS, "Sec-Fetch-Site": "cross-site"},
        {
            **OURS,
            "Referer": "http://elsewhere.example/journals/",
        },  # a worker passed on what another site asked for
        {**OURS, "Referer": "http://localhost.elsewhere.example/"},
        {**OURS, "Referer": "http://localhost:8000/"},
        {"Sec-Fetch-Site": "same-origin"},
    ],
)
def test_a_page_that_another_site_asks_for_tells_nothing_by_its_size(cast, client_of, asked_by):
    headers = {"Accept-Encoding": "br", **asked_by}
    answer = client_of(cast.jo).get("/journals/", headers=headers)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_no_page_repeats_its_query_beside_private_words(cast, client_of):
    jo = client_of(cast.jo)
    names = ("q", "next", "before", "deleted", "week", "country", "text")
    query = "?" + "&".join(f"{name}=planted-guess" for name in names)
    for path in (
        "/",
        "/journals/",
        "/journals/new",
        "/schedule/",
        "/exercises/",
        "/accounts/",
        "/reminders/",
    ):
        assert b"planted-guess" not in jo.get(path + query).data


@pytest.fixture
def prepared(tmp_path):
    """An installation whose static files were prepared."""
    compression.prepare_static(tmp_path)
    return create_app(config.load({"DATA_DIR": str(tmp_path)})).test_client()


@pytest.mark.parametrize("encoding", OPEN)
def test_static_files_are_compressed_beforehand(prepared, encoding):
    with prepared.get(asset("css/base.css"), headers={"Accept-Encoding": encoding}) as answer:
        assert answer.headers["Content-Encoding"] == encoding
        assert "immutable" in answer.headers["Cache-Control"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert OPEN[encoding](answer.data) == (formatting.STATIC / "css/base.css").read_bytes()


def test_the_copy_holds_every_file_and_leaves_the_checkout_alone(tmp_path):
    before = sorted(formatting.STATIC.rglob("*"))
    compression.prepare_static(tmp_path)
    compression.prepare_static(tmp_path)
    assert sorted(formatting.STATIC.rglob("*")) == before
    (copy,) = (tmp_path / "static").iterdir()
    for file in before:
        if file.is_file() and file.suffix not in (".br", ".gz"):
            sent = file.read_bytes()
            if file.suffix == ".js":
                sent = compression.without_comments(sent.decode()).encode()
            assert (copy / file.relative_to(formatting.STATIC)).read_bytes() == sent


def test_without_room_for_a_copy_files_go_out_as_they_are(tmp_path):
    (tmp_path / "static").write_text("a file where the folder would be")
    compression.prepare_static(tmp_path)
    assert compression.static_folder(tmp_path) == formatting.STATIC


SCRIPT = """// What it is for.
/* global VERSION */
const PATH = "https://example.org/"; // where
const words = `
/ not a comment`;
  // why
  /**
   * What the next one does.
   */
  act(PATH); /* as it is */
"""


def test_a_script_is_sent_without_the_comments_that_fill_lines():
    assert compression.without_comments(SCRIPT).splitlines() == [
        'const PATH = "https://example.org/"; // where',
        "const words = `",
        "/ not a comment`;",
        "  act(PATH); /* as it is */",
    ]


def test_no_comment_of_ours_is_a_line_of_a_longer_text():
    scripts = [file.read_text() for file in formatting.STATIC.rglob("*.js")]
    comments = [(text[: one.start()], one) for text in scripts for one in compression.COMMENT.finditer(text)]
    assert len(comments) > 100
    assert [one[0] for before, one in comments if before.count("`") % 2] == []


@pytest.mark.parametrize("asked_by", [{}, {"Sec-Fetch-Site": "cross-site"}])
def test_the_worker_is_small_for_whoever_asks_and_says_the_same(client, asked_by):
    plain = client.get("/sw.js", headers=asked_by)
    assert "Content-Encoding" not in plain.headers and b"addEventListener(" in plain.data
    for encoding, opened in OPEN.items():
        packed = client.get("/sw.js", headers={"Accept-Encoding": encoding, **asked_by})
        assert (packed.headers["Content-Encoding"], opened(packed.data)) == (encoding, plain.data)
        assert packed.headers["ETag"] == plain.headers["ETag"]
        assert "Accept-Encoding" in packed.headers["Vary"]
    assert client.get("/sw.js", headers={"Accept-Encoding": "br"}).data == brotli.compress(plain.data)
