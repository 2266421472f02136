"""What may be kept as a drawing: one honest PNG of a bounded size, as base64 text."""

import base64
import binascii
import struct
import zlib

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Optional, ValidationError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_BYTES = 300 * 1024
MOST_PIXELS = 2000


class NotADrawing(ValueError):
    """The data is not a PNG we keep."""


class DrawingTooLarge(NotADrawing):
    """A PNG perhaps, but too many bytes or too wide or high."""


def check_drawing(text: str) -> str:
    """The same base64 text if it holds a whole PNG and nothing else; NotADrawing otherwise."""
    if len(text) > MOST_BYTES * 4 // 3 + 4:
        raise DrawingTooLarge
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotADrawing from error
    width, height = _size(data)
    if not (1 <= width <= MOST_PIXELS and 1 <= height <= MOST_PIXELS):
        raise DrawingTooLarge
    return text


def _size(data: bytes) -> tuple[int, int]:
    names = [name for name, _ in _chunks(data)]
    if names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or b"IDAT" not in names:
        raise NotADrawing
    return struct.unpack(">II", data[16:24])


def _chunks(data: bytes):
    """Each chunk's name and bytes. Anything that is no chunk, before, between or after, is refused."""
    if not data.startswith(SIGNATURE):
        raise NotADrawing
    at = len(SIGNATURE)
    while at < len(data):
        if at + 12 > len(data):
            raise NotADrawing
        length, name = struct.unpack(">I4s", data[at : at + 8])
        body, end = data[at + 8 : at + 8 + length], at + 12 + length
        if end > len(data) or struct.pack(">I", zlib.crc32(name + body)) != data[end - 4 : end]:
            raise NotADrawing
        yield name, body
        at = end


class DrawingField(HiddenField):
    """A PNG as base64, put there by the drawing pad."""

    def __init__(self, label=None, **options):
        super().__init__(label, [Optional()], **options)

    def post_validate(self, form, validation_stopped):
        if not self.data:
            return
        try:
            check_drawing(self.data)
        except DrawingTooLarge as error:
            self.data = None
            raise ValidationError(
                _l("This drawing is too big to keep. Please make it simpler, or use words.")
            ) from error
        except NotADrawing as error:
            self.data = None
            raise ValidationError(
                _l("This drawing could not be read. Please draw it again, or use words.")
            ) from error
