"""Sent twice, written once."""

import hashlib
import threading

from visitor import Visitor

from webapp.idempotency import Answered
from webapp.journals.models import JournalEntry

ENTRY = {"mood": "4", "words": "once", "visibility": "private"}


def count():
    return JournalEntry.select().count()


def test_a_double_tap_is_one_entry_and_the_same_answer(cast, client_of):
    jo = client_of(cast.jo)
    first = jo.send("/journals/", {**ENTRY, "once": "k" * 26})
    again = jo.send("/journals/", {**ENTRY, "once": "k" * 26})
    assert (first.status_code, first.location) == (again.status_code, again.location)
    assert first.status_code == 303
    assert count() == 1


def test_a_page_restored_by_the_browser_with_new_words_is_a_new_entry(cast, client_of):
    jo = client_of(cast.jo)
    jo.send("/journals/", {**ENTRY, "once": "k" * 26})
    jo.send("/journals/", {**ENTRY, "words": "other words", "once": "k" * 26})
    assert count() == 2


def test_a_key_from_the_outbox_with_other_content_is_refused(cast, client_of):
    jo = client_of(cast.jo)
    key = {"Idempotency-Key": "0123456789abcdef"}
    assert jo.send("/journals/", ENTRY, headers=key).status_code == 303
    assert jo.send("/journals/", {**ENTRY, "words": "other"}, headers=key).status_code == 422
    assert jo.send("/journals/", ENTRY, headers=key).status_code == 303
    assert count() == 1


def test_a_refused_form_does_not_use_its_key_up(cast, client_of):
    jo = client_of(cast.jo)
    key = {"Idempotency-Key": "0123456789abcdef"}
    assert jo.send("/journals/", {**ENTRY, "mood": "6"}, headers=key).status_code == 422
    assert count() == Answered.select().count() == 0
    assert jo.send("/journals/", ENTRY, headers=key).status_code == 303


def test_keys_of_two_people_do_not_meet(cast, client_of):
    key = {"Idempotency-Key": "0123456789abcdef"}
    for person in (cast.jo, cast.ana):
        assert client_of(person).send("/journals/", ENTRY, headers=key).status_code == 303
    assert count() == 2


def test_it_refuses_a_key_of_the_wrong_form(cast, client_of):
    answer = client_of(cast.jo).send("/journals/", ENTRY, headers={"Idempotency-Key": "short"})
    assert answer.status_code == 400
    assert count() == 0


def test_eight_at_the_same_moment_are_one_entry(app, cast):
    visitor = Visitor(app, cast.jo)
    token, cookie = visitor.token(), visitor.get_cookie("waymark")
    fields = {**ENTRY, "csrf_token": token}
    statuses = []

    def send():
        browser = app.test_client()
        browser.set_cookie("waymark", cookie.value)
        headers = {"Idempotency-Key": "0123456789abcdef", "Sec-Fetch-Site": "same-origin"}
        statuses.append(browser.post("/journals/", data=fields, headers=headers).status_code)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert statuses == [303] * 8
    assert count() == 1


def test_what_is_kept_of_a_repeat_cannot_be_guessed_back(cast, client_of):
    """A few ratings have few possible values: a bare digest of them would tell them."""
    client_of(cast.jo).send("/journals/check-ins", {"mood": "2", "craving": "7", "once": "k" * 26})
    parts = ["POST", "/journals/check-ins", "craving", "7", "mood", "2"]
    bare = hashlib.sha256("\0".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()
    assert [one.fingerprint != bare and bare not in one.key for one in Answered.select()] == [True]
