"""Help now as plain files: what a proxy shows while no web server runs, for want of keys, database or itself."""

import logging
import re
import secrets
import shutil
from pathlib import Path

from flask import Flask

from webapp import formatting

PAGE = "help-now.html"
_OURS = re.compile(r'"(/static/[^/"]+/([^"?#]+))')

log = logging.getLogger("waymark.helplines")


def write_copy(app: Flask) -> None:
    """Write the page, and the files that it names, for everybody to read. Without room or rights there is none."""
    with app.test_request_context("/help-now", base_url=app.config["PUBLIC_URL"]):
        page = app.view_functions["helplines.help_now"]().get_data()
    folder = app.config["HELP_COPY"]
    try:
        for address, file in set(_OURS.findall(page.decode())):
            _write(folder, address.removeprefix("/"), (formatting.STATIC / file).read_bytes())
        _write(folder, PAGE, page)
        _remove_other_versions(folder / "static")
    except OSError as error:
        log.warning("there is no copy of help now: %s", type(error).__name__)


def _write(folder: Path, name: str, content: bytes) -> None:
    """Whole or not at all, whoever reads it at the moment; a proxy runs as somebody else, and may read it."""
    file = folder / name
    for above in reversed((file, *file.parents)[1 : len(Path(name).parts) + 1]):
        above.mkdir(mode=0o755, parents=True, exist_ok=True)
        above.chmod(0o755)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    draft.write_bytes(content)
    draft.chmod(0o644)
    draft.rename(file)


def _remove_other_versions(versions: Path) -> None:
    for version in versions.iterdir():
        if version.name != formatting.static_version():
            shutil.rmtree(version, ignore_errors=True)
