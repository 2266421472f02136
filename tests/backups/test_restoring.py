"""A restore brings back what was there, refuses what is not whole, and opens nothing that was ended since."""

import datetime as dt

import pytest
import time_machine
from cast import give_consent
from house import WORDS, words_of, write_entry

from webapp import audit, clock, database, encryption
from webapp.accounts.models import HalfSignIn, SignIn, SignInLink
from webapp.audit import AuditRecord, anchors, chain
from webapp.backups import restoring
from webapp.calendars.models import Feed
from webapp.encryption import CannotOpen, DataKey, Erased
from webapp.guests.sharing import stop
from webapp.journals.models import JournalEntry
from webapp.people.consents import ACCEPTED, ITEMS, REVOKED, Consent, Invitation
from webapp.people.erasures import Erasure
from webapp.people.models import User
from webapp.reminders.models import MISSED, Reminder

OTHER_KEY = f"first:{'A' * 43}"


def changed(file, folder, at: int = -1):
    """A copy of the file with one byte changed."""
    held = bytearray(file.read_bytes())
    held[at] ^= 1
    copy = folder / file.name
    copy.write_bytes(held)
    return copy


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


def test_a_backup_of_another_installation_or_kind_is_refused(house, cast, monkeypatch):
    data, keys = house.backup()
    monkeypatch.setattr(encryption, "installation", lambda: "elsewhere")
    _other_data, other_keys = house.backup()
    assert "of different installations" in house.restore(data, other_keys, fails=True)
    monkeypatch.undo()
    ours, theirs = (restoring.sqlite, restoring.postgresql)
    monkeypatch.setattr(ours if database.is_sqlite() else theirs, "KIND", "another")
    assert "DATABASE_URL names another" in house.restore(data, keys, fails=True)


def test_a_backup_of_a_newer_version_is_refused(house, cast, monkeypatch):
    monkeypatch.setattr(database, "schema_version", lambda: "9999_to_come")
    data, keys = house.backup()
    monkeypatch.undo()
    assert "newer version of Waymark (schema 9999_to_come)" in house.restore(data, keys, fails=True)


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


def test_what_was_erased_since_does_not_open(house, cast):
    jo, ana = write_entry(cast.stay_of(cast.jo)), write_entry(cast.stay_of(cast.ana))
    data, keys = house.backup()
    Erasure.withdraw(cast.stay_of(cast.jo), at_once=True).carry_out()
    assert "erasure, 1 times" in house.restore(data, keys)
    assert words_of(ana) == WORDS
    assert JournalEntry.get_or_none(JournalEntry.id == jo.id) is None
    assert DataKey.get_or_none(id=cast.stay_of(cast.jo).id) is None
    assert cast.stay_of(cast.jo).withdrawn_at


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


def test_a_trail_that_is_not_the_anchored_one_is_refused(house, cast):
    data, keys = house.backup()
    end = chain.head().seq
    house.app.config["AUDIT_ANCHORS"].write_text(f"{end} {'0' * 64} 2026-11-17T18:00:00+00:00\n")
    assert f"line {end} is not the one that was anchored" in house.restore(data, keys, fails=True)


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


def test_a_backup_of_an_older_schema_is_brought_up_to_date(house, cast):
    entry = write_entry(cast.stay_of(cast.jo))
    newest = database.schema_version()
    house.run("migrate", "--to", 18, "--lose")
    data, keys = house.backup()
    house.restore(data, keys)
    assert database.schema_version() == newest
    assert words_of(entry) == WORDS
