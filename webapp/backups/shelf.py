"""Where backups lie: their names, one at a time, and for how long each is kept."""

import contextlib
import datetime as dt
import fcntl
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from webapp import clock
from webapp.backups.files import DATA, KEYS, BadFile, Label, draft_of, label_of

ALL_OF_THEM = dt.timedelta(days=2)  # so far back every backup is kept, before that one of each day
KEYS_LAST = dt.timedelta(days=30)  # what was erased is gone from backups, too, after that long


class Busy(Exception):
    """Another backup or restore is at work here."""


@dataclass(frozen=True)
class Shelf:
    """The folder of the data and the folder of the keys, which may be the same."""

    data: Path
    keys: Path

    def file(self, label: Label) -> Path:
        """The name tells when it was made; of two in one second the ids differ."""
        stamp = f"{label.made_at:%Y%m%dT%H%M%SZ}"
        folder = self.keys if label.part == KEYS else self.data
        return folder / f"waymark-{stamp}-{label.id[:6]}.{label.part}"

    def prepare(self) -> None:
        """Make the folders; remove what a backup that was killed left."""
        for folder in (self.data, self.keys):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._remove_keys_of_drafts()
        for folder in (self.data, self.keys):
            for part in (DATA, KEYS):
                for left in _drafts(folder, part):
                    left.unlink()

    def _remove_keys_of_drafts(self) -> None:
        """Keys go to their place first: of one that was killed then only the data is still a draft.

        Keys without any data may be those of data that was taken elsewhere, and stay.
        """
        unfinished = set()
        for left in _drafts(self.data, DATA):
            with contextlib.suppress(BadFile):
                unfinished.add(label_of(left).id)
        for file, label in self.labels(KEYS).items():
            if label.id in unfinished:
                file.unlink()

    def labels(self, part: str) -> dict[Path, Label]:
        """The files of one kind, oldest first. Whatever else lies there is nobody's business here."""
        found = {}
        for file in (self.keys if part == KEYS else self.data).glob(f"waymark-*.{part}"):
            with contextlib.suppress(BadFile):
                found[file] = label_of(file)
        return dict(sorted(found.items(), key=lambda pair: pair[1].made_at))

    def prune(self, keep: dt.timedelta) -> list[Path]:
        """Remove what is kept long enough; the files that went."""
        now = clock.now()
        data, keys = self.labels(DATA), self.labels(KEYS)
        gone = [file for file, label in data.items() if label.made_at in _too_many(data.values(), now, keep)]
        ids = {data[file].id for file in gone}
        gone += [file for file, label in keys.items() if label.id in ids or now - label.made_at > KEYS_LAST]
        for file in gone:
            file.unlink(missing_ok=True)
        return gone


def _drafts(folder: Path, part: str) -> list[Path]:
    return list(folder.glob(draft_of(Path(f"waymark-*.{part}")).name))


def _too_many(labels, now: dt.datetime, keep: dt.timedelta) -> set[dt.datetime]:
    """The times of those that nobody needs: older than `keep`, or not the last one of their day."""
    last_of_day = {
        label.made_at.date(): label.made_at for label in labels
    }  # oldest first, so the last one stays
    return {
        label.made_at
        for label in labels
        if now - label.made_at > keep
        or (now - label.made_at > ALL_OF_THEM and label.made_at != last_of_day[label.made_at.date()])
    }


@contextlib.contextmanager
def alone(folder: Path):
    """One at a time with this folder; Busy if another is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".backup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"Another backup or restore is at work in {folder}.") from None
        yield


@contextlib.contextmanager
def workbench(data_dir: Path):
    """A folder for what must not leave the machine unsealed; what one that was killed left there is removed first.

    It lies beside the database, which is no better protected.
    """
    for left in data_dir.glob("backing-up-*"):
        shutil.rmtree(left)
    folder = Path(tempfile.mkdtemp(prefix="backing-up-", dir=data_dir))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
