"""A phone's browser with a profile on disk, which can be killed at any moment and opened again."""

import os
import signal
import time
from pathlib import Path

from playwright.sync_api import Page
from running import LAUNCH, PHONE, find_chromium

# Where the browser itself writes down what stands in the boxes of open pages, in clear (docs/offline.md). Whatever
# else comes to hold a word is a fault.
NOT_COVERED = ("Default/Sessions",)
HTTP_CACHE = "Default/Cache"


class PersistentPhone:
    """One phone: `open` it, `kill` it, look into its files."""

    def __init__(self, playwright, folder: Path, url: str):
        self._playwright, self._folder, self._url = playwright, folder, url
        self.context = None

    def open(self) -> Page:
        self.context = self._playwright.chromium.launch_persistent_context(
            self._folder, executable_path=find_chromium(), args=LAUNCH, base_url=self._url, **PHONE
        )
        return self.context.pages[0]

    def kill(self) -> None:
        """SIGKILL to the browser; its children end with it."""
        browser = next(pid for pid, command in self._processes() if b"--type=" not in command)
        os.kill(browser, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while self._processes() and time.monotonic() < deadline:
            time.sleep(0.1)
        for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
            (self._folder / name).unlink(missing_ok=True)

    def files_holding(self, word: str, within: str = "") -> list[str]:
        """The files of the whole profile, or of one folder, that hold the word in any of the ways that browsers write
        text; but for those that are known to, and not covered."""
        files = [file for file in (self._folder / within).rglob("*") if file.is_file()]
        names = {file: file.relative_to(self._folder).as_posix() for file in files}
        ways = [word.encode(), word.encode("utf-16-le")]
        searched = [file for file in files if not names[file].startswith(NOT_COVERED)]
        return [names[file] for file in searched if any(way in file.read_bytes() for way in ways)]

    def _processes(self) -> list[tuple[int, bytes]]:
        """Those that were started with this profile."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                command = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
            except OSError:
                continue
            if f"--user-data-dir={self._folder}".encode() in command:
                found.append((int(entry.name), command))
        return found
