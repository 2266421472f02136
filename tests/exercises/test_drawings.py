"""What may be kept as a drawing."""

import base64

import pytest
from pictures import chunk, png

from webapp.drawings import MOST_BYTES, DrawingTooLarge, NotADrawing, check_drawing


def test_it_keeps_a_drawing():
    assert check_drawing(png()) == png()


@pytest.mark.parametrize(
    "text",
    [
        "not base64 at all!",
        base64.b64encode(b"GIF89a" + b"\0" * 60).decode(),
        base64.b64encode(b"\x89PNG\r\n\x1a\n").decode(),
        base64.b64encode(base64.b64decode(png())[:-5]).decode(),
        base64.b64encode(base64.b64decode(png()).replace(b"IDAT", b"IDOT")).decode(),
        png(tail=b"<script>alert(1)</script>"),
        "data:image/png;base64," + png(),
        "é" * 40,
    ],
)
def test_it_refuses_what_is_no_drawing(text):
    with pytest.raises(NotADrawing):
        check_drawing(text)


@pytest.mark.parametrize(
    "text",
    [png(width=2001), png(height=2001), png(width=0), png(extra=chunk(b"tEXt", b"x" * MOST_BYTES))],
)
def test_it_refuses_what_is_too_large(text):
    with pytest.raises(DrawingTooLarge):
        check_drawing(text)
