"""Each kind: what it has to say, what it does not, and what makes it unneeded."""

import datetime as dt

import pytest
import time_machine
from journal_entries import answer, write, written
from reminder_plans import DAY, HOUR, MINUTE, give_phone, planned, reason_of, say_it_was_sent

from webapp import clock
from webapp.attendance.notices import say_cannot_come
from webapp.journals.models import JournalEntry, Review
from webapp.people.consents import Consent
from webapp.reminders.kinds.kind import SETTLES
from webapp.reminders.models import KindSettings, ReminderSettings
from webapp.routines.models import Routine
from webapp.timetables.calendar import sessions_of
from webapp.timetables.changing import edit_facts
from webapp.timetables.models import GIVEN, ProgramSession, Seat
from webapp.timetables.rescheduling import cancel, let_stand_in, move, restore
from webapp.timetables.single_meetings import Meeting, arrange

ZONE = "America/Los_Angeles"
TODAY = dt.date(2026, 11, 17)


@pytest.fixture
def jo(cast):
    give_phone(cast.jo)
    return cast.jo


@pytest.fixture
def jos_browser(jo, client_of):
    return client_of(jo)


def at(day: dt.date, text: str) -> dt.datetime:
    return clock.at_wall(day, dt.time.fromisoformat(text), ZONE)


class TestSession:
    @pytest.fixture
    def coming(self, stay):
        return [one for one in sessions_of(stay, TODAY, TODAY + 7 * DAY) if one.starts_at > clock.now()]

    def test_it_comes_before_each_as_long_before_as_chosen(self, jo, coming):
        KindSettings.keep(jo, "session", leads="120 30")
        told = planned(jo, "session")
        assert {about: one.due_at for about, one in told.items()} == {
            f"{one.id} {lead}": one.starts_at - lead * MINUTE for one in coming for lead in (120, 30)
        }

    def test_it_refuses_one_they_cannot_come_to(self, jo, stay, coming):
        planned(jo, "session")
        say_cannot_come(stay, coming[0], "work")
        assert f"{coming[0].id} 60" not in planned(jo, "session")
        assert reason_of(jo, f"{coming[0].id} 60") == "not_coming"

    def test_one_that_is_gone_is_withdrawn(self, jo, coming):
        planned(jo, "session")
        ProgramSession.delete().where(ProgramSession.id == coming[0].id).execute()
        planned(jo, "session")
        assert reason_of(jo, f"{coming[0].id} 60") == "cancelled"


class TestCheckIn:
    def test_it_comes_at_each_chosen_time_of_the_chosen_days(self, jo):
        KindSettings.keep(jo, "check_in", times="12:00 20:00", weekdays="13")
        assert [one.due_at for one in planned(jo, "check_in").values()] == [
            at(TODAY, "12:00"),
            at(TODAY, "20:00"),
        ]
        with time_machine.travel(at(TODAY + 2 * DAY, "09:00")):
            assert at(TODAY + 2 * DAY, "20:00") in [one.due_at for one in planned(jo, "check_in").values()]

    def test_it_refuses_a_time_that_had_passed_when_it_was_chosen(self, jo):
        KindSettings.keep(jo, "check_in", times="09:30")
        assert f"{TODAY} 09:30" not in planned(jo, "check_in")

    def test_one_already_written_withdraws_it_and_one_deleted_brings_it_back(self, jo, jos_browser):
        about = f"{TODAY} 20:00"
        assert about in planned(jo, "check_in")
        jos_browser.send("/journals/check-ins", {"mood": "3"})
        assert about not in planned(jo, "check_in")
        assert reason_of(jo, about) == "done_already"
        assert f"{TODAY + DAY} 20:00" in planned(jo, "check_in")
        JournalEntry.get().remove()
        assert about in planned(jo, "check_in")

    def test_of_two_a_day_each_has_its_own_part_of_the_day(self, jo, jos_browser):
        KindSettings.keep(jo, "check_in", times="11:00 19:00")
        with time_machine.travel(at(TODAY, "11:20")):
            planned(jo, "check_in")
            jos_browser.send("/journals/check-ins", {"mood": "3"})
            assert f"{TODAY} 19:00" in planned(jo, "check_in")
        with time_machine.travel(at(TODAY, "15:10")):
            jos_browser.send("/journals/check-ins", {"mood": "3"})
            assert f"{TODAY} 19:00" not in planned(jo, "check_in")

    def test_it_is_said_once(self, jo):
        first = planned(jo, "check_in")[f"{TODAY} 20:00"]
        with time_machine.travel(first.due_at + MINUTE):
            say_it_was_sent(first)
            assert f"{TODAY} 20:00" not in planned(jo, "check_in")

    def test_it_ends_with_the_stay(self, jo, stay):
        planned(jo, "check_in")
        stay.ended_on = TODAY - 2 * DAY
        stay.save()
        assert planned(jo, "check_in") == {}

    def test_a_time_within_quiet_hours_goes_before_them(self, jo):
        ReminderSettings.keep(jo, quiet_hours="22:00-07:00")
        KindSettings.keep(jo, "check_in", times="23:00")
        assert planned(jo, "check_in")[f"{TODAY} 23:00"].due_at == at(TODAY, "22:00")


class TestJournal:
    @pytest.fixture(autouse=True)
    def switched_on(self, jo):
        assert planned(jo, "journal") == {}, "off unless chosen"
        KindSettings.keep(jo, "journal", is_on=True)

    def test_it_comes_at_the_chosen_time(self, jo):
        assert planned(jo, "journal")[f"{TODAY} 21:00"].due_at == at(TODAY, "21:00")

    def test_an_entry_withdraws_it_and_a_check_in_does_not(self, jo, jos_browser):
        jos_browser.send("/journals/check-ins", {"mood": "3"})
        assert f"{TODAY} 21:00" in planned(jo, "journal")
        write(jos_browser, words="A page.")
        planned(jo, "journal")
        assert reason_of(jo, f"{TODAY} 21:00") == "done_already"


@pytest.mark.parametrize("purpose", ["own", "hard_time"])
class TestRoutine:
    def make(self, stay, purpose, **values):
        chosen = {"repeats": "once", "starts_on": TODAY + DAY, "at": "18:30", "words": "Call Sam."}
        return Routine.create(enrollment=stay, purpose=purpose, **{**chosen, **values})

    def test_it_comes_on_its_day_at_its_time(self, jo, stay, purpose):
        one = self.make(stay, purpose)
        told = planned(jo, purpose)
        assert {about: row.due_at for about, row in told.items()} == {
            f"{one.id} {TODAY + DAY}": at(TODAY + DAY, "18:30")
        }

    def test_it_comes_each_week(self, jo, stay, purpose):
        self.make(stay, purpose, repeats="weekly", weekdays="56", starts_on=TODAY - 30 * DAY)
        days = [clock.local(row.due_at, ZONE).strftime("%a") for row in planned(jo, purpose).values()]
        assert days == ["Sat", "Sun"]

    def test_pay_day_comes_each_month(self, jo, stay, purpose):
        one = self.make(stay, purpose, repeats="monthly", starts_on=dt.date(2026, 8, 31))
        assert planned(jo, purpose) == {}
        with time_machine.travel(at(dt.date(2026, 11, 29), "12:00")):
            assert list(planned(jo, purpose)) == [f"{one.id} 2026-11-30"]

    def test_an_anniversary_comes_each_year(self, jo, stay, purpose):
        one = self.make(stay, purpose, repeats="yearly", starts_on=dt.date(2019, 11, 20))
        assert list(planned(jo, purpose)) == [f"{one.id} 2026-11-20"]

    def test_another_time_moves_it(self, jo, stay, purpose):
        one = self.make(stay, purpose)
        planned(jo, purpose)
        one.at = "09:00"
        one.save()
        assert [row.due_at for row in planned(jo, purpose).values()] == [at(TODAY + DAY, "09:00")]

    def test_it_refuses_one_that_was_deleted_and_comes_back_with_it(self, jo, stay, purpose):
        one = self.make(stay, purpose)
        (about,) = planned(jo, purpose)
        one.remove()
        assert planned(jo, purpose) == {}
        assert reason_of(jo, about) == "cancelled"
        one.restore()
        assert list(planned(jo, purpose)) == [about]

    def test_those_of_others_are_not_theirs(self, jo, cast, purpose):
        self.make(cast.stay_of(cast.ana), purpose)
        assert planned(jo, purpose) == {}


class TestAnswer:
    @pytest.fixture
    def entry(self, jos_browser, client_of, cast):
        entry = written(jos_browser, words="Please read this.", visibility="shared")
        answer(client_of(cast.kim), entry)
        return entry

    def test_it_comes_a_little_after_the_answer(self, jo, entry):
        told = planned(jo, "answer")
        assert {about: one.due_at for about, one in told.items()} == {
            entry.id: Review.get().answered_at + SETTLES
        }

    def test_it_refuses_one_that_was_read(self, jo, entry, jos_browser):
        planned(jo, "answer")
        jos_browser.get(f"/journals/{entry.id}")
        assert planned(jo, "answer") == {}
        assert reason_of(jo, entry.id) == "done_already"

    def test_a_deleted_entry_withdraws_it(self, jo, entry):
        planned(jo, "answer")
        entry.remove()
        assert planned(jo, "answer") == {}
        assert reason_of(jo, entry.id) == "cancelled"

    def test_a_new_answer_is_a_new_thing_to_say(self, jo, entry, cast):
        say_it_was_sent(planned(jo, "answer")[entry.id])
        assert planned(jo, "answer") == {}
        with time_machine.travel(clock.now() + HOUR):
            Review.get().give_answer("One more thing.", cast.kim)
            assert list(planned(jo, "answer")) == [entry.id]

    def test_an_entry_without_an_answer_says_nothing(self, jo, jos_browser):
        written(jos_browser, words="Please read this.", visibility="shared")
        assert planned(jo, "answer") == {}


class TestChange:
    @pytest.fixture
    def coming(self, stay):
        return [one for one in sessions_of(stay, TODAY + DAY, TODAY + 7 * DAY)]

    def change(self, one, at=None, **values):
        when = at or clock.now()
        values = {"changed_at": when, "news_at": when, "version": 2, **values}
        ProgramSession.update(**values).where(ProgramSession.id == one.id).execute()

    def test_a_move_and_a_cancellation_are_told(self, jo, coming):
        at = clock.now().replace(microsecond=0)
        self.change(coming[0], at, status="cancelled")
        ((about, one),) = planned(jo, "change").items()
        assert about.split()[0] == coming[0].id
        assert one.due_at == at + SETTLES
        self.change(coming[1], at + HOUR, status="moved", was_at=coming[1].starts_at)
        with time_machine.travel(at + HOUR):
            assert [about.split()[0] for about in planned(jo, "change")] == [coming[0].id, coming[1].id]

    def test_what_changed_together_is_told_once(self, jo, coming):
        for minutes, one in enumerate(coming[:3]):
            self.change(one, clock.now() + minutes * MINUTE, status="cancelled")
        (about,) = planned(jo, "change")
        assert about.startswith("schedule ")

    def opens(self, jo) -> list[str]:
        """What each of the reminders opens."""
        return [about.split()[0] for about in planned(jo, "change")]

    def test_what_a_coordinator_does_is_told_and_what_they_take_back_too(self, jo, coming):
        one = coming[0]
        later, end = one.starts_at + HOUR, one.ends_at + HOUR
        usual = {"starts_at": one.starts_at, "ends_at": one.ends_at, "place": one.place, "telehealth": ""}
        steps = (
            lambda version: cancel(one, version),
            lambda version: restore(one, version),
            lambda version: move(one, version, later, end, one.place, ""),
            lambda version: move(one, version, **usual),
            lambda version: move(one, version, **usual | {"ends_at": end}),
            lambda version: move(one, version, **usual | {"place": "The other house"}),
            lambda version: move(one, version, **usual | {"place": "", "telehealth": "https://v.example/a"}),
        )
        for number, step in enumerate(steps, start=1):
            at = clock.now().replace(microsecond=0) + number * 10 * MINUTE
            with time_machine.travel(at, tick=False):
                step(number)
                ((about, told),) = planned(jo, "change").items()
                assert about == f"{one.id} {int(at.timestamp() * 1000)}", number
                say_it_was_sent(told)

    def test_another_room_of_the_whole_series_is_told(self, jo, coming):
        series = coming[0].series
        values = {name: getattr(series, name) for name in ("title", "telehealth", "guests_welcome")}
        edit_facts(series, 1, [], series.capacity, **values | {"title": "Another name"}, place=series.place)
        assert self.opens(jo) == [], "a name is there to be read"
        edit_facts(series, 2, [], series.capacity, **values, place="The other house")
        assert len(self.opens(jo)) == 1

    def test_a_meeting_that_was_arranged_with_them_is_told(self, jo, stay, coming):
        begins = coming[0].starts_at - 12 * HOUR
        one, _effect = arrange(stay, Meeting("Talk", "individual", begins, begins + HOUR))
        assert self.opens(jo) == [one.id]

    def test_who_leads_it_is_nobodys_news(self, jo, coming, cast):
        let_stand_in(coming[0], 1, [cast.lee.id])
        assert self.opens(jo) == []

    def test_a_seat_that_staff_gave_is_told(self, jo, stay, cast):
        theirs = {one.id for one in sessions_of(stay, TODAY, TODAY + 14 * DAY)}
        ahead = ProgramSession.enrollment.is_null() & (ProgramSession.starts_at > clock.now() + DAY)
        other = next(one for one in ProgramSession.select().where(ahead) if one.id not in theirs)
        seat = Seat.create(program_session=other, enrollment=stay, state=GIVEN, answered_at=clock.now())
        assert planned(jo, "change") == {}, "they took it themselves"
        seat.answered_by = cast.robin
        seat.save()
        assert [about.split()[0] for about in planned(jo, "change")] == [other.id]

    def test_it_refuses_what_is_past_far_off_or_only_a_detail(self, jo, stay, coming):
        far = ProgramSession.starts_at > clock.now() + 20 * DAY
        self.change(ProgramSession.select().where(far).first(), status="cancelled")
        self.change(coming[0], news_at=None, title="Another name")
        self.change(coming[1], clock.now() - 2 * DAY, status="cancelled")
        assert planned(jo, "change") == {}

    def test_a_change_of_the_change_takes_its_place(self, jo, coming):
        self.change(coming[0], status="cancelled")
        (first,) = planned(jo, "change")
        with time_machine.travel(clock.now() + 2 * MINUTE):
            self.change(coming[0], status="moved", was_at=coming[0].starts_at)
            (second,) = planned(jo, "change")
        assert first != second
        assert reason_of(jo, first) == "moved"


class TestConsent:
    def end(self, days: int, **values):
        Consent.update(expires_at=clock.day_bounds(TODAY + days * DAY, ZONE)[1], **values).execute()

    def test_it_comes_a_week_before_the_end_in_the_morning(self, jo):
        self.end(9)
        told = planned(jo, "consent")
        assert {about: one.due_at for about, one in told.items()} == {
            f"{Consent.get().id} 10080": at(TODAY + 3 * DAY, "10:00")
        }

    def test_it_refuses_one_that_goes_on(self, jo):
        self.end(40)
        assert planned(jo, "consent") == {}

    def test_one_that_is_taken_back_withdraws_it(self, jo):
        self.end(9)
        (about,) = planned(jo, "consent")
        Consent.get().revoke()
        assert planned(jo, "consent") == {}
        assert reason_of(jo, about) == "cancelled"
