"""The worker goes through the trail every hour, and says what is wrong with it."""

import datetime as dt
import logging

import pytest
import time_machine
from test_chain import without_triggers

from webapp import audit, clock
from webapp.audit import AuditRecord, chain
from webapp.audit.checking import WHOLE_EVERY, Checker, last_check
from webapp.reminders.metrics import written_of_audit
from webapp.worker import _Chores, _Sending


@pytest.fixture
def checker(cast, tmp_path):
    """One that has gone through the trail once."""
    checker = Checker(tmp_path / "anchors.txt")
    assert checker.check().fault is None
    return checker


def added(cast, lines=5) -> int:
    for number in range(lines):
        audit.record(f"read {number}", cast.stay_of(cast.jo), actor=cast.kim)
    return chain.head().seq


def test_it_goes_on_from_the_last_line_found_whole(cast, checker, monkeypatch):
    end = added(cast)
    seen, real = [], chain._code
    monkeypatch.setattr(chain, "_code", lambda before, line: seen.append(line.seq) or real(before, line))
    verdict = checker.check()
    assert (verdict.fault, verdict.lines) == (None, end)
    assert seen == list(range(end - 4, end + 1))


def test_a_fault_is_an_error_line_and_a_metric(cast, checker, caplog):
    end = added(cast)
    without_triggers()
    AuditRecord.update(actor=None).where(AuditRecord.seq == end - 2).execute()
    with caplog.at_level(logging.ERROR):
        assert checker.check().lines == end - 3
    assert f"line {end - 2} is not as it was written" in caplog.text
    assert last_check().fault
    assert "waymark_audit_fault 1" in written_of_audit(last_check(), clock.now())


def test_the_line_it_ended_with_is_looked_at_again(cast, checker):
    end = chain.head().seq
    added(cast)
    without_triggers()
    AuditRecord.delete().where(AuditRecord.seq == end).execute()
    assert "not as it was read before" in checker.check().fault


def test_an_old_line_changed_since_is_found_within_a_day(cast, checker):
    added(cast)
    without_triggers()
    AuditRecord.update(action="nothing").where(AuditRecord.seq == 1).execute()
    assert checker.check().fault is None, "not among what is new"
    with time_machine.travel(clock.now() + WHOLE_EVERY):
        assert "line 1 is not" in checker.check().fault


def test_all_is_well_again_when_it_is_whole(cast, checker):
    assert "waymark_audit_fault 0" in written_of_audit(last_check(), clock.now() + dt.timedelta(minutes=5))
    assert "waymark_audit_checked_seconds 300" in written_of_audit(
        last_check(), last_check().at + dt.timedelta(minutes=5)
    )
    assert written_of_audit(None, clock.now()) == ""


def test_a_file_of_anchors_that_is_none_is_a_fault(checker, tmp_path):
    (tmp_path / "anchors.txt").write_text("hello\n")
    assert "not an anchor" in checker.check().fault


def test_the_worker_does_it(app, cast, tmp_path):
    app.config["AUDIT_ANCHORS"] = tmp_path / "anchors.txt"
    with app.app_context():
        _Chores(app, "one", _Sending("one")).round()
    assert (last_check().fault, last_check().lines) == ("", chain.head().seq)


def test_lines_added_meanwhile_are_no_fault(cast, checker, monkeypatch):
    """Somebody writes between the last line read and the look at the end."""
    real, once = chain.head, []

    def head():
        if not once:
            once.append(True)
            added(cast)
        return real()

    monkeypatch.setattr(chain, "head", head)
    assert chain.verify().fault is None
