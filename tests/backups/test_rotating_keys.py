"""Another master key takes over while the app is in use, however often it is interrupted."""

import pytest
from house import WORDS, words_of, write_entry

from webapp import encryption
from webapp.backups import commands
from webapp.encryption import CannotOpen, DataKey
from webapp.people.models import User

NEW = f"second:{'B' * 43}"


@pytest.fixture
def rings(house):
    """Master keys before, during and after."""
    old = house.app.config["MASTER_KEYS"]
    return old, f"{NEW},{old}", NEW


def all_open() -> None:
    encryption.forget_everything()
    encryption.preload_keys([row.id for row in DataKey.select(DataKey.id)])
    assert User.by_email("jo@example.org").name == "Jo Rivera"


def test_every_key_goes_over_and_the_old_one_may_go(house, cast, rings):
    entry = write_entry(cast.stay_of(cast.jo))
    encryption.configure(rings[1])
    count = DataKey.select().count()
    said = house.run("rotate-keys")
    assert f"{count} data keys were wrapped anew." in said
    assert f"second  {count} (the first)" in said
    assert "first may be taken out of MASTER_KEYS." in said
    encryption.configure(rings[2])
    all_open()
    assert words_of(entry) == WORDS
    assert "0 data keys were wrapped anew." in house.run("rotate-keys")


def test_check_only_counts(house, cast, rings):
    count = DataKey.select().count()
    encryption.configure(rings[1])
    said = house.run("rotate-keys", "--check")
    assert f"second  0 (the first)\nfirst  {count}\n" in said
    assert "may be taken out" not in said


def test_stopped_after_any_batch_everything_opens(house, cast, rings):
    entry = write_entry(cast.stay_of(cast.jo))
    encryption.configure(rings[1])
    left = DataKey.select().count()
    while left:
        assert encryption.rewrap(1) == 1
        left -= 1
        assert encryption.keys_by_master()["first"] == left
        all_open()
        assert words_of(entry) == WORDS
    assert encryption.rewrap(1) == 0


def test_one_that_fails_within_a_batch_takes_the_batch_back(house, cast, rings, monkeypatch):
    encryption.configure(rings[1])
    before = encryption.keys_by_master()
    real, calls = encryption.KeyRing.wrap, []

    def failing(ring, *told):
        calls.append(told)
        if len(calls) == 3:
            raise OSError("the power went")
        return real(ring, *told)

    monkeypatch.setattr(encryption.KeyRing, "wrap", failing)
    assert "the power went" in house.run("rotate-keys", fails=True)
    monkeypatch.undo()
    assert encryption.keys_by_master() == before
    all_open()
    commands.rotate()
    assert encryption.keys_by_master()["first"] == 0


def test_keys_made_meanwhile_by_a_server_with_the_old_order_go_over_next_time(house, cast, rings):
    encryption.configure(rings[1])
    commands.rotate()
    encryption.configure(f"{rings[0]},{NEW}")
    encryption.create_key("made meanwhile")
    encryption.configure(rings[1])
    assert "1 data keys were wrapped anew." in house.run("rotate-keys")


def test_a_key_that_was_destroyed_does_not_come_back(house, cast, rings):
    encryption.destroy_key(cast.stay_of(cast.jo).id)
    encryption.configure(rings[1])
    commands.rotate()
    assert DataKey.get_or_none(id=cast.stay_of(cast.jo).id) is None


def test_keys_of_a_master_key_that_is_not_there_are_told(house, cast, rings):
    encryption.configure(rings[1])
    commands.rotate()
    encryption.configure(f"second:{'B' * 43}")
    DataKey.update(master="lost").where(DataKey.id == cast.stay_of(cast.jo).id).execute()
    assert "lost  1  (NOT in MASTER_KEYS: these do not open)" in house.run("rotate-keys", "--check")


def test_backups_that_need_the_old_key_are_told(house, cast, rings):
    house.backup()
    encryption.configure(rings[1])
    house.backup()  # sealed by the new key, but the data keys in it are wrapped by the old one
    said = house.run("rotate-keys")
    assert "3 files in the backup folders still need it" in said


def test_a_backup_from_before_opens_with_both_and_not_with_the_new_one_alone(house, cast, rings):
    entry = write_entry(cast.stay_of(cast.jo))
    data, keys = house.backup()
    encryption.configure(rings[1])
    commands.rotate()
    encryption.configure(rings[2])
    assert "no master key named 'first'" in house.restore(data, keys, fails=True)
    encryption.configure(rings[1])
    house.restore(data, keys)
    assert words_of(entry) == WORDS


def test_the_wrong_key_of_the_right_name_changes_nothing(house, cast, rings):
    encryption.configure(f"{NEW},first:{'C' * 43}")
    assert "Not all was done" in house.run("rotate-keys", fails=True)
    encryption.configure(rings[0])
    all_open()
    with pytest.raises(CannotOpen):
        encryption.configure(NEW)
        encryption.check()
