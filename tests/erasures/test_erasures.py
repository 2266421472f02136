"""Erasing: closed at once, brought back within days, then gone for good; or kept and closed where the law says so."""

import datetime as dt

import pytest
import time_machine
from all_pages import pages_of, stored_bytes
from pictures import png
from visitor import Visitor

from webapp import clock, encryption
from webapp.accounts.models import SignIn
from webapp.attendance.models import Attendance, Reflection
from webapp.audit import AuditRecord, chain
from webapp.calendars.models import Feed
from webapp.commitments.models import Commitment
from webapp.encryption import DataKey, SealedModel
from webapp.erasures import asking
from webapp.exercises.models import Practice
from webapp.guests.models import GuestCheck, HowToHelp
from webapp.journals.drafts import Draft
from webapp.journals.models import JournalEntry, Review
from webapp.journals.versions import EntryVersion
from webapp.letters.models import Letter
from webapp.people import erasures
from webapp.people.consents import Consent
from webapp.people.erasures import ERASED, FROZEN, OF_REMINDERS, Erasure
from webapp.people.models import CareTeamMember, Enrollment, Program, User
from webapp.push.models import Device
from webapp.reminders import planning
from webapp.reminders.models import Reminder
from webapp.schema import all_models
from webapp.timetables.admitting import admit
from webapp.timetables.calendar import sessions_of
from webapp.timetables.stays import stays_between

CANARY = "cobaltheron"
SURE = {"sure": "y"}
WEEK = Erasure.BROUGHT_BACK_FOR + dt.timedelta(minutes=1)


@pytest.fixture
def stay(cast):
    """Jo's stay with something of most kinds in it."""
    stay, jo, kim = cast.stay_of(cast.jo), cast.jo, cast.kim
    shared = JournalEntry.create(enrollment=stay, visibility="shared", words=CANARY, drawing=png())
    Review.create(
        enrollment=stay, entry=shared, clinician=kim, answer=CANARY, answered_by=kim, answered_at=clock.now()
    )
    EntryVersion.create(enrollment=stay, entry=shared, of_revision=1, until=clock.now(), words=CANARY)
    JournalEntry.create(enrollment=stay, words=CANARY)
    Draft.create(enrollment=stay, page="0" * 26, typed=[("words", CANARY)])
    Practice.create(enrollment=stay, slug="urge-surfing", started_at=clock.now(), note=CANARY)
    HowToHelp.write(stay, dict.fromkeys(HowToHelp.PARTS, CANARY))
    Commitment.create(
        enrollment=stay, title=CANARY, shared=True, starts="09:00", ends="10:00", first_on="2026-11-02"
    )
    one = sessions_of(stay, stay.admitted_on, stay.admitted_on + dt.timedelta(days=6))[0]
    Attendance.create(enrollment=stay, program_session=one, state="present", marked_by=kim)
    Reflection.create(enrollment=stay, program_session=one, taken=CANARY)
    Letter.issue(stay, stay.admitted_on, stay.admitted_on + dt.timedelta(days=6), jo)
    Device.create(user=jo, endpoint_digest="one", label="Phone")
    Reminder.create(
        user=jo, kind="session", about=one.id, due_at=clock.now(), expires_at=clock.now(), wake_at=clock.now()
    )
    return stay


def erase(stay) -> Erasure:
    """As the worker does when the days are over."""
    asking.ask(stay)
    with time_machine.travel(clock.now() + WEEK):
        assert asking.carry_out_due() == 1
    return Erasure.get(Erasure.enrollment == stay.id)


def again(stay) -> Enrollment:
    return Enrollment.get_by_id(stay.id)


def hanging_from(stay) -> set[str]:
    return {
        model._meta.table_name
        for field, model in Enrollment._meta.backrefs.items()
        if model.select().where(field == stay.id).exists()
    }


# -- asking and bringing back ---------------------------------------------------------------------------


def test_it_says_what_goes_and_stays_and_wants_a_proof_and_a_tick(jo, stay):
    url = f"/erasures/stays/{stay.id}"
    page = jo.get(url).text
    for words in (
        "What goes",
        "What stays",
        "The list of who opened what stays",
        "Backups can't be read after 30",
    ):
        assert words in page
    refused = jo.send(url)
    assert refused.status_code == 422
    assert "Please tick this if you are sure." in refused.text
    SignIn.update(proved_at=clock.now() - dt.timedelta(minutes=6)).execute()
    assert jo.send(url, SURE).status_code == 401
    assert not Erasure.select().exists()


def test_it_is_closed_to_everybody_at_once(jo, stay, cast, client_of, app):
    elsewhere, kim, sam, robin = (client_of(one) for one in (cast.jo, cast.kim, cast.sam, cast.robin))
    _feed, token = Feed.make(stay, real_titles=False)
    assert kim.get(f"/caseload/{stay.id}").status_code == 200
    answer = jo.send(f"/erasures/stays/{stay.id}", SURE)
    assert answer.status_code == 303
    assert "Nobody can open it now" in jo.get(answer.location).text
    for signed_out in (jo, elsewhere):
        assert signed_out.get("/").status_code == 303
        assert "/sign-in" in signed_out.get("/").location
    assert kim.get(f"/caseload/{stay.id}").status_code == 404
    assert "Jo Rivera" not in kim.get("/caseload/").text
    assert "Jo Rivera" not in robin.get("/census/").text
    assert (
        "Nothing is shared with you" in sam.get(f"/guests/{stay.id}").text
        or sam.get(f"/guests/{stay.id}").status_code == 404
    )
    assert Visitor(app).get(f"/calendars/{token}.ics").status_code in (404, 410)
    assert not Device.select().where(Device.user == cast.jo).exists()
    assert stay.id not in {
        one.id for one, _placements in stays_between(stay.program_id, stay.admitted_on, dt.date.max)
    }
    for client in (kim, robin):
        told = client.get("/erasures/list").text
        assert "Jo Rivera" in told
        assert "Closed at the participant's request" in told
        assert CANARY not in told


def test_it_can_be_brought_back_for_days_with_all_that_was(jo, stay, cast, client_of):
    jo.send(f"/erasures/stays/{stay.id}", SURE)
    with time_machine.travel(clock.now() + Erasure.BROUGHT_BACK_FOR - dt.timedelta(minutes=1)):
        assert asking.carry_out_due() == 0
        back = client_of(cast.jo)
        assert f"/erasures/stays/{stay.id}/return" in back.get("/erasures/").text
        assert client_of(cast.kim).get(f"/erasures/stays/{stay.id}/return").status_code == 404
        assert back.send(f"/erasures/stays/{stay.id}/return").status_code == 303
        assert CANARY in back.get("/journals/").text
        assert client_of(cast.sam).get("/guests/").status_code in (200, 303)
    with time_machine.travel(clock.now() + WEEK):
        assert asking.carry_out_due() == 0
    assert again(stay).withdrawn_at is None
    assert not Erasure.select().exists()


def test_asking_twice_moves_nothing(stay):
    asking.ask(stay)
    first = Erasure.get()
    with time_machine.travel(clock.now() + dt.timedelta(days=3)):
        assert asking.ask(stay).due_at == first.due_at
    assert Erasure.select().count() == 1


# -- gone -----------------------------------------------------------------------------------------------


def test_after_it_nothing_opens_and_no_file_holds_the_key(stay, cast, backend):
    wrapped = bytes(DataKey.get_by_id(stay.id).wrapped)
    seals = [bytes(one.sealed) for one in JournalEntry.select().where(JournalEntry.enrollment == stay.id)]
    assert wrapped in stored_bytes(backend) or backend.server
    erasure = erase(stay)
    assert (erasure.kind, erasure.swept_at is not None) == (ERASED, True)
    assert DataKey.get_or_none(DataKey.id == stay.id) is None
    assert hanging_from(stay) == {"care_team_member"}
    assert not Reminder.select().where(Reminder.user == cast.jo).exists()
    bytes_left = stored_bytes(backend)
    assert wrapped not in bytes_left
    assert not [seal for seal in seals if seal in bytes_left]
    encryption.forget_keys()
    with pytest.raises(encryption.Erased):
        encryption.open_text(stay.id, "anything", "AAAA" * 20)


def test_no_page_breaks_for_anybody_and_none_holds_a_word(stay, cast, client_of, app):
    erase(stay)
    planning.plan_all()
    ids = (stay.id, JournalEntry.select(JournalEntry.id).scalar() or stay.id)
    for person in (cast.jo, cast.kim, cast.robin, cast.sam):
        for url, answer in pages_of(app, client_of(person), ids):
            assert answer.status_code < 500, (url, answer.status_code)
            assert CANARY not in answer.text, url
    told = client_of(cast.kim).get("/erasures/list").text
    assert "Erased at the participant's request" in told
    assert CareTeamMember.select().where(CareTeamMember.enrollment == stay.id).exists()


def test_the_list_of_who_opened_what_stays(stay, cast, client_of):
    client_of(cast.kim).get(f"/caseload/{stay.id}")
    before = AuditRecord.select().where(AuditRecord.enrollment == stay.id).count()
    erase(stay)
    assert AuditRecord.select().where(AuditRecord.enrollment == stay.id).count() > before
    assert AuditRecord.select().where(AuditRecord.action == "erased a stay").count() == 1
    assert chain.verify().fault is None


def test_somebody_elses_stay_is_as_it_was(stay, cast):
    anas = cast.stay_of(cast.ana)
    JournalEntry.create(enrollment=anas, words="anas own")
    before = hanging_from(anas)
    erase(stay)
    assert hanging_from(anas) == before
    assert [one.words for one in JournalEntry.of(anas)] == ["anas own"]


def test_it_ends_in_the_same_place_when_it_is_cut_short_and_asked_again(stay, monkeypatch):
    erasure = asking.ask(stay, at_once=True)
    monkeypatch.setattr("webapp.erasures.asking.audit.record", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        asking.carry_out(erasure)
    monkeypatch.undo()
    encryption.forget_keys()
    assert DataKey.get_or_none(DataKey.id == stay.id) is not None
    assert len(hanging_from(stay)) > 5
    for _time in range(2):
        asking.carry_out(Erasure.get_by_id(erasure.id))
    assert hanging_from(stay) == {"care_team_member"}
    assert erasures.sweep()


def test_who_comes_again_begins_a_new_stay(stay, cast, client_of):
    erase(stay)
    anew = admit("jo@example.org", stay.program.name, clock.now().date(), "2.1").enrollment
    JournalEntry.create(enrollment=anew, words="a new day")
    jo = client_of(cast.jo)
    assert "a new day" in jo.get("/journals/").text
    assert "was erased on" in jo.get("/erasures/").text


# -- kept where the law says so ----------------------------------------------------------------------------


@pytest.fixture
def keeping(stay):
    Program.update(keeps_records=True).execute()
    stay.program = Program.get_by_id(stay.program_id)
    return stay


def test_a_program_that_must_keep_records_says_so_before_anything_is_written(keeping, jo, cast, client_of):
    for page in (
        "/journals/new",
        "/journals/ways",
        "/welcome/who-sees-what",
        f"/erasures/stays/{keeping.id}",
    ):
        assert "The law has your program keep" in jo.get(page).text, page
    robin = client_of(cast.robin)
    url = f"/erasures/programs/{keeping.program_id}"
    assert "checked" in robin.get(url).text
    assert robin.send(url).status_code == 303
    assert not Program.get_by_id(keeping.program_id).keeps_records
    assert "The law has your program keep" not in jo.get("/journals/new").text
    assert client_of(cast.kim).get(url).status_code == 404


def test_the_record_is_kept_and_read_by_nobody_and_what_is_private_is_gone(keeping, cast, client_of, backend):
    private = JournalEntry.get(JournalEntry.enrollment == keeping.id, JournalEntry.visibility == "private")
    seal = bytes(private.sealed)
    erasure = erase(keeping)
    assert erasure.kind == FROZEN
    assert [one.visibility for one in JournalEntry.select().where(JournalEntry.enrollment == keeping.id)] == [
        "shared"
    ]
    for model in (EntryVersion, Draft, Practice, Reflection, HowToHelp):
        assert not model.select().where(model.enrollment == keeping.id).exists(), model
    assert Attendance.select().where(Attendance.enrollment == keeping.id).exists()
    assert JournalEntry.get(JournalEntry.enrollment == keeping.id).words == CANARY
    if backend.server is None:
        assert seal not in stored_bytes(backend)
    for person in (cast.jo, cast.kim, cast.robin, cast.sam):
        client = client_of(person)
        for url in (
            f"/caseload/{keeping.id}",
            f"/census/{keeping.id}",
            "/journals/",
            "/copies/",
            f"/guests/{keeping.id}",
        ):
            answer = client.get(url)
            assert CANARY not in answer.text
            assert answer.status_code in (200, 303, 404)
    assert "The record is kept" in client_of(cast.kim).get("/erasures/list").text
    assert "was closed on" in client_of(cast.jo).get("/erasures/").text


def test_a_frozen_stay_is_opened_where_the_law_asks_for_it(keeping, cast, client_of, app):
    erase(keeping)
    thaw = app.test_cli_runner().invoke
    assert "Open again" in thaw(args=["thaw", keeping.id]).output
    assert client_of(cast.jo).get("/journals/").text.count(CANARY) >= 1
    assert AuditRecord.select().where(AuditRecord.action == "thawed a stay").exists()
    assert "not frozen" in thaw(args=["thaw", keeping.id]).output


def test_each_sealed_table_says_what_of_it_is_private(app):
    """What is built next is asked: a new table whose rows are nobody else's has to say so."""
    private = {
        one._meta.table_name
        for one in all_models()
        if issubclass(one, SealedModel) and one.private_space() is not None
    }
    assert private == {
        *("journal_entry", "entry_version", "draft", "practice", "favourites", "partial_answers", "study"),
        *("reflection", "commitment", "routine", "how_to_help", "milestone"),
    }
    assert set(OF_REMINDERS) <= {one._meta.table_name for one in all_models()}


# -- accounts ------------------------------------------------------------------------------------------------


def test_a_guest_closes_their_account(stay, cast, client_of):
    sam, consent = client_of(cast.sam), stay.consents.get()
    GuestCheck.create(user=cast.sam, words=CANARY)
    assert sam.send("/erasures/account").status_code == 422
    closed = sam.send("/erasures/account", SURE)
    assert closed.status_code == 303
    assert "Your account is closed" in sam.get(closed.location).text
    assert sam.get("/").status_code == 303
    row = User.get_by_id(cast.sam.id)
    assert (row.active, row.sealed, row.password_hash) == (False, None, None)
    assert DataKey.get_or_none(DataKey.id == row.id) is None
    assert User.by_email("sam@example.org") is None
    assert not GuestCheck.select().exists()
    assert Consent.get_by_id(consent.id).guest_name == "Sam Rivera"  # in the participant's own record
    assert client_of(cast.jo).get("/guests/sharing").status_code == 200
    assert client_of(cast.jo).get(f"/guests/sharing/{consent.id}").status_code == 200


def test_a_participant_closes_theirs_when_their_stay_is_erased(stay, cast, client_of, app):
    assert "Yours still has one" in client_of(cast.jo).get("/erasures/account").text
    asking.ask(stay)
    assert "waits to be erased" in client_of(cast.jo).send("/erasures/account", SURE).text
    erase(stay)
    jo = cast.jo
    assert client_of(jo).send("/erasures/account", SURE).status_code == 303
    assert DataKey.get_or_none(DataKey.id == jo.id) is None
    for person in (cast.kim, cast.robin):
        told = client_of(person).get("/erasures/list")
        assert "Someone who closed their account" in told.text
        for url, answer in pages_of(app, client_of(person), (stay.id,)):
            assert answer.status_code < 500, url


def test_the_name_on_a_frozen_record_is_kept_with_it(keeping, cast, client_of):
    erase(keeping)
    client_of(cast.jo).send("/erasures/account", SURE)
    row = User.by_email("jo@example.org")
    assert (row.active, row.name) == (False, "Jo Rivera")


def test_staff_do_not_close_theirs_here(cast, client_of):
    kim = client_of(cast.kim)
    assert "A coordinator closes your account" in kim.send("/erasures/account", SURE).text
    assert User.get_by_id(cast.kim.id).active


# -- on paper, and after a restore -----------------------------------------------------------------------------


def test_the_desk_erases_what_was_asked_for_on_paper(stay, app, cast):
    run = app.test_cli_runner().invoke
    assert "There is no stay" in run(args=["erase", "nobody", "--yes"]).output
    assert run(args=["erase", stay.id], input="n\n").exit_code == 1
    assert again(stay).withdrawn_at is None
    for _time in range(2):
        assert "Erased." in run(args=["erase", stay.id, "--yes"]).output
    assert hanging_from(stay) == {"care_team_member"}
    assert "Closed." in run(args=["close-account", "jo@example.org"]).output
    assert "works in a program" in run(args=["close-account", "kim@example.org"]).output


def test_what_a_restored_backup_brings_back_is_erased_again(stay, cast):
    """The ledger of the newer database goes into the older one, as a restore does it."""
    backup = {one.id: (one.master, bytes(one.wrapped)) for one in DataKey.select()}
    erase(stay)
    ledger = erasures.lines()
    _go_back(stay, backup)
    assert erasures.replay(ledger) == 1
    assert DataKey.get_or_none(DataKey.id == stay.id) is None
    assert hanging_from(stay) == {"care_team_member"}
    assert erasures.replay(ledger) == 1  # and again: the same place
    assert erasures.lines() == ledger


def _go_back(stay, backup) -> None:
    Erasure.delete().execute()
    Enrollment.update(withdrawn_at=None).where(Enrollment.id == stay.id).execute()
    master, wrapped = backup[stay.id]
    DataKey.create(id=stay.id, master=master, wrapped=wrapped)
    JournalEntry.create(enrollment=stay, words=CANARY)


def test_a_request_that_was_taken_back_since_is_taken_back_after_a_restore(stay):
    asking.ask(stay)
    assert erasures.replay([]) == 0  # the newer ledger knows of none
    assert again(stay).withdrawn_at is None
    asking.ask(stay)
    with time_machine.travel(clock.now() + WEEK):
        assert erasures.replay() == 0  # without a newer one nobody can know: the days begin anew
        assert asking.carry_out_due() == 0
    assert again(stay).withdrawn_at is not None
