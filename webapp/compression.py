"""Smaller answers: static files compressed once for each version, pages as they are sent.

Scripts go out without the comments that fill whole lines: those are for who reads the source, not for a phone.
Why pages are only compressed for requests of our own: docs/decisions/0007-compression.md.
"""

import logging
import re
import secrets
import shutil
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request
from flask_compress import Compress
from werkzeug.http import generate_etag
from whitenoise.compress import Compressor

from webapp import formatting
from webapp.headers import is_ours

TYPES = ["text/html", "text/plain", "text/javascript", "text/calendar"]
TYPES += ["application/json", "application/manifest+json"]

COMMENT = re.compile(r"^[ \t]*(//.*|/\*[\s\S]*?\*/)\n", re.MULTILINE)  # alone on its lines

log = logging.getLogger("waymark.compression")


def install(app: Flask) -> None:
    """Compress pages that nobody else's page asked for."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_MIMETYPES=TYPES,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_STREAMS=False,
    )
    compress = Compress(app)

    @app.after_request
    def compress_ours(response: Response) -> Response:
        return compress.after_request(response) if _is_ours() else response


def _is_ours() -> bool:
    """Whether the person typed the address, or one of our pages asked and says so twice.

    What our service worker passes on for a foreign page may count as its own; the referrer does not.
    """
    asked_by = request.headers.get("Sec-Fetch-Site")
    return asked_by == "none" or (asked_by == "same-origin" and is_ours(request.referrer))


def for_everyone(text: str, mimetype: str) -> Response:
    """An answer that holds nothing of anyone and is made once: as small as can be, whoever asks for it."""
    encoding = request.accept_encodings.best_match(["br", "gzip"])
    response = Response(_smallest(text)[encoding] if encoding else text, mimetype=mimetype)
    response.set_etag(generate_etag(text.encode()), weak=True)  # of what it says, however it is packed
    response.vary.add("Accept-Encoding")
    if encoding:
        response.content_encoding = encoding
    return response


@lru_cache(maxsize=16)
def _smallest(text: str) -> dict[str, bytes]:
    return {"br": Compressor.compress_brotli(text.encode()), "gzip": Compressor.compress_gzip(text.encode())}


def without_comments(script: str) -> str:
    """The script as it is sent. What stands behind code stays: only a parser could tell it from a string."""
    return COMMENT.sub("", script)


def static_folder(data_dir: Path) -> Path:
    """Where static files are served from: the compressed copy of this version, when there is one."""
    copy = _copy(data_dir)
    return copy if copy.is_dir() else formatting.STATIC


def prepare_static(data_dir: Path) -> None:
    """Make the compressed copy of this version. Without room or rights for it, files go out as they are."""
    copy = _copy(data_dir)
    if copy.is_dir():
        return
    draft = copy.with_name(f"{copy.name}.{secrets.token_hex(4)}")
    try:
        shutil.copytree(formatting.STATIC, draft, ignore=shutil.ignore_patterns("*.br", "*.gz"))
        for file in draft.rglob("*.js"):
            file.write_text(without_comments(file.read_text(encoding="utf-8")), encoding="utf-8")
        compressor = Compressor(quiet=True)
        for file in [file for file in draft.rglob("*") if file.is_file()]:
            if compressor.should_compress(file.name):
                compressor.compress(str(file))
        draft.rename(copy)  # whole or not at all, whoever else is preparing
    except OSError as error:
        log.info("static files are sent uncompressed: %s", type(error).__name__)
        shutil.rmtree(draft, ignore_errors=True)


def _copy(data_dir: Path) -> Path:
    # The version is in the name, so a copy never outlives a change of the files.
    return data_dir / "static" / formatting.static_version()
