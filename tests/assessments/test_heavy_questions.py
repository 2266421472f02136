"""The PCL-5 names what can come after very stressful events: asked with care, shown with care, never as a routine."""

import datetime as dt
import re

import pytest
from questionnaires import ask, fields, open_reasons, the_answering, url

from webapp import clock
from webapp.assessments.due import assign_usual, due_of, stays_asked_on
from webapp.assessments.instruments import find_instrument
from webapp.assessments.models import Answering, AssessmentPolicy, AssignedInstrument

LOW = fields(*(0,) * 20)


@pytest.fixture
def pcl(stay):
    return ask(stay, "pcl-5", every_days=0)


def test_it_is_for_a_clinician_to_ask_and_no_habit_of_a_program(kim, cast, client_of, stay):
    robin, policy = client_of(cast.robin), f"/assessments/policies/{stay.program_id}"
    assert 'value="pcl-5"' not in robin.get(policy).text
    assert robin.send(policy, {"usual": ["pcl-5"]}).status_code == 422
    today = clock.today(stay.program.time_zone).isoformat()
    asked = {"instrument": "pcl-5", "every_days": "14", "starts_on": today, "ends_on": ""}
    assert kim.send(f"/assessments/of/{stay.id}/new", asked).status_code == 303
    assert assign_usual() == 0 and AssignedInstrument.select().count() == 1


def test_nobody_is_reminded_of_it_but_finds_it_on_today(jo, stay, pcl):
    today = clock.today(stay.program.time_zone)
    assert stays_asked_on([stay], today) == set()
    assert [one.instrument.slug for one in due_of(stay)] == ["pcl-5"]
    assert "/assessments/" in jo.get("/").text
    ask(stay, "gad-7")
    assert stays_asked_on([stay], today) == {stay.id}


def test_it_warns_before_it_begins_and_each_page_has_something_to_steady_and_help(jo, pcl, stay):
    page = jo.get(url(pcl)).text
    assert page.index("what can come after a very stressful event") < page.index("Repeated, disturbing, and")
    result, refused = jo.get(jo.send(url(pcl), LOW).location), jo.send(url(ask(stay, "pcl-5")), fields(1))
    for one in (page, result.text, refused.text):
        steadying = re.search(r'<aside class="steadying".*?</aside>', one, re.DOTALL).group()
        assert "/exercises/five-senses" in steadying and "/help-now" in steadying
    assert "steadying" not in jo.get(url(ask(stay, "gad-7"))).text


def test_every_item_stands_verbatim_under_its_stem(jo, pcl):
    page = jo.get(url(pcl)).text
    instrument = find_instrument("pcl-5")
    places = [page.index(item.words) for item in instrument.items]
    assert places == sorted(places) and len(places) == 20
    assert page.count(f'<span class="stem">{instrument.stem}</span>') == 20
    assert instrument.preface in page and instrument.credit in page


def test_a_missing_answer_gives_no_score_and_one_sent_twice_is_refused(jo, pcl):
    missing = fields(*(4,) * 19)
    assert jo.send(url(pcl), missing).status_code == 422
    assert jo.send(url(pcl), LOW | {"item_7": ["0", "4"]}).status_code == 422
    assert Answering.select().count() == 0
    assert jo.send(url(pcl), missing | {"leave_out": "y"}).status_code == 303
    assert the_answering().total is None


@pytest.mark.parametrize(("points", "signalled"), [(2, False), (3, True), (4, True)])
def test_an_answer_about_risks_is_on_the_list_and_on_the_page(jo, kim, stay, pcl, points, signalled):
    jo.send(url(pcl), LOW | {"item_16": str(points)})
    told = {"answer_16": {"instrument": "PCL-5", "points": points}}
    assert open_reasons(stay) == ([told] if signalled else [])
    assert ("Look at question 16 of their PCL-5" in kim.get("/caseload/").text) == signalled
    page = kim.get(f"/assessments/of/answers/{the_answering().id}").text
    assert ("Please look at item 16" in page) == signalled
    assert ('class="marked"' in page) == signalled


def test_groups_and_the_rule_are_the_clinicians_and_never_called_a_diagnosis(jo, kim, pcl):
    jo.send(url(pcl), fields(*(2,) * 20))
    one = the_answering()
    theirs = kim.get(f"/assessments/of/answers/{one.id}").text
    for said in (
        "10 of 20",
        "4 of 8",
        "14 of 28",
        "12 of 24",
        "By the rule of the form",
        "31 to 33 is where",
    ):
        assert said in theirs
    assert "not yet compared with the official form" in theirs
    own = jo.get(f"/assessments/answers/{one.id}").text
    assert "40</b>" in own and "This is not a diagnosis." in own
    for kept in ("By the rule", "PTSD", "31 to 33", "10 of 20", "boundary"):
        assert kept not in re.sub(r'<details class="credit.*?</details>', "", own, flags=re.DOTALL)
    assert "PTSD diagnosis" not in theirs


def test_fifteen_points_are_a_change_that_is_told(jo, stay):
    first, second, third = ((1,) * 20, (2,) * 14 + (1,) * 6, (3,) * 10 + (2,) * 10)
    for number, (points, expected) in enumerate(((first, 0), (second, 0), (third, 1))):
        jo.send(url(ask(stay, "pcl-5", every_days=0)), fields(*points))
        assert len(open_reasons(stay)) == expected, number
    told = {"instrument": "PCL-5", "from": 34, "to": 50, "better": "lower"}
    assert open_reasons(stay) == [{"score_rose": told}]


def test_the_policy_says_which_words_nobody_has_compared_with_the_form_yet(cast, client_of, stay):
    page = client_of(cast.robin).get(f"/assessments/policies/{stay.program_id}").text
    assert page.count("not yet compared with the official form") == 2
    assert AssessmentPolicy.select().count() == 0 and dt.date(2026, 6, 30).isoformat() in page
