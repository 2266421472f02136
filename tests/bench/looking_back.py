"""A year of one person's sealed entries opened and charted, as a ratio to the same rows with plain JSON.

Both sides run the same code from rows to pages on SQLite: reading, days, weeks, comparisons, drawings, HTML. Only the
opening differs: AES-GCM with a key unwrapped each time, against `json.loads` of the same contents. Also how long a
search takes that opens every entry and finds nothing. `python -m tests.bench.looking_back`
"""

import datetime as dt
import json
import random
import tempfile

import peewee

import config
from tests.bench.rounds import FIRST_CORE, on_core, per_second, unless_short
from webapp import clock, create_app, database, encryption, serving
from webapp.database import InstantField, Model
from webapp.encryption import Sealed
from webapp.exercises.catalogue import all_exercises
from webapp.journals.models import JournalEntry
from webapp.journals.searching import Search, find
from webapp.journals.vocabulary import EMOTIONS, TRIGGERS, words_of
from webapp.people.models import Enrollment, User
from webapp.timetables.importing import MATRIX, import_program
from webapp.trends.days import by_day
from webapp.trends.spans import WHOLE_STAY, Span, zone_of
from webapp.trends.views import Looking, overview_page, together_page, year_page

YEAR = 365
MANY = unless_short(1000, YEAR + 10)
ROUNDS, SECONDS = unless_short((7, 0.4), (1, 0.01))
AIM = 1.5
WORDS = (
    "the bus was late",
    "and I walked",
    "by the river",
    "it was cold",
    "but quiet",
    "so I stayed a while",
)
PAGES = {"over time": overview_page, "what goes together": together_page, "a year": year_page}


class PlainEntry(Model):
    """A row as it would be without sealing: the same contents as JSON in a text column."""

    enrollment = peewee.TextField()
    written_at = InstantField()
    content = peewee.TextField()

    mood, craving, anxiety, energy, sleep_hours = (Sealed() for _number in range(5))
    triggers, skills = Sealed(default=()), Sealed(default={})

    class Meta:
        indexes = ((("enrollment", "written_at", "id"), False),)

    def contents(self) -> dict:
        if "_contents" not in self.__dict__:
            self._contents = json.loads(self.content)
        return self._contents


class PlainLooking(Looking):
    """Looking at the plain rows."""

    def days(self, *spans: Span):
        return by_day(plain_within(self.stay, *spans), zone_of(self.stay))


class SealedLooking(Looking):
    """Looking at the sealed rows, with no key at hand yet, as at each request."""

    def days(self, *spans: Span):
        encryption.forget_keys()
        return super().days(*spans)


def plain_within(stay: Enrollment, *spans: Span) -> list[PlainEntry]:
    begin = min(span.bounds(zone_of(stay))[0] for span in spans)
    end = max(span.bounds(zone_of(stay))[1] for span in spans)
    within = (PlainEntry.written_at >= begin) & (PlainEntry.written_at < end)
    found = PlainEntry.select().where(PlainEntry.enrollment == stay.id, within)
    return list(found.order_by(PlainEntry.written_at, PlainEntry.id))


def run() -> dict[str, float]:
    """Print the times and ratios; the ratio by page."""
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as folder:
        app = create_app(config.load({"DATA_DIR": folder, "LOG_LEVEL": "error"}))
        with app.app_context():
            serving.prepare()
            with database.connection():
                stay = _a_year()
                with app.test_request_context("/trends/"):
                    ratios = _compare(stay)
                    _search(stay)
    return ratios


def _compare(stay: Enrollment) -> dict[str, float]:
    sealed, plain = (kind(stay, True, False, WHOLE_STAY) for kind in (SealedLooking, PlainLooking))
    span = sealed.span
    assert len(sealed.days(span)) == len(plain.days(span)) == YEAR
    print(
        f"A year of {YEAR} entries, ms of one core's own time (median of {ROUNDS} alternating rounds); aim {AIM}"
    )
    ratios = {"opened alone": _ratio("opened alone", lambda way: _open_all(way.days(span)), sealed, plain)}
    for name, page in PAGES.items():
        assert page(sealed) == page(plain), name
        ratios[name] = _ratio(name, page, sealed, plain)
    return ratios


def _ratio(name: str, act, sealed: Looking, plain: Looking) -> float:
    with on_core(FIRST_CORE):
        rates = per_second({"sealed": lambda: act(sealed), "plain": lambda: act(plain)}, ROUNDS, SECONDS)
    ratio = rates["plain"] / rates["sealed"]
    sealed_ms, plain_ms = 1000 / rates["sealed"], 1000 / rates["plain"]
    print(f"  {name:20} sealed {sealed_ms:6.1f}   plain {plain_ms:6.1f}   ratio {ratio:.2f}", flush=True)
    return ratio


def _open_all(days) -> None:
    for day in days:
        assert day.values


def _search(stay: Enrollment) -> None:
    """Each entry is opened, and none fits."""
    wanted = Search(words="nowhere to be found")
    for number in (YEAR, MANY):
        if number > YEAR:
            _write(stay, number - YEAR, older_than=YEAR)
        with on_core(FIRST_CORE):
            rate = per_second({"search": lambda: find(stay, wanted)}, ROUNDS, SECONDS)["search"]
        print(f"  search of {number} entries that finds nothing: {1000 / rate:6.1f} ms", flush=True)


def _a_year() -> Enrollment:
    with database.writing():
        participant = User.register("somebody@example.org", "Somebody")
        today = clock.today("America/Los_Angeles")
        stay = Enrollment.begin(
            participant=participant,
            program=import_program(MATRIX),
            admitted_on=today - dt.timedelta(days=YEAR - 1),
        )
        PlainEntry.create_table()
        _write(stay, YEAR)
    return stay


def _write(stay: Enrollment, number: int, older_than: int = 0) -> None:
    """An entry for each day, the newest today."""
    chance = random.Random(7)
    skills = [one.slug for one in all_exercises()]
    for days_ago in range(older_than, older_than + number):
        written_at = clock.now() - dt.timedelta(days=days_ago)
        content = {
            "mood": chance.randint(1, 5),
            "craving": chance.randint(0, 10),
            "anxiety": chance.randint(0, 10),
            "energy": chance.randint(1, 5),
            "sleep_hours": chance.randint(8, 18) / 2,
            "sleep_quality": chance.randint(1, 5),
            "emotions": chance.sample(list(words_of(EMOTIONS)), 3),
            "triggers": chance.sample(list(words_of(TRIGGERS)), 2),
            "skills": {chance.choice(skills): chance.randint(0, 4)},
            "template": "free",
            "answers": {},
            "words": " ".join(chance.choices(WORDS, k=30)),
        }
        row = JournalEntry.create(enrollment=stay, written_at=written_at, **content)
        PlainEntry.create(id=row.id, enrollment=stay.id, written_at=written_at, content=json.dumps(content))


if __name__ == "__main__":
    run()
