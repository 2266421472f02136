"""What people wrote is sealed: bound to its row and owner, gone with its key, absent from the bytes on disk."""

import pytest

from webapp import encryption
from webapp.encryption import CannotOpen
from webapp.people.consents import Consent
from webapp.people.models import User


def test_a_sealed_value_comes_back(cast):
    assert User.get_by_id(cast.jo.id).name == "Jo Rivera"


def test_a_change_is_sealed_anew_with_the_next_revision(cast):
    before = cast.jo.revision
    cast.jo.name = "Jo R."
    cast.jo.save()
    again = User.get_by_id(cast.jo.id)
    assert (again.name, again.revision) == ("Jo R.", before + 1)


def test_saving_without_a_change_keeps_the_seal(cast):
    jo = cast.jo
    sealed, _name = bytes(jo.sealed), jo.name
    jo.locale = "en"
    jo.save()
    assert bytes(User.get_by_id(jo.id).sealed) == sealed


def test_a_seal_moved_to_another_row_does_not_open(cast):
    User.update(sealed=bytes(cast.jo.sealed)).where(User.id == cast.ana.id).execute()
    with pytest.raises(CannotOpen):
        _ = User.get_by_id(cast.ana.id).name


def test_a_seal_of_an_older_revision_does_not_open(cast):
    jo = cast.jo
    old = bytes(jo.sealed)
    jo.name = "Newer"
    jo.save()
    User.update(sealed=old).where(User.id == jo.id).execute()
    with pytest.raises(CannotOpen):
        _ = User.get_by_id(jo.id).name


@pytest.mark.parametrize(
    "change", [lambda b: b[:-1], lambda b: b[:20], lambda b: b"", lambda b: b[:-1] + bytes([b[-1] ^ 1])]
)
def test_a_damaged_seal_does_not_open(cast, change):
    jo = cast.jo
    User.update(sealed=change(bytes(jo.sealed))).where(User.id == jo.id).execute()
    with pytest.raises(CannotOpen):
        _ = User.get_by_id(jo.id).name


def test_destroying_a_key_destroys_what_it_sealed(cast):
    consent = Consent.get()
    assert consent.purpose
    encryption.destroy_key(consent.enrollment_id)
    with pytest.raises(CannotOpen):
        _ = Consent.get().purpose


def test_another_master_key_does_not_open_this_installation(app, cast):
    right = app.config["MASTER_KEYS"]
    encryption.configure("first:" + "A" * 43)
    with pytest.raises(CannotOpen):
        encryption.prepare()
    encryption.configure(right)
    encryption.prepare()


def test_a_second_master_key_opens_what_the_first_sealed(app, cast):
    encryption.configure("second:" + "B" * 43 + "," + app.config["MASTER_KEYS"])
    assert User.get_by_id(cast.jo.id).name == "Jo Rivera"


@pytest.mark.parametrize("written", ["", "no-colon", "short:QUJD", ":" + "A" * 43])
def test_it_refuses_master_keys_of_the_wrong_form(app, written):
    with pytest.raises(ValueError):
        encryption.KeyRing(written)


def test_sizes_are_told_in_steps_only(cast):
    jo = cast.jo
    sizes = set()
    for name in ("J", "Jo Rivera", "J" * 60):
        jo.name = name
        jo.save()
        sizes.add(len(jo.sealed))
    assert len(sizes) == 1


def test_a_held_text_opens_for_its_owner_and_purpose_only(cast):
    held = encryption.seal_text(cast.jo.id, "held form", "my words")
    assert encryption.open_text(cast.jo.id, "held form", held) == "my words"
    for owner, purpose in ((cast.ana.id, "held form"), (cast.jo.id, "another")):
        with pytest.raises(CannotOpen):
            encryption.open_text(owner, purpose, held)
    with pytest.raises(CannotOpen):
        encryption.open_text(cast.jo.id, "held form", "not base64 !")
