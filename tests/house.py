"""An installation of the tests that is backed up and restored, by the commands that an operator uses."""

import re
from dataclasses import dataclass
from pathlib import Path

from webapp import database, encryption
from webapp.journals.models import JournalEntry
from webapp.people import endings

WORDS = "a cobaltheron by the river"


@dataclass
class House:
    """The app's settings and folders of one test."""

    app: object
    folder: Path

    def __enter__(self):
        self._before = dict(self.app.config)
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        backups = self.folder / "backups"
        self.app.config.update(
            DATA_DIR=data,
            AUDIT_ANCHORS=data / "audit-anchors.txt",
            ENDINGS=data / "endings.txt",
            BACKUP_DIR=backups,
            BACKUP_KEYS_DIR=backups,
        )
        endings.configure(data / "endings.txt")
        return self

    def __exit__(self, *_exception):
        self.app.config.update(self._before)
        endings.configure(self._before["ENDINGS"])

    @property
    def ledger(self) -> Path:
        return self.app.config["ENDINGS"]

    def run(self, *words, fails: bool = False) -> str:
        """What the command prints; it must succeed, or fail."""
        with self.app.app_context():
            result = self.app.test_cli_runner().invoke(args=[str(word) for word in words])
        database.connect()
        assert (result.exit_code == 1) == fails, result.output + repr(result.exception)
        assert "Traceback" not in result.output
        return result.output

    def backup(self) -> tuple[Path, Path]:
        """The two files of a new backup."""
        said = self.run("backup")
        return tuple(Path(re.search(rf"^{part}  .*  (/.+)$", said, re.M)[1]) for part in ("data", "keys"))

    def restore(self, data: Path, keys: Path, *options, fails: bool = False) -> str:
        """Restore over what is there, as after its loss; what is said."""
        self.ledger.touch()
        said = self.run("restore", data, "--keys", keys, "--replace", *options, fails=fails)
        encryption.forget_everything()
        return said


def write_entry(stay, words: str = WORDS) -> JournalEntry:
    return JournalEntry.create(enrollment=stay, words=words)


def words_of(entry: JournalEntry) -> str:
    return JournalEntry.get_by_id(entry.id).words
