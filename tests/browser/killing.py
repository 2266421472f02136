"""A phone's browser with a profile on disk, which can be killed at any moment and opened again."""

import os
import signal
import time
from pathlib import Path

from playwright.sync_api import Page
from running import LAUNCH, PHONE, find_chromium

# What the app itself has stored: IndexedDB (pages, outbox, keys) and the worker's caches.
OURS = ("IndexedDB", "Service Worker")


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

    def files_holding(self, word: str, within=OURS) -> list[str]:
        """The files of the profile that hold the word, in any of the ways that browsers write text."""
        files = [
            file
            for folder in within
            for file in (self._folder / "Default" / folder).rglob("*")
            if file.is_file()
        ]
        ways = [word.encode(), word.encode("utf-16-le")]
        return [file.name for file in files if any(way in file.read_bytes() for way in ways)]

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
