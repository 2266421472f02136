"""A sealed file opens as it was written, or not at all."""

import io
import random

import pytest

from webapp import clock, encryption
from webapp.backups import files
from webapp.backups.files import BadFile, Label

CHUNK = 1000
SEALED = CHUNK + encryption.FileKey.OVERHEAD


@pytest.fixture(autouse=True)
def small_chunks(app, monkeypatch):
    monkeypatch.setattr(files, "CHUNK", CHUNK)


@pytest.fixture
def backend(backends):
    """The database has no part in this."""
    return backends("sqlite")


def label(**changed) -> Label:
    values = {"id": "b" * 26, "part": "data", "kind": "sqlite", "schema": "0001_first"}
    return Label(**{**values, "made_at": clock.now(), "installation": "here", **changed})


def sealed(folder, plain: bytes, **changed):
    file = folder / "one.data"
    with file.open("wb") as target:
        files.seal(label(**changed), io.BytesIO(plain), target)
    return file


def opened(file) -> bytes:
    return b"".join(files.opened(file))


def start_of(file) -> int:
    """Where the label ends and the first chunk begins."""
    with file.open("rb") as source:
        return len(source.readline()) + len(source.readline())


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 5 * CHUNK + 7])
def test_it_opens_as_it_was(tmp_path, size):
    plain = random.Random(size).randbytes(size)
    file = sealed(tmp_path, plain)
    assert opened(file) == plain
    assert files.label_of(file) == label(made_at=files.label_of(file).made_at)


def test_it_tells_nothing_of_what_it_holds(tmp_path):
    assert b"cobaltheron" not in sealed(tmp_path, b"cobaltheron" * 500).read_bytes()


def test_any_changed_byte_is_noticed(tmp_path):
    file = sealed(tmp_path, bytes(3 * CHUNK))
    whole = file.read_bytes()
    for at in [*range(0, start_of(file), 11), *range(start_of(file), len(whole), 97), len(whole) - 1]:
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(BadFile):
            opened(file)


def test_a_file_that_was_cut_off_is_noticed(tmp_path):
    file = sealed(tmp_path, bytes(3 * CHUNK))
    whole = file.read_bytes()
    start = start_of(file)
    for length in (0, 5, start - 1, start, start + 1, start + SEALED, start + 2 * SEALED, len(whole) - 1):
        file.write_bytes(whole[:length])
        with pytest.raises(BadFile):
            opened(file)


def test_chunks_in_another_order_are_noticed(tmp_path):
    file = sealed(tmp_path, bytes(3 * CHUNK))
    whole, start = file.read_bytes(), start_of(file)
    head, chunks = whole[:start], [whole[at : at + SEALED] for at in range(start, len(whole), SEALED)]
    first, second, third = chunks
    for wrong in ([second, first, third], [first, third], [first, first, second, third], [*chunks, third]):
        file.write_bytes(head + b"".join(wrong))
        with pytest.raises(BadFile, match="changed or cut off"):
            opened(file)


def test_chunks_of_another_file_are_noticed(tmp_path):
    one = sealed(tmp_path, bytes(CHUNK))
    head = one.read_bytes()[: start_of(one)]
    other = sealed(tmp_path, bytes(CHUNK))
    other.write_bytes(head + other.read_bytes()[start_of(other) :])
    with pytest.raises(BadFile):
        opened(other)


def test_other_master_keys_open_nothing(app, tmp_path):
    file = sealed(tmp_path, b"what it holds")
    encryption.configure(f"other:{'A' * 43}")
    with pytest.raises(BadFile, match="MASTER_KEYS do not open it .no master key named 'first'"):
        opened(file)
    encryption.configure(f"first:{'A' * 43}")
    with pytest.raises(BadFile, match="MASTER_KEYS do not open it"):
        opened(file)


def test_something_else_is_no_backup(tmp_path):
    file = tmp_path / "letter.data"
    file.write_text("Dear operator\n")
    with pytest.raises(BadFile, match="letter.data: not a backup"):
        files.label_of(file)
