"""What every nginx of the tests needs, whatever it stands in front of."""

import os
import shutil
from pathlib import Path

from needs import missing

KINDS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
# Started as root, its children may not enter our folder as somebody else.
USER = "user root;\n" if os.geteuid() == 0 else ""


def find_nginx() -> str:
    """The machine's own; a test that needs it is skipped, or fails, where there is none."""
    found = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    return found or missing("nginx (Debian's nginx-light)")


def places_in(folder: Path) -> str:
    """Where it may put what it is in the midst of, as lines of its configuration."""
    return "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in KINDS)
