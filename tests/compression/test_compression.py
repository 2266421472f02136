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
            assert (copy / file.relative_to(formatting.STATIC)).read_bytes() == file.read_bytes()


def test_without_room_for_a_copy_files_go_out_as_they_are(tmp_path):
    (tmp_path / "static").write_text("a file where the folder would be")
    compression.prepare_static(tmp_path)
    assert compression.static_folder(tmp_path) == formatting.STATIC
