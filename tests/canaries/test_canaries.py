"""What one person writes is where they meant it to be and nowhere else: every box filled, every page of everybody read.

Marks stand in every sealed field (rows.py finds the tables) and in every box that a page offers (walking.py finds the
pages). Then everybody opens all that they can find and asks for all that others found. Who may read what stands in
audiences.py. What lies in a phone's own storage is searched in tests/browser/test_phone_storage.py and test_offline.py.
"""

import datetime as dt
import io
import re
import tempfile
from email.message import EmailMessage
from html import escape
from zipfile import ZipFile

import pytest
import time_machine
from audiences import FLOWS, flow_of, is_in_the_clear, may_read
from conftest import TUESDAY
from mail_server import MailServer
from marks import Marks
from payloads import PAYLOADS, what_runs
from places import PLACES, journal
from push_service import push_service_for
from rows import fill_tables, unmarked
from visitor import Visitor
from walking import Writer, kind_of, tour

from webapp import mail
from webapp.calendars.models import Feed
from webapp.people.consents import ITEMS, Consent, ConsentItem
from webapp.people.models import Program
from webapp.push.models import Device
from webapp.reminders import sending
from webapp.reminders.kinds import KINDS
from webapp.reminders.mailing import mail_instead
from webapp.reminders.models import KindSettings, Reminder, ReminderSettings
from webapp.reminders.planning import plan_all
from webapp.routines.models import Routine
from webapp.timetables.models import ProgramSession

PEOPLE = ("jo", "ana", "kim", "lee", "sam", "robin")
# Boxes that take no words: a code that must fit, and a page that a phone's worker fills in.
NOT_TAKEN = {"/invitations/ code", "/letters/check code", "/offline/unsaved "}


@pytest.fixture
def backend(backends):
    return backends("sqlite")


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """A folder for temporary files that only this test uses."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def marks(app, cast, own_folder) -> Marks:
    """A mark in every sealed field; and Sam sees all that a guest can be shown."""
    [getattr(cast, name) for name in PEOPLE]  # found by their address before that is a mark
    made = Marks()
    fill_tables(cast, made)
    for consent in Consent.select():
        for item in ITEMS:
            ConsentItem.get_or_create(consent=consent, item=item)
    return made


@pytest.fixture
def visitors(app, cast, marks) -> dict:
    return {"nobody": Visitor(app), **{name: Visitor(app, getattr(cast, name)) for name in PEOPLE}}


_RECORD = re.compile("[0-9a-z]{26}")


class Reading:
    """What everybody finds in answers."""

    def __init__(self, app, visitors, marks):
        self.app, self.visitors, self.marks = app, visitors, marks
        self.opened, self.found, self.running = {name: set() for name in visitors}, set(), set()

    def all_pages(self) -> None:
        """Each person's own way through the app, and then each asks for what others found."""
        for name, visitor in self.visitors.items():
            for path, answer in tour(self.app, visitor):
                self._note(name, path, answer)
                if answer.status_code == 200:
                    self.opened[name].add(path)
        every = set().union(*self.opened.values())
        for name, visitor in self.visitors.items():
            for path in sorted(path for path in every - self.opened[name] if _RECORD.search(path)):
                self._note(name, path, visitor.get(path))

    def _note(self, name, path, answer) -> None:
        said = self.marks.found_in(_opened(answer) + str(answer.headers).encode())
        asked = self.marks.found_in(path.encode())  # an answer may name the address that it was asked for
        self.found |= {(mark, name, path) for mark in said - asked}
        if answer.mimetype == "text/html":
            self.running |= {f"{kind_of(path)}: {what}" for what in what_runs(answer.text)}

    @property
    def foreign(self) -> list[str]:
        wrong = [one for one in self.found if not may_read(one[0], one[1])]
        return sorted({f"{mark} is read by {name}" for mark, name, _path in wrong})

    @property
    def untaken(self) -> list:
        """Flows that nobody was seen to take: the walk did not get there, or the app no longer has them."""
        taken = {flow_of(mark, name) for mark, name, _path in self.found if mark.who != name}
        return [flow for flow in FLOWS if flow not in taken]


def _opened(answer) -> bytes:
    """The body; of an archive what is in it."""
    if answer.mimetype != "application/zip":
        return answer.data
    with ZipFile(io.BytesIO(answer.data)) as archive:
        return b"".join(archive.read(name) + name.encode() for name in archive.namelist())


def out_of_place(marks, backend, journal_data: bytes) -> list[str]:
    places = {name: read(backend) for name, read in PLACES.items()} | {"the log": journal_data}
    return sorted(
        f"{mark} lies in {place}"
        for place, data in places.items()
        for mark in marks.found_in(data)
        if not is_in_the_clear(mark)
    )


def test_every_sealed_field_has_a_mark_or_takes_no_words(marks):
    assert len(list(marks)) > 150
    assert unmarked(marks) == []


def test_words_are_read_by_whom_they_are_for_and_lie_nowhere_else(app, backend, visitors, marks):
    with journal() as said:
        refused = {}
        for name in ("jo", "sam", "kim", "robin"):
            writer = Writer(app, visitors[name], name, marks)
            writer.fill_all()
            taken = writer.accepted | NOT_TAKEN
            refused |= {box: why for box, why in writer.refused.items() if box not in taken}
        assert not refused, "\n".join(f"{box}: {why}" for box, why in refused.items())
        reading = Reading(app, visitors, marks)
        reading.all_pages()
    assert len(marks) > 400 and sum(map(len, reading.opened.values())) > 400
    assert not reading.foreign, "\n".join(reading.foreign)
    assert not reading.running, "\n".join(sorted(reading.running))
    assert not reading.untaken, "\n".join(f"{who} {where}" for who, where, _readers in reading.untaken)
    assert out_of_place(marks, backend, said.data) == []


def test_what_leaves_the_app_by_itself_holds_no_word(app, cast, visitors, marks, tmp_path):
    """Four days of every kind of reminder by push as it was sent and as a phone opens it, mail, and calendar feeds."""
    Routine.update(repeats="weekly", weekdays="0123456").execute()
    with MailServer() as letters, push_service_for(app, tmp_path) as service, app.app_context():
        app.extensions["mail"] = mail.Server.read(letters.url, "Waymark <waymark@clinic.example>")
        for name in PEOPLE:
            person = getattr(cast, name)
            ReminderSettings.keep(person, quiet_hours="", by_email=True)
            for kind in KINDS:
                KindSettings.keep(person, kind, is_on=True, is_plain=False)
            Device.delete().where(Device.user == person).execute()
        Device.subscribe(cast.jo, service.subscription())
        Device.subscribe(cast.kim, service.subscription())
        for hour in range(0, 100, 2):
            with time_machine.travel(TUESDAY + dt.timedelta(hours=hour)):
                plan_all()
                sending.send_due("one")
                for reminder in Reminder.select().where(Reminder.sent_at.is_null(False)):
                    mail_instead(reminder, reminder.user)
        app.extensions["mail"] = None
        feeds = [Feed.make(cast.stay_of(person), real_titles=False)[1] for person in (cast.jo, cast.ana)]
    assert len(service.received) >= 8 and len(letters.letters) >= 8
    pushed = b"".join(one.body + one.payload + str(one.headers).encode() for one in service.received)
    posted = b"".join(_without_address(letter) for letter in letters.letters)
    fed = b"".join(visitors["nobody"].get(f"/calendars/{token}.ics").data for token in feeds)
    assert b"BEGIN:VEVENT" in fed
    assert not marks.found_in(pushed) and not marks.found_in(posted) and not marks.found_in(fed)


def _without_address(letter) -> bytes:
    """The letter but for whom it is to."""
    del letter["To"]
    return letter.as_bytes() + letter.get_content().encode()


class TestOnPostgresql:
    """The same rows in the other database: its heap, its log of changes and a dump of it."""

    @pytest.fixture
    def backend(self, backends):
        return backends("postgresql")

    def test_its_files_and_a_dump_hold_no_word(self, backend, marks):
        with journal() as said:
            Program.update(name=marks.new("nobody", "a plain column").word).execute()
        assert out_of_place(marks, backend, said.data) == [
            "a plain column of nobody lies in the database on disk",
            "a plain column of nobody lies in the log",
        ], "nothing but what was planted, and that in each"


# The checker proves itself: words where they do not belong, each in another place.


@pytest.mark.parametrize(
    "planted", ["a log line", "a plain column", "a temporary file", "a header", "an answer"]
)
def test_it_notices_words_that_lie_elsewhere(app, backend, visitors, marks, planted, own_folder, monkeypatch):
    word = next(
        mark.word for mark in marks if mark.where == "JournalEntry.words private" and mark.who == "jo"
    )
    reading = Reading(app, {"ana": visitors["ana"]}, marks)

    def said(**arguments):
        return ("", 200, {"X-Note": word}) if planted == "a header" else word

    with journal() as lines:
        if planted == "a log line":
            app.logger.debug("saved %s", {"words": word})
        elif planted == "a plain column":
            Program.update(name=word).execute()
        elif planted == "a temporary file":
            (own_folder / "draft").write_text(word)
        else:
            said.guard = app.view_functions["helplines.help_now"].guard
            monkeypatch.setitem(app.view_functions, "helplines.help_now", said)
            reading._note("ana", "/help-now", visitors["ana"].get("/help-now"))
    assert bool(reading.foreign) == (planted in ("a header", "an answer"))
    assert bool(out_of_place(marks, backend, lines.data)) == (planted not in ("a header", "an answer"))


@pytest.mark.parametrize("payload", [one for one in PAYLOADS if one.startswith(("<", '"', "'"))])
def test_it_notices_words_that_became_a_script(payload):
    pages = (
        f"<p>{payload}</p>",
        f'<input value="{payload}">',
        f"<input value='{payload}'>",
        f"<title>{payload}",
    )
    assert any(what_runs(page) for page in pages) or "<meta" in payload
    assert not what_runs(f"<p>{escape(payload)}</p>")


def test_it_notices_what_comes_from_another_host():
    for tag in ("script src", "img src", "link href", "form action", "iframe src"):
        assert what_runs(f'<{tag}="https://elsewhere.example/x">')
    assert not what_runs('<a href="https://elsewhere.example/">x</a><img src="/static/x.svg">')


def test_it_notices_a_calendar_that_tells_a_title(app, cast, visitors, marks):
    word = marks.new("robin", "a title").word
    stay = cast.stay_of(cast.jo)
    ProgramSession.update(title=word).execute()
    tokens = [Feed.make(stay, real_titles=told)[1] for told in (False, True)]
    neutral, told = (visitors["nobody"].get(f"/calendars/{token}.ics").data for token in tokens)
    assert not marks.found_in(neutral) and marks.found_in(told)


def test_it_notices_a_mail_with_words(marks):
    word = marks.new("jo", "words").word
    letter = EmailMessage()
    letter["Subject"] = "Waymark"
    letter.set_content(f"You wrote: ñ {word}", cte="base64")
    assert marks.found_in(_without_address(letter))
