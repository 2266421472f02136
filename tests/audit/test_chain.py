"""The audit trail can only be added to, and whoever changes it behind the app's back is found out."""

import threading

import peewee
import pytest

from webapp import audit, database
from webapp.audit import AuditRecord, anchors, chain
from webapp.audit.models import AuditHead
from webapp.database import db, writing


@pytest.fixture
def trail(cast):
    """Ten lines about Jo's stay after those of the cast."""
    for number in range(10):
        audit.record(f"read {number}", cast.stay_of(cast.jo), actor=cast.kim)
    return chain.head().seq


def without_triggers() -> None:
    """As somebody could who may do anything with the database."""
    on = "" if database.is_sqlite() else ' ON "audit_record"'
    for name in ("audit_record_stays", "audit_record_is_fixed"):
        db.execute_sql(f'DROP TRIGGER "{name}"{on}')


def test_a_trail_that_nobody_touched_is_whole(trail):
    verdict = chain.verify()
    assert (verdict.lines, verdict.fault) == (trail, None)
    assert verdict.mac == chain.head().mac


@pytest.mark.parametrize("statement", ["UPDATE audit_record SET actor = NULL", "DELETE FROM audit_record"])
def test_the_database_itself_refuses_to_change_or_remove_a_line(trail, statement):
    with pytest.raises(peewee.PeeweeException, match="only added to"), writing():
        db.execute_sql(statement)
    assert chain.verify().fault is None


TAMPERING = {
    "change": lambda seq: AuditRecord.update(actor=None).where(AuditRecord.seq == seq).execute(),
    "backdate": lambda seq: AuditRecord.update(at=AuditRecord.at - 1).where(AuditRecord.seq == seq).execute(),
    "remove": lambda seq: AuditRecord.delete().where(AuditRecord.seq == seq).execute(),
    "close the gap": lambda seq: (
        AuditRecord.delete().where(AuditRecord.seq == seq).execute(),
        *(
            AuditRecord.update(seq=later - 1).where(AuditRecord.seq == later).execute()
            for later in range(seq + 1, chain.head().seq + 1)
        ),
    ),
    "swap": lambda seq: [
        AuditRecord.update(seq=new).where(AuditRecord.seq == old).execute()
        for old, new in ((seq, -1), (seq + 1, seq), (-1, seq + 1))
    ],
    "double": lambda seq: (
        line := AuditRecord.select().where(AuditRecord.seq == seq).dicts().get(),
        AuditRecord.insert({key: line[key] for key in line if key not in ("id", "seq")}).execute(),
    ),
    "cut off the end": lambda seq: AuditRecord.delete().where(AuditRecord.seq > seq).execute(),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_it_notices_that_somebody_did(trail, how):
    at = trail - 5
    without_triggers()
    TAMPERING[how](at)
    verdict = chain.verify()
    assert verdict.fault is not None
    if how in ("change", "backdate", "remove", "close the gap", "swap"):
        assert verdict.lines == at - 1, "the first bad line is named"


def test_the_end_cut_off_with_the_head_is_noticed_by_an_anchor(trail, tmp_path):
    file = tmp_path / "anchors.txt"
    assert anchors.write(file)
    without_triggers()
    last = AuditRecord.get(AuditRecord.seq == trail - 3)
    AuditRecord.delete().where(AuditRecord.seq > last.seq).execute()
    AuditHead.update(seq=last.seq, mac=last.mac).execute()
    assert chain.verify().fault is None, "without an anchor nobody could know"
    assert f"line {trail} was anchored" in chain.verify(anchors.read(file)).fault


def test_a_chain_that_was_made_anew_is_noticed_by_an_anchor(trail, tmp_path):
    file = tmp_path / "anchors.txt"
    file.write_text(f"{trail - 2} {'0' * 64} 2026-11-17T10:07:00+00:00\n")
    assert chain.verify(anchors.read(file)).fault == f"line {trail - 2} is not the one that was anchored"


def test_an_anchor_is_added_once_for_each_end(trail, tmp_path):
    file = tmp_path / "anchors.txt"
    assert [anchors.write(file), anchors.write(file)] == [True, False]
    audit.record("one more")
    assert anchors.write(file)
    assert list(anchors.read(file)) == [trail, trail + 1]


def test_a_file_of_something_else_is_refused(tmp_path):
    file = tmp_path / "anchors.txt"
    file.write_text("hello\n")
    with pytest.raises(anchors.NotAnAnchor, match="line 1"):
        anchors.read(file)


def test_what_is_taken_back_leaves_no_line_and_no_gap(cast):
    before = chain.head().seq
    with pytest.raises(RuntimeError), writing():
        audit.record("all of it")
        raise RuntimeError
    with writing():
        audit.record("kept")
        with pytest.raises(RuntimeError), writing():
            audit.record("a part")
            raise RuntimeError
    assert [line.action for line in AuditRecord.select().where(AuditRecord.seq > before)] == ["kept"]
    assert chain.verify().fault is None


def test_lines_from_before_there_was_a_chain_are_linked_at_the_next_start(trail):
    AuditRecord.insert(action="old").execute()
    assert chain.verify().fault == "there are lines that were never linked"
    audit.prepare()
    assert chain.verify().fault is None
    assert chain.head().seq == trail + 1


def test_many_who_write_at_once_leave_one_chain(app, cast):
    """Each also changes a row that another wants: the trail is the last thing taken, so nobody waits for each other."""
    stay, errors = cast.stay_of(cast.jo), []
    before = chain.head().seq

    def write(number):
        try:
            with database.connection():
                for turn in range(10):
                    with writing():
                        audit.record(f"writer {number}", stay, actor=cast.kim)
                        type(stay).update(created_at=turn).where(type(stay).id == stay.id).execute()
        except Exception as error:
            errors.append(error)

    cast.kim  # noqa: B018 - looked up once, in this thread
    writers = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert not errors
    assert (chain.verify().lines, chain.verify().fault) == (before + 40, None)


def test_the_commands_say_whether_it_is_whole_and_who_opened_what(app, cast, trail, client_of, tmp_path):
    app.config["AUDIT_ANCHORS"] = tmp_path / "anchors.txt"
    run = app.test_cli_runner().invoke
    assert run(args=["audit", "anchor"]).output.startswith(f"{trail} ")
    assert f"whole: {trail} lines, 1 anchors" in run(args=["audit", "verify"]).output
    client_of(cast.kim).get(f"/caseload/{cast.stay_of(cast.jo).id}")
    times = ["--from", "2026-11-17T18:00", "--to", "2026-11-17T19:00"]
    opened = run(args=["audit", "opened", "kim@example.org", *times]).output.splitlines()
    assert len(opened) >= 11
    assert "caseload.participant" in opened[-1]
    assert cast.stay_of(cast.jo).id in opened[-1]
    nobody = run(args=["audit", "opened", "lee@example.org", *times]).output
    assert nobody == "Nothing was read or changed between these times.\n"
    assert run(args=["audit", "opened", "kim@example.org", "--from", "noon", "--to", "later"]).exit_code == 1
    without_triggers()
    AuditRecord.update(action="nothing").where(AuditRecord.seq == 3).execute()
    said = run(args=["audit", "verify"])
    assert said.exit_code == 1
    assert "line 3 is not as it was written" in said.output


def test_what_is_shown_and_the_line_about_it_stand_or_fall_together(app, cast, client_of):
    kim = client_of(cast.kim)
    AuditHead.delete().execute()
    app.config["PROPAGATE"] = False
    try:
        answer = kim.get(f"/caseload/{cast.stay_of(cast.jo).id}")
    finally:
        app.config["PROPAGATE"] = True
    assert answer.status_code == 500
    assert "Jo Rivera" not in answer.text
