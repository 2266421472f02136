"""Disks that are full for a while, before processes that must go on by themselves when they no longer are."""

import contextlib
import resource
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest


class Limit:
    """These processes may not write a byte to any file: as on a full disk, but for the name of the error."""

    stops_every_write = True

    def __init__(self, processes: Callable[[], Iterable[int]]):
        self._processes = processes

    def fill(self) -> None:
        self._set((1, resource.RLIM_INFINITY))

    def empty(self) -> None:
        self._set((resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def _set(self, limits) -> None:
        for process in self._processes():
            resource.prlimit(process, resource.RLIMIT_FSIZE, limits)


class Tmpfs:
    """A small disk, and something else that fills it. A database may still have room within its own files."""

    stops_every_write = False

    def __init__(self, disk: Path, megabytes: int):
        self.disk = disk
        disk.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "mill", disk], capture_output=True
        )
        if mounted.returncode:
            pytest.skip("needs the right to mount a tmpfs; the other ways stand for it")

    def fill(self) -> None:
        with contextlib.suppress(OSError), (self.disk / "ballast").open("wb", buffering=0) as ballast:
            while ballast.write(b"x" * 512):
                pass

    def empty(self) -> None:
        (self.disk / "ballast").unlink(missing_ok=True)

    def unmount(self) -> None:
        subprocess.run(["umount", "--lazy", self.disk], check=True)  # something may still be closing
