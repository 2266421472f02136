"""What a restore refuses, and what it makes of the ledger: the same on both databases, so tried on one."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from house import WORDS, words_of, write_entry

from webapp import clock, database, encryption
from webapp.audit import chain
from webapp.calendars.models import Feed
from webapp.guests.sharing import stop
from webapp.people.consents import ACCEPTED, Consent
from webapp.people.erasures import Erasure
from webapp.people.models import User

OTHER_KEY = f"first:{'A' * 43}"


@pytest.fixture
def backend(backends):
    return backends("sqlite")


def changed(file, folder, at: int = -1):
    """A copy of the file with one byte changed."""
    held = bytearray(file.read_bytes())
    held[at] ^= 1
    copy = folder / file.name
    copy.write_bytes(held)
    return copy


def test_a_changed_or_shortened_file_is_refused(house, cast, tmp_path):
    later = write_entry(cast.stay_of(cast.jo))
    data, keys = house.backup()
    for at in (-1, 2000):
        said = house.restore(changed(data, tmp_path, at), keys, fails=True)
        assert f"Nothing was restored: {data.name}: changed or cut off since it was written." in said
    assert "changed or cut off" in house.restore(data, changed(keys, tmp_path), fails=True)
    short = tmp_path / data.name
    short.write_bytes(data.read_bytes()[:-5000])
    assert "changed or cut off" in house.restore(short, keys, fails=True)
    assert words_of(later) == WORDS


def test_other_master_keys_are_refused(house, cast):
    data, keys = house.backup()
    right = house.app.config["MASTER_KEYS"]
    encryption.configure(OTHER_KEY)
    assert "MASTER_KEYS do not open it" in house.restore(data, keys, fails=True)
    encryption.configure(right)
    assert User.by_email("jo@example.org")


def test_keys_of_another_backup_are_refused(house, cast):
    old_data, old_keys = house.backup()
    with time_machine.travel(clock.now() + dt.timedelta(hours=1)):
        data, keys = house.backup()
    assert "before this backup: those of later stays are missing" in house.restore(data, old_keys, fails=True)
    assert "add --later-keys" in house.restore(old_data, keys, fails=True)
    assert "Give the file that ends in .data first" in house.restore(keys, data, fails=True)


def test_a_backup_of_a_newer_version_is_refused(house, cast, monkeypatch):
    monkeypatch.setattr(database, "schema_version", lambda: "9999_to_come")
    data, keys = house.backup()
    monkeypatch.undo()
    assert "newer version of Waymark (schema 9999_to_come)" in house.restore(data, keys, fails=True)


def test_a_trail_that_is_not_the_anchored_one_is_refused(house, cast):
    data, keys = house.backup()
    end = chain.head().seq
    house.app.config["AUDIT_ANCHORS"].write_text(f"{end} {'0' * 64} 2026-11-17T18:00:00+00:00\n")
    assert f"line {end} is not the one that was anchored" in house.restore(data, keys, fails=True)


def test_a_ledger_with_a_torn_line_is_used_as_far_as_it_can_be_read(house, cast):
    data, keys = house.backup()
    stop(Consent.get())
    with house.ledger.open("a") as lines:
        lines.write("2026-11-17T18:07")
    said = house.restore(data, keys)
    assert "cannot read line 2" in said
    assert "revoked-consent, 1 times" in said


def test_a_kind_that_this_version_does_not_know_is_told(house, cast):
    data, keys = house.backup()
    house.ledger.write_text(f"{clock.now().isoformat()} something-new abc\n")
    assert "NOT done again, because this version does not know it: something-new, 1 times." in house.restore(
        data, keys
    )


def test_without_the_ledger_participants_are_asked_again(house, cast, client_of):
    stay = cast.stay_of(cast.jo)
    data, keys = house.backup()
    house.ledger.unlink(missing_ok=True)
    said = house.run("restore", data, "--keys", keys, "--replace", fails=True)
    assert "--without-ledger" in said
    said = house.run("restore", data, "--keys", keys, "--replace", "--without-ledger")
    encryption.forget_everything()
    assert "1 consents open nothing until their participant confirms them again." in said
    assert Consent.get().state == ACCEPTED
    assert client_of(cast.sam).get(f"/guests/{stay.id}").status_code == 404


def test_a_calendar_link_that_was_ended_or_renewed_since_stays_dead(house, cast):
    stay = cast.stay_of(cast.jo)
    ended, _secret = Feed.make(stay, real_titles=False)
    renewed, secret = Feed.make(stay, real_titles=False)
    kept, kept_secret = Feed.make(stay, real_titles=False)
    data, keys = house.backup()
    ended.revoke()
    renewed.renew()
    house.restore(data, keys)
    assert Feed.open_by(secret) is None
    assert Feed.get_by_id(ended.id).revoked_at
    assert Feed.open_by(kept_secret).id == kept.id


def test_a_stay_that_was_brought_back_since_is_not_closed_again(house, cast):
    stay = cast.stay_of(cast.jo)
    entry = write_entry(stay)
    Erasure.withdraw(stay)
    data, keys = house.backup()
    Erasure.bring_back(stay)
    house.restore(data, keys)
    assert cast.stay_of(cast.jo).withdrawn_at is None
    assert words_of(entry) == WORDS


def test_a_stay_that_was_withdrawn_since_is_closed_again(house, cast):
    entry = write_entry(cast.stay_of(cast.jo))
    data, keys = house.backup()
    asked = Erasure.withdraw(cast.stay_of(cast.jo))
    house.restore(data, keys)
    again = Erasure.get()
    assert (again.id, again.due_at, again.erased_at) == (asked.id, Erasure.get_by_id(asked.id).due_at, None)
    assert cast.stay_of(cast.jo).withdrawn_at
    assert words_of(entry) == WORDS


def test_a_database_that_cannot_be_read_is_replaced_on_demand(house, cast):
    entry = write_entry(cast.stay_of(cast.jo))
    data, keys = house.backup()
    database.disconnect()
    Path(database.db.database).write_bytes(b"a broken disk" * 5000)
    house.ledger.touch()
    with house.app.app_context():
        said = house.app.test_cli_runner().invoke(args=["restore", str(data), "--keys", str(keys)]).output
    assert "There is a database already: a database that can't be read" in said
    assert "Restored what was there" in house.restore(data, keys)
    assert words_of(entry) == WORDS
