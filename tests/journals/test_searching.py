"""Searching one's own journal: all that is sealed is found, nothing typed stands in an address, no hit is lost."""

import datetime as dt

import pytest
from journal_entries import CANARY, WORDS

from webapp import clock
from webapp.journals import searching
from webapp.journals.models import JournalEntry


def wrote(stay, days_ago=0, **content) -> JournalEntry:
    visibility = content.pop("visibility", "private")
    at = clock.now() - dt.timedelta(days=days_ago)
    return JournalEntry.create(enrollment=stay, written_at=at, visibility=visibility, **content)


def search(jo, **asked):
    """Send the form as the page does, and follow where it leads."""
    answer = jo.send("/journals/search", asked)
    assert answer.status_code == 303, answer.text
    return jo.get(answer.location)


def hits(page) -> list[str]:
    return [one.id for one in JournalEntry.select(JournalEntry.id) if f"/journals/{one.id}" in page.text]


@pytest.mark.parametrize(
    "words",
    [
        CANARY,
        CANARY.upper(),
        f"river {CANARY[:5]}",
        "lonely",
        "partner",
        "my aunt",
        "what helped",
        "walked around",
    ],
)
def test_words_are_found_wherever_they_stand(jo, stay, words):
    whole = {"words": WORDS, "emotions": ["lonely", "my aunt"], "triggers": ["partner"]}
    entry = wrote(stay, **whole, answers={"q": "What helped"}, skills={"walked around": 3})
    wrote(stay, words="Something else", emotions=["calm"])
    assert hits(search(jo, words=words)) == [entry.id]


@pytest.mark.parametrize(
    ("asked", "content"),
    [
        ({"mood": "2"}, {"mood": 2}),
        ({"emotion": "lonely"}, {"emotions": ["lonely"]}),
        ({"trigger": "payday"}, {"triggers": ["payday", "alone"]}),
        ({"template": "gratitude"}, {"template": "gratitude"}),
        ({"visibility": "shared"}, {"visibility": "shared"}),
    ],
)
def test_each_filter_finds_its_own(jo, stay, asked, content):
    entry = wrote(stay, **({"words": "one"} | content))
    wrote(stay, words="two", mood=4)
    assert hits(search(jo, **asked)) == [entry.id]


def test_dates_take_both_days_in(jo, stay):
    entries = [wrote(stay, days_ago=number, words="x") for number in range(5)]
    day = [clock.local(entry.written_at, stay.program.time_zone).date().isoformat() for entry in entries]
    found = hits(search(jo, first_day=day[3], last_day=day[1]))
    assert set(found) == {entry.id for entry in entries[1:4]}


def test_all_that_is_asked_must_fit(jo, stay):
    wrote(stay, words=WORDS, mood=2)
    entry = wrote(stay, words=WORDS, mood=3)
    assert hits(search(jo, words=CANARY, mood="3")) == [entry.id]


def test_the_words_stand_in_no_address(jo, stay):
    wrote(stay, words=WORDS)
    answer = jo.send("/journals/search", {"words": CANARY})
    assert CANARY not in answer.location
    page = jo.get(answer.location)
    assert f'value="{CANARY}"' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "X-Keep" not in page.headers
    assert not [part for part in page.text.split('href="')[1:] if CANARY in part.split('"')[0]]


def test_another_persons_address_is_nothing(jo, stay, cast, client_of):
    address = jo.send("/journals/search", {"words": CANARY}).location
    assert client_of(cast.ana).get(address).status_code == 404
    for broken in ("x", "", address[-60:], "%00"):
        assert jo.get(f"/journals/search?asked={broken}").status_code in (200, 404)
    assert jo.get(f"{address}&before=nowhere").status_code == 404


def test_it_never_finds_what_is_deleted_or_anothers(jo, stay, cast):
    wrote(stay, words=WORDS).remove()
    wrote(cast.stay_of(cast.ana), words=WORDS)
    page = search(jo, words=CANARY)
    assert hits(page) == []
    assert "Nothing found" in page.text


def test_older_hits_are_reached_page_by_page(jo, stay, monkeypatch):
    monkeypatch.setattr(searching, "FOUND_AT_ONCE", 3)
    monkeypatch.setattr(searching, "OPENED_AT_ONCE", 4)
    entries = [wrote(stay, days_ago=number, words=WORDS if number % 2 else "x") for number in range(20)]
    assert _all_pages(stay, searching.Search(words=CANARY)) == [
        entry.id for entry in entries if entry.words == WORDS
    ]


def test_a_long_search_goes_on_where_it_stopped(jo, stay, monkeypatch):
    monkeypatch.setattr(searching, "OPENED_AT_ONCE", 3)
    monkeypatch.setattr(searching, "MOST_OPENED", 7)
    oldest = wrote(stay, days_ago=40, words=WORDS)
    for number in range(16):
        wrote(stay, days_ago=number, words="x")
    page = search(jo, words=CANARY)
    assert hits(page) == []
    assert "Look further back" in page.text
    assert "Nothing found" not in page.text
    assert _all_pages(stay, searching.Search(words=CANARY)) == [oldest.id]


def test_the_last_entry_ends_the_search(stay, monkeypatch):
    monkeypatch.setattr(searching, "FOUND_AT_ONCE", 2)
    for number in range(2):
        wrote(stay, days_ago=number, words=WORDS)
    assert searching.find(stay, searching.Search(words=CANARY)).older is None


def _all_pages(stay, wanted) -> list[str]:
    found, before = [], None
    while True:
        page = searching.find(stay, wanted, before)
        found += [entry.id for entry in page.entries]
        before = page.older
        if before is None:
            return found


@pytest.mark.parametrize(
    "asked",
    [
        {"mood": "9"},
        {"emotion": "nothing like it"},
        {"first_day": "2026-13-01"},
        {"first_day": "2026-11-02", "last_day": "2026-11-01"},
        {"words": "x" * 61},
        {"words": "a\0b"},
    ],
)
def test_what_cannot_be_is_refused_and_kept(jo, stay, asked):
    answer = jo.send("/journals/search", asked | {"trigger": "payday"})
    assert answer.status_code == 422
    assert '<option selected value="payday">' in answer.text


def test_staff_and_guests_have_no_such_page(cast, client_of):
    for name in ("kim", "robin", "sam"):
        assert client_of(getattr(cast, name)).get("/journals/search").status_code == 404


def test_queries_do_not_grow_with_hits(jo, stay, queries):
    wrote(stay, words=WORDS)
    before = queries(lambda: search(jo, words=CANARY))
    for number in range(15):
        wrote(stay, days_ago=number, words=WORDS)
    assert queries(lambda: search(jo, words=CANARY)) == before
