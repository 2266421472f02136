"""The sheet: one screen for a group, marked at once, corrected later with a trail, and never overwritten unseen."""

import datetime as dt
import threading

import pytest
from groups import HOUR, begin, begun_group, choose, fields_of, more_people, own_session, sheet_url

from webapp import clock, database, encryption
from webapp.attendance.marks import Changed, Mark, NotOpen, Wish, hold, mark
from webapp.attendance.models import Attendance, Correction, Notice, Taught
from webapp.audit import AuditRecord
from webapp.database import writing
from webapp.people.models import CareTeamMember, Enrollment, Membership
from webapp.timetables.models import CANCELLED, GIVEN, Facilitator, ProgramSession, Seat, StandIn


@pytest.fixture
def jo(cast):
    return cast.stay_of(cast.jo)


@pytest.fixture
def ana(cast):
    return cast.stay_of(cast.ana)


@pytest.fixture
def group(cast):
    return begun_group(cast)


def marks():
    return {one.enrollment_id: Mark.of(one) for one in Attendance.select()}


def opened(client, one):
    return fields_of(client.get(sheet_url(one)).text)


def test_it_shows_the_names_in_order_and_nothing_is_chosen(kim, group):
    page = kim.get(sheet_url(group)).text
    assert page.index("Ana Lindqvist") < page.index("Jo Rivera")
    assert not [value for name, value in fields_of(page).items() if name.endswith("-state") and value]
    assert not Attendance.select().exists()


def test_it_marks_a_group_at_once(kim, group, jo, ana, cast):
    sent = choose(choose(opened(kim, group), jo, "late", late=7), ana, "present")
    answer = kim.send(sheet_url(group), sent)
    assert (answer.status_code, answer.location) == (303, f"/attendance/?day={group.local_date}")
    assert marks() == {jo.id: Mark("late", 7), ana.id: Mark("present")}
    assert {one.marked_by_id for one in Attendance.select()} == {cast.kim.id}


def test_all_present_chooses_and_writes_nothing(kim, group, jo, ana):
    sent = choose(opened(kim, group), jo, "absent")
    page = kim.send(sheet_url(group), sent | {"fill": "present"})
    assert page.status_code == 200
    assert not Attendance.select().exists()
    again = fields_of(page.text)
    assert (again[f"of-{jo.id}-state"], again[f"of-{ana.id}-state"]) == ("absent", "present")
    assert kim.send(sheet_url(group), again).status_code == 303
    assert marks() == {jo.id: Mark("absent"), ana.id: Mark("present")}


def test_who_is_not_marked_is_not_absent(kim, group, jo):
    answer = kim.send(sheet_url(group), choose(opened(kim, group), jo, "present"), follow_redirects=True)
    assert "1 is not marked yet" in answer.text
    assert marks() == {jo.id: Mark("present")}
    assert "1 of 2 marked" in answer.text


def test_a_double_tap_writes_once(kim, group, jo):
    sent = choose(opened(kim, group), jo, "present")
    assert [kim.send(sheet_url(group), sent).status_code for _again in range(2)] == [303, 303]
    assert Attendance.select().count() == 1
    assert not Correction.select().exists()


def test_saving_again_unchanged_corrects_nothing(kim, group, jo):
    kim.send(sheet_url(group), choose(opened(kim, group), jo, "late", late=5))
    kim.send(sheet_url(group), opened(kim, group))
    assert Attendance.get().version == 1
    assert not Correction.select().exists()


def test_a_correction_keeps_what_stood_and_who_marked_it(kim, group, jo, cast, client_of):
    kim.send(sheet_url(group), choose(opened(kim, group), jo, "late", late=5))
    lee = client_of(cast.lee)
    lee.send(sheet_url(group), choose(opened(lee, group), jo, "left_early", early=20))
    marked, kept = Attendance.get(), Correction.get()
    assert (Mark.of(marked), marked.version, marked.marked_by_id) == (
        Mark("left_early", 0, 20),
        2,
        cast.lee.id,
    )
    assert (Mark.of(kept), kept.marked_by_id, kept.attendance_id) == (Mark("late", 5), cast.kim.id, marked.id)
    page = kim.get(sheet_url(group)).text
    assert "Marked by Lee Brandt" in page
    assert "Late, 5 minutes late (Kim Osei" in page


def test_the_second_of_two_sees_what_changed_and_overwrites_nothing(kim, group, jo, ana, cast, client_of):
    lee = client_of(cast.lee)
    before = opened(kim, group)
    lee.send(sheet_url(group), choose(opened(lee, group), jo, "late", late=5))
    refused = kim.send(sheet_url(group), choose(choose(before, jo, "absent"), ana, "present"))
    assert refused.status_code == 409
    assert "Lee Brandt has marked: Late, 5 minutes late." in refused.text
    assert f'href="#of-{jo.id}-state"' in refused.text
    assert marks() == {jo.id: Mark("late", 5)}, "not even the row that nobody else touched"
    kept = fields_of(refused.text)
    assert (kept[f"of-{jo.id}-state"], kept[f"of-{ana.id}-state"]) == ("absent", "present")
    assert kim.send(sheet_url(group), kept).status_code == 303
    assert marks() == {jo.id: Mark("absent"), ana.id: Mark("present")}
    assert Mark.of(Correction.get()) == Mark("late", 5)


def test_a_row_that_one_did_not_touch_follows_the_other(kim, group, jo, ana, cast, client_of):
    kim.send(sheet_url(group), choose(opened(kim, group), jo, "present"))
    before = opened(kim, group)
    lee = client_of(cast.lee)
    lee.send(sheet_url(group), choose(opened(lee, group), jo, "late", late=5))
    assert kim.send(sheet_url(group), choose(before, ana, "present")).status_code == 303
    assert marks() == {jo.id: Mark("late", 5), ana.id: Mark("present")}


def test_two_who_mark_at_the_same_moment_write_one_row(app, cast, group, jo):
    """Neither overwrites the other: one writes, the other is told."""
    start, outcomes = threading.Barrier(2), {}

    def as_one(user, state):
        with app.app_context(), database.connection():
            start.wait()
            try:
                with writing():
                    mark(hold(group), [Wish(jo, Mark(state), Mark().token)], user)
                outcomes[state] = "written"
            except Changed:
                outcomes[state] = "told"
        database.db.close()

    both = [
        threading.Thread(target=as_one, args=pair) for pair in ((cast.kim, "present"), (cast.lee, "absent"))
    ]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert sorted(outcomes.values()) == ["told", "written"]
    first = next(state for state, outcome in outcomes.items() if outcome == "written")
    assert marks() == {jo.id: Mark(first)}
    assert not Correction.select().exists()


@pytest.mark.parametrize(
    ("state", "late", "early", "complaint"),
    [
        ("late", "", "", "How many minutes late?"),
        ("late", "0", "", "How many minutes late?"),
        ("left_early", "5", "", "How many minutes before the end?"),
        ("late", "ten", "", "whole minutes"),
        ("late", "-5", "", "whole minutes"),
        ("late", "٥", "", "whole minutes"),
        ("late", "90", "", "That is the whole session. It lasts 90 minutes."),
        ("late", "45", "45", "That is the whole session."),
        ("gone", "", "", "choose one of the answers shown"),
    ],
)
def test_bad_input_is_said_at_the_row_and_nothing_is_written(
    kim, group, jo, ana, state, late, early, complaint
):
    sent = choose(choose(opened(kim, group), jo, state, late, early), ana, "present")
    answer = kim.send(sheet_url(group), sent)
    assert answer.status_code == 422
    assert complaint in answer.text
    assert not Attendance.select().exists()
    if state != "gone":
        assert fields_of(answer.text)[f"of-{jo.id}-late"] == late


def test_minutes_count_only_beside_a_state_that_has_some(kim, group, jo):
    kim.send(sheet_url(group), choose(opened(kim, group), jo, "present", late=7, early=3))
    assert marks() == {jo.id: Mark("present")}


def test_someone_who_is_not_expected_cannot_be_marked(kim, cast, jo, ana):
    own = own_session(cast, cast.jo)
    kim.send(sheet_url(own), choose(choose(opened(kim, own), jo, "present"), ana, "absent"))
    assert marks() == {jo.id: Mark("present")}


def test_it_opens_shortly_before_the_start_and_not_earlier(kim, group, jo):
    sent = choose(opened(kim, group), jo, "present")
    begin(group, -HOUR / 2)
    page = kim.get(sheet_url(group))
    assert "You can mark from" in page.text
    assert "Jo Rivera" in page.text
    assert not [name for name in fields_of(page.text) if name.endswith("-state")]
    assert kim.send(sheet_url(group), sent).status_code == 409
    assert not Attendance.select().exists()
    begin(group, -dt.timedelta(minutes=10))
    assert kim.send(sheet_url(group), sent).status_code == 303


def test_a_cancelled_session_is_not_marked(kim, group, jo):
    before = opened(kim, group)
    ProgramSession.update(status=CANCELLED).where(ProgramSession.id == group.id).execute()
    assert "There is nothing to mark" in kim.get(sheet_url(group)).text
    assert kim.send(sheet_url(group), choose(before, jo, "present")).status_code == 409
    assert not Attendance.select().exists()
    with pytest.raises(NotOpen), writing():
        hold(group)


def test_word_given_beforehand_is_offered_and_written_only_when_saved(kim, group, jo, ana):
    Notice.create(
        enrollment=jo, program_session=group, kind="cannot_come", reason="work", words="Double shift"
    )
    Notice.create(enrollment=ana, program_session=group, kind="running_late", minutes=10, reason="transport")
    page = kim.get(sheet_url(group)).text
    assert page.count("Told us beforehand") == 2
    sent = fields_of(page)
    assert sent[f"of-{jo.id}-state"] == "excused"
    assert (sent[f"of-{ana.id}-state"], sent[f"of-{ana.id}-late"]) == ("late", "10")
    assert not Attendance.select().exists()
    kim.send(sheet_url(group), sent)
    assert marks() == {jo.id: Mark("excused"), ana.id: Mark("late", 10)}


def test_a_withdrawn_word_offers_nothing(kim, group, jo):
    Notice.create(
        enrollment=jo, program_session=group, kind="cannot_come", reason="work", withdrawn_at=clock.now()
    )
    page = kim.get(sheet_url(group)).text
    assert "Told us" not in page
    assert f"of-{jo.id}-state" not in fields_of(page)


def test_the_reason_is_for_the_care_team_and_coordinators(group, jo, cast, client_of):
    Notice.create(
        enrollment=jo, program_session=group, kind="cannot_come", reason="child_care", words="canary"
    )
    for person, reads in ((cast.kim, True), (cast.robin, True), (cast.lee, False)):
        page = client_of(person).get(sheet_url(group)).text
        assert "Told us beforehand" in page
        assert ("Child care" in page, "canary" in page) == (reads, reads)


def test_a_reason_of_an_erased_stay_breaks_no_page(kim, group, jo):
    Notice.create(enrollment=jo, program_session=group, kind="cannot_come", reason="work")
    encryption.destroy_key(jo.id)
    page = kim.get(sheet_url(group))
    assert page.status_code == 200
    assert "cannot come." in page.text


def test_a_make_up_is_named_on_both_sheets(kim, group, jo, cast):
    missed = begun_group(cast, title="Early Recovery Skills")
    seat_in = begin(ProgramSession.get(ProgramSession.title == "Social Support"))
    Seat.create(program_session=seat_in, enrollment=jo, state=GIVEN, instead_of=missed)
    assert "Make-up place" in kim.get(sheet_url(seat_in)).text
    assert "Make-up: Social Support" in kim.get(sheet_url(missed)).text
    assert opened(kim, missed).get(f"of-{jo.id}-state") is None
    kim.send(sheet_url(seat_in), choose(opened(kim, seat_in), jo, "present"))
    assert opened(kim, missed)[f"of-{jo.id}-state"] == "made_up"


def test_who_was_marked_stays_on_the_sheet_after_leaving_the_roster(kim, group, jo):
    kim.send(sheet_url(group), choose(opened(kim, group), jo, "present"))
    Enrollment.update(ended_on=group.local_date - dt.timedelta(days=2)).where(
        Enrollment.id == jo.id
    ).execute()
    assert "Jo Rivera" in kim.get(sheet_url(group)).text


def test_a_series_with_facilitators_is_theirs_and_the_coordinators(group, cast, client_of):
    def statuses():
        people = (cast.kim, cast.lee, cast.robin)
        return [client_of(one).get(sheet_url(group)).status_code for one in people]

    assert statuses() == [200, 200, 200]
    Facilitator.create(series=group.series, clinician=cast.lee)
    assert statuses() == [404, 200, 200]
    StandIn.create(program_session=group, clinician=cast.kim)
    assert statuses() == [200, 200, 200]
    Membership.delete().where(Membership.user == cast.kim).execute()
    assert statuses() == [404, 200, 200]


def test_an_individual_session_is_for_the_care_team_and_coordinators(cast, client_of):
    own = own_session(cast, cast.jo)
    people = (cast.kim, cast.lee, cast.robin, cast.jo)
    assert [client_of(one).get(sheet_url(own)).status_code for one in people] == [200, 404, 200, 404]
    CareTeamMember.update(until=clock.now()).execute()
    assert client_of(cast.kim).get(sheet_url(own)).status_code == 404
    as_group = f"/attendance/groups/{own.id}"
    assert client_of(cast.robin).get(as_group).status_code == 404


def test_every_name_shown_and_every_mark_is_a_line_of_the_trail(kim, group, jo, ana, cast):
    def lines(action):
        found = AuditRecord.select().where(AuditRecord.action == action, AuditRecord.actor == cast.kim.id)
        return sorted(one.enrollment for one in found if one.enrollment)

    sent = choose(opened(kim, group), jo, "present")
    assert lines("attendance.group") == sorted([jo.id, ana.id])
    kim.send(sheet_url(group), sent)
    assert lines("attendance.marked") == [jo.id]
    kim.send(sheet_url(group), choose(sent, jo, "late"))
    assert lines("attendance.mark_group") == sorted([jo.id, ana.id]), "a refused sheet shows names too"


def test_topic_and_skill_are_kept_with_the_session(kim, group, cast):
    sent = opened(kim, group) | {"topic_covered": "y", "skill": "longer-out-breathing"}
    assert kim.send(sheet_url(group), sent).status_code == 303
    taught = Taught.get()
    assert (taught.topic_covered, taught.skill, taught.recorded_by_id) == (
        True,
        "longer-out-breathing",
        cast.kim.id,
    )
    assert opened(kim, group)["skill"] == "longer-out-breathing"


def test_two_who_write_what_was_taught_do_not_overwrite_each_other(kim, group, cast, client_of):
    lee = client_of(cast.lee)
    before = opened(kim, group)
    lee.send(sheet_url(group), opened(lee, group) | {"skill": "longer-out-breathing"})
    assert kim.send(sheet_url(group), before | {"topic_covered": "y"}).status_code == 409
    assert not Taught.get().topic_covered


def test_an_unknown_skill_is_refused(kim, group):
    answer = kim.send(sheet_url(group), opened(kim, group) | {"skill": "hypnosis"})
    assert answer.status_code == 422
    assert not Taught.select().exists()


def test_the_queries_do_not_grow_with_the_group(kim, group, cast, queries):
    def count():
        return queries(lambda: kim.get(sheet_url(group)))

    few = count()
    for stay in more_people(cast, 8):
        Notice.create(enrollment=stay, program_session=group, kind="cannot_come", reason="work")
    Notice.create(enrollment=cast.stay_of(cast.jo), program_session=group, kind="cannot_come", reason="work")
    assert count() - few <= 4, "the reasons are asked for once, the keys once"
