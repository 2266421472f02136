"""A participant answers: what is kept, what is refused, what an answer that asks for help leads to."""

import datetime as dt
import re

import pytest
from questionnaires import DAY, PHQ_LOW, PHQ_NINE, ask, fields, open_reasons, the_answering, url

from webapp import clock, database
from webapp.assessments.instruments import find_instrument
from webapp.assessments.models import Answering, AssignedInstrument, PartialAnswers
from webapp.assessments.partials import purge_partials
from webapp.signals.models import Signal


@pytest.fixture
def phq(stay):
    return ask(stay)


def test_before_answering_it_says_who_sees_it_and_that_nobody_watches(jo, phq):
    page = jo.get(url(phq)).text
    for said in ("Your care team sees your answers", "Your family does not.", "not watched live", "at night"):
        assert said in page
    assert page.index("Your care team sees") < page.index("Little interest or pleasure")


def test_every_item_stands_verbatim_with_its_stem_and_nothing_is_chosen(jo, phq):
    page = jo.get(url(phq)).text.replace("&#39;", "'")
    instrument = find_instrument("phq-9")
    places = [page.index(item.words) for item in instrument.items]
    assert places == sorted(places)
    assert page.count(f'<span class="stem">{instrument.stem}</span>') == len(instrument.items)
    assert "checked" not in re.sub("If you checked off|data-[a-z]+|:checked", "", page)
    assert instrument.credit in page


def test_answers_are_kept_one_by_one_with_by_what_they_were_scored(jo, phq, stay):
    sent = jo.send(url(phq), PHQ_LOW)
    one = the_answering()
    assert sent.status_code == 303 and sent.location == f"/assessments/answers/{one.id}"
    assert one.answers == {"1": 1, "2": 1, "3": 1, **dict.fromkeys("456789", 0), "fn": 0}
    assert (one.total, one.version, one.language, one.algorithm, one.filled_by) == (3, "1", "en", "1", "self")
    assert not one.waited_on_phone
    assert open_reasons(stay) == []
    assert "Nothing to answer right now" in jo.get(url(phq)).text


def test_a_missing_answer_is_named_at_its_item_and_all_others_are_kept(jo, phq):
    refused = jo.send(url(phq), fields(1, 1, None, 3, 0, 0, 0, 0, 0, item_fn="0"))
    assert refused.status_code == 422
    assert refused.text.count("There is no answer here yet.") == 2  # in the summary and at the item
    assert re.search(r'<a href="#item_3"><span>There is no answer here yet', refused.text)
    assert len(re.findall(r'name="item_\w+" value="\d" checked', refused.text.replace("\n", " "))) == 9
    assert Answering.select().count() == 0


def test_what_is_left_out_on_purpose_is_taken(jo, phq):
    left = fields(1, 1, None, 3, 0, 0, 0, 0, 0, leave_out="y")
    assert jo.send(url(phq), left).status_code == 303
    one = the_answering()
    assert (one.total, one.is_prorated, "3" in one.answers) == (6, True, False)  # 5 / 8 * 9 = 5.6
    assert "worked out from the others" in jo.get(f"/assessments/answers/{one.id}").text


def test_too_few_answers_give_no_score(jo, phq):
    jo.send(url(phq), fields(3, 3, leave_out="y"))
    one = the_answering()
    assert one.total is None and one.answers == {"1": 3, "2": 3}
    assert "not enough answers for a score" in jo.get(f"/assessments/answers/{one.id}").text


def test_nothing_at_all_is_no_answer(jo, phq):
    assert jo.send(url(phq), fields(leave_out="y")).status_code == 422


@pytest.mark.parametrize(
    "wrong", [{"item_1": "4"}, {"item_1": "-1"}, {"item_1": "1.0"}, {"item_1": "１"}, {"item_9": "yes"}]
)
def test_an_answer_that_is_none_of_the_options_is_refused(jo, phq, wrong):
    refused = jo.send(url(phq), PHQ_LOW | wrong | {"leave_out": "y"})
    assert refused.status_code == 422
    assert "Please choose one of the answers shown." in refused.text
    assert Answering.select().count() == 0


def test_an_item_sent_twice_is_refused(jo, phq):
    refused = jo.send(url(phq), PHQ_LOW | {"item_2": ["0", "3"]})
    assert refused.status_code == 422
    assert "This answer came twice." in refused.text
    assert Answering.select().count() == 0


@pytest.mark.parametrize("version", ["", "2", "one", "1" * 99])
def test_answers_to_another_version_are_looked_at_again(jo, phq, version):
    refused = jo.send(url(phq), PHQ_LOW | {"version": version})
    assert refused.status_code == 422
    assert "The form has changed" in refused.text
    assert 'name="version" value="1"' in refused.text


def test_an_id_of_somebody_else_or_of_nobody_is_not_found(jo, cast, client_of):
    anas = ask(cast.stay_of(cast.ana))
    for id in (anas.id, database.new_id()):
        for path in (f"/assessments/{id}", f"/assessments/{id}/partial", f"/assessments/{id}/declining"):
            assert jo.send(path, PHQ_LOW).status_code == 404
    assert Answering.select().count() + PartialAnswers.select().count() == 0


def test_an_instrument_that_is_not_in_the_library_is_asked_of_nobody(jo, stay):
    forged = ask(stay, "dast-10")
    assert "dast-10" not in jo.get("/assessments/").text
    assert jo.get(url(forged)).status_code == 200
    assert jo.send(url(forged), PHQ_LOW).status_code == 404
    assert jo.send(f"{url(forged)}/partial", PHQ_LOW).status_code == 404


def test_the_same_answers_sent_again_are_written_once(jo, phq):
    headers = {"Idempotency-Key": "a" * 64}
    first = jo.send(url(phq), PHQ_NINE, headers=headers)
    assert jo.send(url(phq), PHQ_NINE, headers=headers).location == first.location
    assert Answering.select().count() == Signal.select().count() == 1


def test_what_is_begun_is_there_for_a_day_and_says_so(jo, phq):
    assert jo.send(f"{url(phq)}/partial", fields(1, 2, later="y")).status_code == 303
    assert "Kept for 24 hours" in jo.get("/assessments/").text
    page = jo.get(url(phq)).text
    assert "Your answers are kept until" in page
    assert len(re.findall(r'value="\d" checked', page.replace("\n", " "))) == 2
    PartialAnswers.update(begun_at=clock.now() - DAY).execute()
    assert "Your answers are kept until" not in jo.get(url(phq)).text
    assert purge_partials() == 1
    assert PartialAnswers.select().count() == 0


def test_the_last_word_of_what_is_begun_counts_and_sending_ends_it(jo, phq):
    for last in ("1", "2", "1"):
        jo.send(f"{url(phq)}/partial", {"item_1": last, "item_2": "9", "item_9": "x"})
    assert PartialAnswers.get().answers == {"1": 1}
    jo.send(url(phq), PHQ_LOW)
    assert PartialAnswers.select().count() == 0


def test_what_is_begun_is_seen_by_nobody_else(jo, phq, stay, cast, client_of):
    jo.send(f"{url(phq)}/partial", PHQ_NINE)
    assert "No answers yet" in client_of(cast.kim).get(f"/assessments/of/{stay.id}").text
    assert open_reasons(stay) == []


def test_not_this_time_has_no_consequence(jo, phq, stay):
    assert jo.send(f"{url(phq)}/declining").status_code == 303
    home = jo.get("/assessments/").text
    assert "That is fine. Nothing changes for you." in home
    assert "To answer now" not in home
    assert open_reasons(stay) == []


def test_never_ends_the_alcohol_questions(jo, stay):
    audit = ask(stay, "audit-c", every_days=0)
    assert jo.send(url(audit), fields(0, 3, 4)).status_code == 303
    assert (the_answering().answers, the_answering().total) == ({"1": 0}, 0)


# An answer that asks for help.


def test_help_comes_before_the_score(jo, phq):
    sent = jo.send(url(phq), PHQ_NINE)
    assert sent.location.endswith("/support")
    page = jo.get(sent.location).text
    order = (
        "You deserve support right now",
        "tel:911",
        "tel:988",
        "741741",
        "Are you safe right now?",
        "Go on to",
    )
    places = [page.index(said) for said in order]
    assert places == sorted(places)
    assert " of 27" not in page
    for said in ("not watched live", "nobody watches at night", "within one working day"):
        assert said in page
    assert jo.get(f"/assessments/answers/{the_answering().id}").status_code == 200  # nobody is trapped


@pytest.mark.parametrize("points", ["1", "2", "3"])
def test_the_care_team_has_it_on_their_list(jo, phq, stay, points):
    jo.send(url(phq), PHQ_NINE | {"item_9": points, "safe_now": "not_sure"})
    (signal,) = Signal.select()
    assert signal.about == the_answering().id and signal.settled_at is None
    assert signal.reasons == {
        "item_9": {"instrument": "PHQ-9", "points": int(points), "safe_now": "not_sure"}
    }


def test_a_reply_later_is_on_the_list_too(jo, phq, stay):
    support = jo.send(url(phq), PHQ_NINE).location
    assert jo.send(support, {}).status_code == 422
    assert jo.send(support, {"safe_now": "no"}).status_code == 303
    page = jo.get(support).text
    assert "Please reach out to someone now." in page and "tel:988" in page
    assert open_reasons(stay)[0]["item_9"]["safe_now"] == "no"


def test_help_is_in_the_form_itself_and_says_that_the_team_knows_nothing_yet(jo, phq):
    page = jo.get(url(phq)).text
    assert len(re.findall(r"data-support>", page)) == 3
    assert (
        page.index("data-support>")
        < page.index("Your team has not received this yet.")
        < page.index("If you checked")
    )


def test_help_comes_although_something_else_is_missing(jo, phq):
    refused = jo.send(url(phq), fields(None, 1, 1, 0, 0, 0, 0, 0, 1))
    assert refused.status_code == 422
    assert refused.text.index("You deserve support right now") < refused.text.index("Please check this")


def test_other_forms_and_a_zero_lead_to_no_help(jo, stay):
    jo.send(url(ask(stay)), PHQ_LOW)
    jo.send(url(ask(stay, "gad-7")), fields(3, 3, 3, 3, 3, 3, 3))
    assert open_reasons(stay) == []


# Change.


def test_a_reliable_change_is_on_the_list_and_a_smaller_one_is_not(jo, stay):
    gad = ask(stay, "gad-7")
    for points, expected in (
        ((1, 1, 1, 1, 1, 1, 1), []),
        ((2, 2, 2, 1, 1, 1, 1), []),
        (
            (3, 3, 3, 2, 1, 1, 1),
            [{"score_rose": {"instrument": "GAD-7", "from": 10, "to": 14, "better": "lower"}}],
        ),
    ):
        jo.send(url(gad), fields(*points))
        assert open_reasons(stay) == expected
    jo.send(url(gad), fields(0, 0, 0, 0, 0, 0, 0))
    assert {"score_fell": {"instrument": "GAD-7", "from": 14, "to": 0, "better": "lower"}} in open_reasons(
        stay
    )


def test_where_no_reliable_change_is_known_nothing_is_marked(jo, stay):
    barc = ask(stay, "barc-10")
    for points in (1, 6):
        jo.send(url(barc), fields(*[points] * 10))
    assert open_reasons(stay) == []


def test_a_positive_short_form_offers_the_long_one_once(jo, stay):
    short = ask(stay, "phq-2", every_days=7)
    jo.send(url(short), fields(1, 1))
    assert AssignedInstrument.select().count() == 1
    sent = jo.send(url(short), fields(2, 1))
    long = AssignedInstrument.get(AssignedInstrument.instrument == "phq-9")
    assert url(long) in jo.get(sent.location).text
    jo.send(url(short), fields(3, 3))
    assert AssignedInstrument.select().count() == 2
    jo.send(f"{url(long)}/declining")
    assert url(long) not in jo.get(sent.location).text


def test_the_long_form_is_not_offered_beside_one_that_is_open(jo, stay):
    ask(stay, "gad-7")
    jo.send(url(ask(stay, "gad-2", every_days=7)), fields(3, 3))
    assert AssignedInstrument.select().count() == 2


# Looking back.


def results(jo, stay, *totals):
    """Answer a GAD-7 with each total, 14 days apart; the page of the last one."""
    gad = ask(stay, "gad-7", begun=14 * len(totals))
    for number, total in enumerate(totals):
        points = [min(3, max(0, total - 3 * at)) for at in range(7)]
        jo.send(url(gad), fields(*points))
        at = clock.now() - 14 * (len(totals) - number) * DAY
        Answering.update(answered_at=at).where(Answering.received_at == Answering.answered_at).execute()
        Answering.update(received_at=clock.now() - DAY).execute()
    newest = Answering.select().order_by(Answering.answered_at.desc()).first()
    return jo.get(f"/assessments/answers/{newest.id}").text


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        ((12, 8), "This has improved since last time."),
        ((12, 9), "This is about the same as last time."),
        ((8, 12), "This went up since last time."),
    ],
)
def test_a_sentence_by_rule_and_the_direction(jo, stay, totals, said):
    page = results(jo, stay, *totals)
    assert said in page and "Lower is better." in page and "This is not a diagnosis." in page
    assert ("You have kept coming and practiced." in page) == ("improved" in said)
    assert ("This can happen, often for good reasons." in page) == ("went up" in said)


def test_one_form_has_no_chart_and_two_have_one_on_the_whole_scale(jo, stay):
    assert '<svg class="drawing"' not in results(jo, stay, 12)
    page = results(jo, stay, 12, 3)
    assert '<svg class="drawing"' in page
    assert re.findall(r"dy=\"\.35em\">(\d+)</text>", page)[:2] == ["0", "21"]


def test_words_like_severe_are_for_clinicians_unless_the_program_says_otherwise(jo, stay, cast, client_of):
    assert "severe" not in results(jo, stay, 18, 20)
    assert (
        client_of(cast.robin)
        .send(f"/assessments/policies/{stay.program_id}", {"shows_bands": "y"})
        .status_code
        == 303
    )
    newest = Answering.select().order_by(Answering.answered_at.desc()).first()
    assert "severe" in jo.get(f"/assessments/answers/{newest.id}").text


# A phone without a network.


def waited(minutes: int) -> dict:
    return {"X-Written-Ago": str(minutes * 60_000)}


def test_what_waited_on_a_phone_keeps_its_time_and_is_marked_so(jo, phq):
    jo.send(url(phq), PHQ_LOW, headers=waited(180))
    one = the_answering()
    assert one.waited_on_phone
    assert abs(clock.now() - dt.timedelta(hours=3) - one.answered_at) < dt.timedelta(minutes=1)


def test_what_waited_is_taken_as_it_is_for_nobody_is_there_to_be_asked(jo, phq):
    late = fields(1, 1, 1, 1, 1, 1, 1, version="7")
    assert jo.send(url(phq), late, headers=waited(5)).status_code == 303
    assert (the_answering().version, the_answering().total) == ("7", 9)


def test_what_waited_is_taken_after_it_is_asked_no_more(jo, phq):
    phq.enrollment.program  # noqa: B018 - loaded as a view would have it
    phq.end()
    assert jo.send(url(phq), PHQ_LOW, headers=waited(60)).status_code == 303


def test_the_pages_to_have_ahead_hold_what_is_due(jo, phq):
    assert url(phq) in jo.get("/offline/pages").json["pages"]


def test_the_page_for_what_waits_offers_help_to_everyone(client):
    page = client.get("/offline/answered").text
    assert "Your team has not received this yet." in page
    assert "tel:988" in page and "/help-now" in page


def test_the_database_tells_no_answer(app, jo, phq):
    """Not even by a digest of what was sent, which could be guessed back."""
    jo.send(f"{url(phq)}/partial", PHQ_NINE)
    jo.send(url(phq), PHQ_NINE | {"safe_now": "not_sure", "once": "same"})
    tables = ("answering", "partial_answers", "signal", "answered", "audit_record")
    held = repr([database.db.execute_sql(f'SELECT * FROM "{table}"').fetchall() for table in tables])  # noqa: S608
    for told in ("not_sure", "item_9", "score", '"9"'):
        assert told not in held
