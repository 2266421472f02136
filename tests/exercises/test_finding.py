"""Finding an exercise: filters in the address, favourites, a hard moment and what has worked."""

import pytest
from at_once import at_once

from webapp import clock
from webapp.database import db
from webapp.exercises.catalogue import all_exercises, find_exercise
from webapp.exercises.effects import ranked
from webapp.exercises.hard_moments import ANY, AVOID, TOO_RISKY, TRY, suggested
from webapp.exercises.models import Favourites, Practice
from webapp.exercises.vocabulary import FEELS


def rate(stay, slug, *pairs):
    for before, after in pairs:
        practice = Practice(enrollment=stay, slug=slug, started_at=clock.now())
        practice.before, practice.after = before, after
        practice.save(force_insert=True)


def offered(page: str) -> list[str]:
    """The exercises that a page leads to, in its order."""
    links = [part.split('"')[0] for part in page.split('href="/exercises/')[1:]]
    return [slug for slug in dict.fromkeys(links) if find_exercise(slug)]


@pytest.mark.parametrize("feel", FEELS)
def test_it_finds_by_what_is_felt(jo, feel):
    slugs = offered(jo.get(f"/exercises/?feel={feel}").text)

    assert slugs
    assert all(FEELS[feel][1] & set(find_exercise(slug).helps) for slug in slugs)


def test_it_finds_by_time_kind_and_words_together(jo):
    slugs = offered(jo.get("/exercises/search?time=5&kind=breath&words=BOX").text)

    assert slugs == ["box-breathing"]
    assert all(find_exercise(slug).minutes <= 3 for slug in offered(jo.get("/exercises/?time=3").text))


def test_it_says_so_when_nothing_fits(jo):
    page = jo.get("/exercises/search?words=xyzzy&kind=draw").text

    assert "Nothing fits all of that." in page
    assert 'value="xyzzy"' in page
    assert offered(page) == []


@pytest.mark.parametrize(
    "query", ["feel=joy", "time=999", "kind=dance", "mine=yes", "words=", "feel=<script>"]
)
def test_what_it_does_not_know_counts_as_not_asked(jo, query):
    page = jo.get(f"/exercises/?{query}").text

    assert len(offered(page)) == len(all_exercises())
    assert "<script>alert" not in page and "feel=<script>" not in page


def test_a_choice_is_taken_back_by_the_same_choice(jo):
    page = jo.get("/exercises/?feel=anger&time=5").text

    assert 'href="/exercises/?time=5"' in page
    assert 'href="/exercises/?feel=anger"' in page


def test_a_favourite_is_kept_sealed_found_and_taken_back(jo, cast, client_of):
    for slug in ("box-breathing", "here-and-now", "box-breathing"):
        assert jo.send(f"/exercises/{slug}/favourite", {"wanted": "yes"}).status_code == 303

    assert Favourites.of(cast.stay_of(cast.jo)) == ["box-breathing", "here-and-now"]
    assert offered(jo.get("/exercises/?mine=1").text) == ["here-and-now", "box-breathing"]
    assert "My favorites" in jo.get("/exercises/").text
    assert "My favorites" not in client_of(cast.ana).get("/exercises/").text
    row = db.execute_sql("SELECT * FROM favourites").fetchone()
    assert b"box" not in b"".join(bytes(value) for value in row if isinstance(value, bytes | memoryview))
    jo.send("/exercises/box-breathing/favourite", {"wanted": "no"})
    assert Favourites.of(cast.stay_of(cast.jo)) == ["here-and-now"]
    assert jo.send("/exercises/levitation/favourite", {"wanted": "yes"}).status_code == 404


def test_two_first_favourites_at_the_same_moment_are_both_kept(cast):
    stay, slugs = cast.stay_of(cast.jo), ["box-breathing", "here-and-now", "five-senses"]

    at_once(*[lambda slug=slug: Favourites.mark(stay, slug, True) for slug in slugs])

    assert sorted(Favourites.of(stay)) == sorted(slugs)


def test_few_tries_are_drawn_toward_the_mean():
    first, second, _last = ranked({"once": [8], "often": [6, 6, 6, 6, 6, 6], "never": [0, 0, 0]})

    assert (first.slug, second.slug) == ("often", "once")  # one great try does not beat six good ones
    assert (first.tries, first.fall, first.shrunk) == (6, 6.0, pytest.approx((36 + 3 * 4.4) / 9))
    assert first.is_enough and not second.is_enough


def test_the_ranking_of_nothing_is_empty():
    assert ranked({}) == []


def test_what_works_says_when_it_is_not_enough_yet(jo, cast):
    assert "Not enough yet." in jo.get("/exercises/what-works").text
    stay = cast.stay_of(cast.jo)
    rate(stay, "box-breathing", (8, 4), (7, 4), (9, 5))
    rate(stay, "here-and-now", (8, 1), (8, None))
    page = jo.get("/exercises/what-works").text

    assert "It eased by 3.7 points on average" in page
    assert "3 times" in page
    assert "Rated 1 of 3 times" in page.split("Not enough yet to say")[1]


@pytest.mark.parametrize("feel", [ANY, *FEELS])
def test_a_hard_moment_brings_three_that_are_safe_to_offer(feel):
    for one in (three := suggested(feel, [], all_exercises())):
        assert not TOO_RISKY.intersection(one.cautions)
        assert one.id not in AVOID[feel]
        assert not one.assigned_only
    assert len(three) == len(set(three)) == 3


def test_the_ids_to_try_and_to_avoid_are_in_the_library():
    ids = {one.id for one in all_exercises()}
    named = {id for some in (*TRY.values(), *AVOID.values()) for id in some}

    assert named <= ids, named - ids


def test_a_hard_moment_is_led_by_what_has_worked_for_the_person(jo, cast):
    stay = cast.stay_of(cast.jo)
    rate(stay, "longer-out-breathing", (9, 3), (8, 3), (9, 4))
    rate(stay, "box-breathing", (9, 0), (9, 0), (9, 0))  # breath holds are not offered when it is hard
    rate(stay, "five-senses", (5, 6), (5, 7), (5, 6))
    page = jo.get("/exercises/hard-moment").text

    assert "It has eased things for you" in page
    three = offered(page.split("<main")[1])
    assert three[0] == "longer-out-breathing"
    assert len(three) == 3
    assert "box-breathing" not in three
    assert "/help-now" in page


def test_what_worked_for_a_craving_does_not_lead_when_one_is_numb(jo, cast):
    rate(cast.stay_of(cast.jo), "reasons-card", (9, 3), (8, 3), (9, 4))

    craving = offered(jo.get("/exercises/hard-moment?feel=craving").text)
    numb = offered(jo.get("/exercises/hard-moment?feel=numbness").text)
    assert craving[0] == "reasons-card"
    assert "reasons-card" not in numb


@pytest.mark.parametrize("other", ["kim", "sam", "robin"])
def test_only_a_participant_has_these_pages(cast, client_of, other):
    visitor = client_of(getattr(cast, other))

    assert visitor.get("/exercises/what-works").status_code == 404
    assert visitor.get("/exercises/hard-moment").status_code == 404
