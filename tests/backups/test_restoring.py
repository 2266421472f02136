"""A restore brings back what was there, refuses what is not whole, and opens nothing that was ended since."""

import datetime as dt
import os

import pytest
import time_machine
from cast import give_consent
from house import WORDS, words_of, write_entry

from webapp import audit, clock, database, encryption
from webapp.accounts.models import HalfSignIn, SignIn, SignInLink
from webapp.audit import AuditRecord, anchors, chain
from webapp.backups import restoring
from webapp.encryption import CannotOpen, DataKey, Erased
from webapp.guests.sharing import stop
from webapp.journals.models import JournalEntry
from webapp.people.consents import ITEMS, REVOKED, Consent, Invitation
from webapp.people.erasures import Erasure
from webapp.people.models import User
from webapp.reminders.models import MISSED, Reminder

OTHER_KEY = f"first:{'A' * 43}"


def lines_of(action: str) -> list[AuditRecord]:
    return list(AuditRecord.select().where(AuditRecord.action == action))


def test_everything_is_as_it_was_at_the_backup(house, cast):
    entry = write_entry(cast.stay_of(cast.jo))
    data, keys = house.backup()
    write_entry(cast.stay_of(cast.jo), "written later")
    said = house.restore(data, keys)
    assert words_of(entry) == WORDS
    assert [one.words for one in JournalEntry.select()] == [WORDS]
    assert f"Restored what was there on {clock.now():%Y-%m-%d at %H:%M} UTC" in said
    assert User.by_email("jo@example.org").name == "Jo Rivera"


def test_into_an_empty_database_it_needs_no_leave(house, cast, tmp_path):
    entry = write_entry(cast.stay_of(cast.jo))
    data, keys = house.backup()
    house.ledger.touch()
    if database.is_sqlite():
        database.disconnect()
        house.app.config["DATABASE_URL"] = f"sqlite:///{tmp_path / 'fresh' / 'waymark.db'}"
        database.open_database(house.app.config["DATABASE_URL"])
    else:
        restoring.postgresql.make_room()
    house.run("restore", data, "--keys", keys)
    encryption.forget_everything()
    assert words_of(entry) == WORDS


def test_what_is_there_already_is_told_and_stays(house, cast):
    data, keys = house.backup()
    later = write_entry(cast.stay_of(cast.jo), "written later")
    house.ledger.touch()
    said = house.run("restore", data, "--keys", keys, fails=True)
    assert "There is a database already: 6 accounts, 2 stays, 1 journal entries" in said
    assert "--replace" in said
    assert words_of(later) == "written later"


def test_the_database_that_was_there_lies_beside(house, cast):
    data, keys = house.backup()
    later = write_entry(cast.stay_of(cast.jo), "written later")
    said = house.restore(data, keys)
    assert ("The database that was there" in said) == database.is_sqlite()
    if not database.is_sqlite():  # it has one place only
        return
    (aside,) = (
        file
        for file in restoring.sqlite.file_of(house.app.config["DATABASE_URL"]).parent.glob("*.replaced-*")
    )
    with database.elsewhere(f"sqlite:///{aside}"):
        assert words_of(later) == "written later"
    aside.unlink()


def test_a_backup_of_another_installation_or_kind_is_refused(house, cast, monkeypatch):
    data, keys = house.backup()
    monkeypatch.setattr(encryption, "installation", lambda: "elsewhere")
    _other_data, other_keys = house.backup()
    assert "of different installations" in house.restore(data, other_keys, fails=True)
    monkeypatch.undo()
    ours, theirs = (restoring.sqlite, restoring.postgresql)
    monkeypatch.setattr(ours if database.is_sqlite() else theirs, "KIND", "another")
    assert "DATABASE_URL names another" in house.restore(data, keys, fails=True)


def test_a_database_in_use_is_not_taken_from_under_anyone(house, cast):
    data, keys = house.backup()
    if database.is_sqlite():
        other = restoring.sqlite.sqlite3.connect(restoring.sqlite.file_of(house.app.config["DATABASE_URL"]))
    else:
        other = restoring.postgresql.psycopg.connect(house.app.config["DATABASE_URL"])
    other.execute("SELECT COUNT(*) FROM user_account").fetchone()
    said = house.restore(data, keys, fails=True)
    other.close()
    assert "stop" in said
    assert "the worker" in said or "workers" in said


def test_a_web_server_that_just_asks_nothing_is_noticed_too(house, cast, monkeypatch):
    data, keys = house.backup()
    if database.is_sqlite():
        monkeypatch.setattr(database, "_locks", held := [])
        database.keep_in_place()
        assert "stop the web server and the worker first" in house.restore(data, keys, fails=True)
        os.close(held.pop())
        house.restore(data, keys)


def test_a_consent_that_was_revoked_since_stays_revoked(house, cast, client_of):
    stay = cast.stay_of(cast.jo)
    Consent.delete().execute()
    consent = give_consent(stay, cast.sam, ITEMS)
    data, keys = house.backup()
    assert client_of(cast.sam).get(f"/guests/{stay.id}").status_code == 200
    stop(consent)
    said = house.restore(data, keys)
    assert "Done again, because it was done after the backup: revoked-consent, 1 times." in said
    restored = Consent.get_by_id(consent.id)
    assert (restored.state, restored.revoked_at is not None) == (REVOKED, True)
    assert client_of(cast.sam).get(f"/guests/{stay.id}").status_code == 404
    assert [line.about for line in lines_of("revoked consent")] == [consent.id]


def test_what_another_machine_wrote_down_is_kept_for_the_next_restore(house, cast, tmp_path):
    consent = Consent.get()
    data, keys = house.backup()
    stop(consent)
    fetched = house.ledger.rename(tmp_path / "fetched.txt")
    house.restore(data, keys, "--ledger", fetched)
    once = house.ledger.read_text()
    fetched.unlink()
    house.restore(data, keys)
    assert Consent.get_by_id(consent.id).state == REVOKED
    assert house.ledger.read_text() == once


def test_of_several_machines_the_last_word_counts(house, cast, tmp_path):
    data, keys = house.backup()
    house.run("lock-account", "kim@example.org")
    first = house.ledger.rename(tmp_path / "first.txt")
    house.run("lock-account", "kim@example.org", "--unlock")
    second = house.ledger.rename(tmp_path / "second.txt")
    house.restore(data, keys, "--ledger", second, "--ledger", first)
    assert User.by_email("kim@example.org").active


def test_what_was_erased_since_does_not_open(house, cast):
    jo, ana = write_entry(cast.stay_of(cast.jo)), write_entry(cast.stay_of(cast.ana))
    data, keys = house.backup()
    Erasure.withdraw(cast.stay_of(cast.jo), at_once=True).carry_out()
    assert "erasure, 1 times" in house.restore(data, keys)
    assert words_of(ana) == WORDS
    assert JournalEntry.get_or_none(JournalEntry.id == jo.id) is None
    assert DataKey.get_or_none(id=cast.stay_of(cast.jo).id) is None
    assert cast.stay_of(cast.jo).withdrawn_at


def test_an_older_backup_with_later_keys_opens_all_but_what_was_erased(house, cast):
    """As it is when the file of its own keys was pruned: nothing and nobody but those old keys opens the rest."""
    jo, ana = write_entry(cast.stay_of(cast.jo)), write_entry(cast.stay_of(cast.ana))
    old_data, _pruned = house.backup()
    with time_machine.travel(clock.now() + dt.timedelta(hours=1)):
        encryption.destroy_key(cast.stay_of(cast.jo).id)
        _data, keys = house.backup()
    said = house.restore(old_data, keys, "--later-keys")
    assert "2 are of erased stays" in said  # the entry, and the consent
    assert words_of(ana) == WORDS
    with pytest.raises(Erased):
        words_of(jo)


def test_nobody_is_signed_in_or_invited(house, cast, client_of):
    jo = client_of(cast.jo)
    HalfSignIn.begin(cast.kim, own_phone=False)
    SignInLink.make(cast.jo)
    _invitation, token = Invitation.make(user=cast.kim, resets="password")
    data, keys = house.backup()
    assert "2 sign-ins" in (said := house.restore(data, keys)) or "1 sign-ins" in said
    assert "1 invitations and links for a new password" in said
    assert not [
        model.select().count() for model in (SignIn, HalfSignIn, SignInLink) if model.select().count()
    ]
    assert Invitation.open_by(token) is None
    assert jo.get("/").status_code == 303


def test_reminders_whose_time_has_passed_are_not_sent(house, cast):
    now = clock.now()

    def reminder(about, minutes):
        due = now + dt.timedelta(minutes=minutes)
        times = {"due_at": due, "wake_at": due, "expires_at": due + dt.timedelta(hours=2)}
        return Reminder.create(user=cast.jo, kind="session", about=about, **times)

    early, late = reminder("early", -30), reminder("late", 30)
    data, keys = house.backup()
    house.restore(data, keys)
    assert (Reminder.get_by_id(early.id).outcome, Reminder.get_by_id(early.id).reason) == (MISSED, "too_late")
    assert Reminder.get_by_id(late.id).outcome is None


def test_the_trail_goes_on_and_says_that_it_was_restored(house, cast):
    audit.record("read 1", cast.stay_of(cast.jo), actor=cast.kim)
    data, keys = house.backup()
    end = chain.head().seq
    audit.record("read 2", cast.stay_of(cast.jo), actor=cast.kim)
    house.run("audit", "anchor")
    said = house.restore(data, keys)
    assert "The anchors of the audit trail until now" in said
    (line,) = lines_of("restored a backup")
    assert line.seq > end
    assert line.about_kind == "backup"
    assert "The trail is whole" in house.run("audit", "verify")
    (aside,) = house.app.config["DATA_DIR"].glob("audit-anchors.txt.until-*")
    assert max(anchors.read(aside)) > end


def test_one_that_is_stopped_midway_opens_nothing(house, cast, monkeypatch):
    entry = write_entry(cast.stay_of(cast.jo))
    data, keys = house.backup()

    def stopped(*_any):
        raise OSError("the power went")

    monkeypatch.setattr(restoring, "reopen", stopped)
    assert "the power went" in house.restore(data, keys, fails=True)
    monkeypatch.undo()
    if database.is_sqlite():  # what was there is there
        assert words_of(entry) == WORDS
    else:  # restored, but without keys
        with pytest.raises(CannotOpen):
            words_of(entry)
    house.restore(data, keys)
    assert words_of(entry) == WORDS


def test_a_backup_of_an_older_schema_is_brought_up_to_date(house, cast):
    entry = write_entry(cast.stay_of(cast.jo))
    newest = database.schema_version()
    house.run("migrate", "--to", 18, "--lose")
    data, keys = house.backup()
    house.restore(data, keys)
    assert database.schema_version() == newest
    assert words_of(entry) == WORDS
