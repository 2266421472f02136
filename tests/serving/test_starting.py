"""What can't be right is refused at the start, in one line, before anything is written."""

import json
from pathlib import Path

import pytest
from house import House

import config
from webapp import create_app, database, encryption, serving
from webapp.audit import anchors
from webapp.encryption import DataKey

WRONG = f"first:{'A' * 43}"


@pytest.fixture
def house(app, tmp_path):
    with House(app, tmp_path) as house:
        yield house


def refusal(*told) -> str:
    """The one line that it is refused with."""
    with pytest.raises(serving.CannotStart) as refused:
        serving.prepare(*told)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_database_that_is_as_it_should_be_starts(app):
    serving.prepare()


def test_other_master_keys_change_nothing(house):
    before = DataKey.select().count()
    for keys, why in ((WRONG, "the seal does not belong here"), (f"other:{'B' * 43}", "no master key named")):
        encryption.configure(keys)
        assert f"MASTER_KEYS do not fit this database ({why}" in refusal()
    assert DataKey.select().count() == before


def test_the_command_says_it_in_one_line(house):
    encryption.configure(WRONG)
    said = house.run("migrate", fails=True)
    assert said.startswith("Error: MASTER_KEYS do not fit this database")
    assert said.count("\n") == 1


def test_a_missing_database_does_not_become_an_empty_one(house, tmp_path):
    """As when a disk is not mounted: that there was one is written down where the trail is anchored."""
    file = tmp_path / "anchors.txt"
    anchors.write(file)
    if database.is_sqlite():
        database.disconnect()
        gone = tmp_path / "not-mounted.db"
        database.open_database(f"sqlite:///{gone}")
        assert "There is no database, but by" in refusal(file)
        assert not gone.exists()
    else:
        for table in database.db.get_tables():
            database.db.execute_sql(f'DROP TABLE "{table}" CASCADE')
        assert "There is no database, but by" in refusal(file)
        assert not database.db.get_tables()


def test_a_restore_that_did_not_end_is_not_opened(house):
    DataKey.delete().execute()
    encryption.forget_everything()
    assert "a restore was stopped before its end" in refusal()
    assert not DataKey.select().count()


def test_a_database_of_a_newer_version_is_left_alone(house, monkeypatch):
    monkeypatch.setattr(database, "schema_version", lambda: "9999_to_come")
    assert "of a newer version of Waymark (schema 9999_to_come)" in refusal()


class TestFiles:
    """What concerns the files of one machine."""

    @pytest.fixture
    def backend(self, backends):
        return backends("sqlite")

    def test_a_damaged_page_is_found_before_anything_is_written(self, house):
        file = Path(database.db.database)
        database.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        root = database.db.execute_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'journal_entry'"
        ).fetchone()[0]
        database.disconnect()
        held = bytearray(file.read_bytes())
        held[(root - 1) * 8192 : (root - 1) * 8192 + 100] = b"\xff" * 100
        file.write_bytes(held)
        assert "Restore a backup" in refusal()
        assert file.read_bytes() == held

    def test_a_file_that_is_no_database_is_left_alone(self, house):
        file = Path(database.db.database)
        database.disconnect()
        file.write_bytes(b"something else altogether" * 1000)
        assert "can't be read" in refusal()
        assert file.read_bytes() == b"something else altogether" * 1000

    def test_secrets_that_everyone_can_read_are_refused(self, tmp_path):
        config.load({"DATA_DIR": str(tmp_path)})
        (tmp_path / "secrets.json").chmod(0o644)
        with pytest.raises(config.BadSettings, match="chmod 600"):
            config.load({"DATA_DIR": str(tmp_path)})

    def test_missing_secrets_are_not_made_anew_beside_data(self, tmp_path):
        config.load({"DATA_DIR": str(tmp_path)})
        (tmp_path / "secrets.json").unlink()
        (tmp_path / "waymark.db").touch()
        with pytest.raises(config.BadSettings, match="is missing"):
            config.load({"DATA_DIR": str(tmp_path)})
        assert not (tmp_path / "secrets.json").exists()

    @pytest.mark.parametrize("keys", ["first", "first:short", ":" + "A" * 43, ","])
    def test_master_keys_that_are_none_are_refused(self, app, tmp_path, keys):
        settings = config.load({"DATA_DIR": str(tmp_path)})
        assert json.loads((tmp_path / "secrets.json").read_text())
        with pytest.raises(config.BadSettings, match="MASTER_KEYS"):
            create_app({**settings, "MASTER_KEYS": keys})
