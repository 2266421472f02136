"""What a clinician sees, asks and writes down; what a coordinator decides for the program."""

import datetime as dt

import pytest
from questionnaires import PHQ_NINE, ask, fields, open_reasons, the_answering, url

from webapp import clock
from webapp.assessments.models import Answering, AssessmentPolicy, AssignedInstrument
from webapp.audit import AuditRecord


@pytest.fixture
def answered(jo, stay):
    jo.send(url(ask(stay)), PHQ_NINE | {"item_1": "3", "item_2": "3", "item_3": "3", "item_4": "2"})
    return the_answering()


def test_a_participants_page_leads_to_their_questionnaires(kim, stay):
    assert f"/assessments/of/{stay.id}" in kim.get(f"/caseload/{stay.id}").text


def test_they_see_each_answer_its_band_and_what_the_rules_say(kim, answered):
    page = kim.get(f"/assessments/of/answers/{answered.id}").text
    assert "13</b>" in page and "moderate" in page
    assert "possible major depressive syndrome" in page  # 1, 2, 3, 4 at 2 or more, and 9 at 1 or more
    assert "Scores and rules are no diagnosis" in page
    assert "10 or more: for major depression" in page
    assert "Thoughts that you would be better off dead" in page
    assert "They did not reply to: are you safe right now?" in page


def test_the_participant_sees_nothing_of_the_rules(jo, answered):
    page = jo.get(f"/assessments/answers/{answered.id}").text
    assert "syndrome" not in page and "depression" not in page and "moderate" not in page


def test_every_reading_is_audited_and_only_of_others(jo, kim, stay, answered):
    jo.get(f"/assessments/answers/{answered.id}")
    kim.get(f"/assessments/of/{stay.id}")
    kim.get(f"/assessments/of/answers/{answered.id}")
    read = [(one.action, one.about) for one in AuditRecord.select().where(AuditRecord.actor == kim.user.id)]
    assert read == [("assessments.of_stay", stay.id), ("assessments.of_answering", answered.id)]
    assert not AuditRecord.select().where(AuditRecord.actor == jo.user.id).exists()


def test_it_stays_on_the_list_until_somebody_writes_what_was_done(jo, kim, cast, stay, answered):
    act = f"/assessments/of/answers/{answered.id}/action"
    kim.get(f"/assessments/of/answers/{answered.id}")
    assert open_reasons(stay)
    assert kim.send(act, {"words": " "}).status_code == 422
    assert open_reasons(stay)
    assert kim.send(act, {"words": "Rang Jo at ten. We made a plan."}).status_code == 303
    assert open_reasons(stay) == []
    page = kim.get(f"/assessments/of/answers/{answered.id}").text
    assert "Rang Jo at ten." in page and cast.kim.name in page
    assert "Rang Jo" not in jo.get(f"/assessments/answers/{answered.id}").text


def test_others_reach_nothing(cast, client_of, stay, answered):
    for name in ("lee", "robin", "sam", "ana"):
        visitor = client_of(getattr(cast, name))
        for path in (f"of/{stay.id}", f"of/answers/{answered.id}", f"answers/{answered.id}"):
            assert visitor.get(f"/assessments/{path}").status_code == 404


@pytest.fixture
def form(stay):
    today = clock.today(stay.program.time_zone)
    return {"instrument": "gad-7", "every_days": "14", "starts_on": today.isoformat(), "ends_on": ""}


def test_they_ask_for_one_and_end_it(kim, jo, stay, form):
    assert kim.send(f"/assessments/of/{stay.id}/new", form).status_code == 303
    made = AssignedInstrument.get()
    assert (made.instrument, made.every_days, made.assigned_by_id) == ("gad-7", 14, kim.user.id)
    assert "GAD-7" in jo.get("/assessments/").text
    assert kim.get(f"/assessments/of/assigned/{made.id}/ending").status_code == 200
    kim.send(f"/assessments/of/assigned/{made.id}/ending")
    assert "GAD-7" not in jo.get("/assessments/").text
    actions = [one.action for one in AuditRecord.select().where(AuditRecord.about == made.id)]
    assert {"assigned a questionnaire", "ended an assigned questionnaire"} <= set(actions)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"instrument": ""}, "Please choose a questionnaire."),
        ({"instrument": "dast-10"}, "Please choose one from the list."),
        ({"instrument": "who-5"}, "Please choose one from the list."),
        ({"every_days": "13"}, "Please choose one of the answers shown."),
        ({"every_days": ""}, "Please choose how often."),
        ({"starts_on": "2026-W47-2"}, "Please give a date"),
        ({"starts_on": "2020-01-01"}, "from today on"),
        ({"ends_on": "2020-01-01"}, "before the first day"),
    ],
)
def test_what_cannot_be_asked_is_refused_beside_its_field(kim, stay, form, wrong, said):
    refused = kim.send(f"/assessments/of/{stay.id}/new", form | wrong)
    assert refused.status_code == 422
    assert said in refused.text
    assert AssignedInstrument.select().count() == 0


def test_the_same_one_is_not_asked_twice(kim, stay, form):
    ask(stay, "gad-7")
    assert "already asked of them" in kim.send(f"/assessments/of/{stay.id}/new", form).text


def test_the_who_5_is_asked_only_where_the_use_is_confirmed_as_noncommercial(
    kim, cast, client_of, stay, form
):
    robin, policy = client_of(cast.robin), f"/assessments/policies/{stay.program_id}"
    refused = robin.send(policy, {"usual": ["who-5"]})
    assert refused.status_code == 422
    assert "WHO-5 needs the line below" in refused.text
    assert robin.send(policy, {"is_noncommercial": "y"}).status_code == 303
    kept = AssessmentPolicy.get()
    assert kept.confirmed_by_id == cast.robin.id and kept.confirmed_at
    assert kim.send(f"/assessments/of/{stay.id}/new", form | {"instrument": "who-5"}).status_code == 303


def test_a_programs_own_word_on_when_it_looks_is_told(jo, cast, client_of, stay):
    words = "We look every morning at nine."
    client_of(cast.robin).send(f"/assessments/policies/{stay.program_id}", {"looked_at": words})
    assert words in jo.get(url(ask(stay))).text
    assert AssessmentPolicy.get().usual_since is None


def test_a_chart_has_a_gap_where_a_form_was_missed(jo, kim, stay):
    gad = ask(stay, "gad-7", begun=70)
    for days in (70, 56, 14):
        jo.send(url(gad), fields(1, 1, 1, 1, 1, 1, days % 4))
        newest = the_newest()
        newest.answered_at = clock.now() - dt.timedelta(days=days)
        newest.save(only=[Answering.answered_at])
    page = kim.get(f"/assessments/of/{stay.id}").text
    line = page.split('class="line" d="')[1].split('"')[0]
    assert (line.count("M"), line.count("L")) == (2, 1)


def the_newest():
    return Answering.select().order_by(Answering.answered_at.desc()).first()
