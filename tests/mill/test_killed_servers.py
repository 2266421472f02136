"""A web server killed while phones write: nothing acknowledged is lost, nothing is there twice or by half."""

import contextlib
import itertools
import threading
import time
from collections import Counter, deque

import pytest
import scale
from checks import check_writes, checked, demand
from ending import joined
from phones import NO_ANSWER, Write, Writer, signed_in
from servers import READY_WITHIN, Server, busyness

from webapp import database
from webapp.audit import AuditRecord
from webapp.database import new_id
from webapp.journals.models import PRIVATE, SHARED, JournalEntry

pytestmark = [pytest.mark.real_clock, pytest.mark.rounds]

PLACES = ("after_insert", "before_commit", "after_commit", "before_answer")
MOMENTS = (*PLACES, *("any moment" for _place in PLACES))  # gone through in turn
WRITERS = 4
MOST_WRITES = 25  # before the end comes, at a failpoint
ITEMS = 10  # that a phone wrote before each round
AT_ONCE = 8
LONGEST = 0.5  # seconds until the end comes, at any moment
LONGEST_SENDING = 1200  # for all forms of 200 rounds, on a busy machine


class Moment:
    """When the server of one round ends."""

    def __init__(self, place: str, dice, most: int = MOST_WRITES):
        self.place = place
        self.planted = {}
        if place in PLACES:
            self.planted = {"MILL_FAIL_AT": place, "MILL_FAIL_AFTER": str(dice.randint(1, most))}
        self._seconds = dice.uniform(0.01, LONGEST)

    def wait(self, server: Server) -> None:
        """Until the end has come."""
        if self.planted:
            demand(server.wait_for_death(30), f"the failpoint {self.place} was not met")
        else:
            time.sleep(self._seconds)
        server.kill()


def phones_of(installation, server: Server, number: int):
    return signed_in(installation.app, installation.jo, server.port, number)


def new_entry(dice) -> Write:
    return Write(f"Something that happened, {new_id()}", dice.choice((PRIVATE, SHARED, "raised")))


class Turning:
    """Turns the dial of one entry to and fro."""

    def __init__(self, stay):
        with database.connection():
            self._entry = JournalEntry.write(stay, "entry", {"words": f"to be turned {new_id()}"}).id

    def maker(self):
        with database.connection():
            dial = JournalEntry.get_by_id(self._entry).dial
        dials = itertools.cycle((SHARED, PRIVATE) if dial == PRIVATE else (PRIVATE, SHARED))
        return lambda: Write("", next(dials), self._entry)


def test_journal_saves_survive_kills_at_any_moment(installation):
    dice, stay = scale.chance("journal save"), installation.stay
    turnings = [Turning(stay) for _writer in range(WRITERS)]
    writes, ready, met = [], [], dict.fromkeys(MOMENTS, 0)
    with Server(installation) as server, phones_of(installation, server, 2 * WRITERS) as phones:
        for number in range(scale.ROUNDS):
            moment = Moment(MOMENTS[number % len(MOMENTS)], dice)
            ready.append(server.start(**moment.planted))
            checked(check_writes, stay, writes, len(turnings))
            makers = [lambda: new_entry(dice)] * WRITERS + [turning.maker() for turning in turnings]
            writers = [Writer(*one, threading.Event()) for one in zip(phones, makers, strict=True)]
            for writer in writers:
                writer.start()
            moment.wait(server)
            joined(*writers)
            for writer in writers:
                demand(not writer.refusals, f"refused: {writer.refusals[:1]}")
                writes += writer.written
            met[moment.place] += 1
        ready.append(server.start())
        checked(check_writes, stay, writes, len(turnings))
    acknowledged = sum(write.is_acknowledged for write in writes)
    demand(acknowledged > scale.ROUNDS, "hardly anything was written")
    told = (
        f"{scale.ROUNDS} kills ({met}); {acknowledged} of {len(writes)} writes acknowledged, each there once"
    )
    scale.tell("journal save", f"{told}; {came_back(ready)}")


def came_back(ready: list[float]) -> str:
    """How soon it was ready each time. Five seconds are for a machine that does nothing else."""
    ordered = sorted(ready)
    median, longest = ordered[len(ordered) // 2], ordered[-1]
    busy = busyness()
    demand(median <= READY_WITHIN * busy, f"ready after {median:.1f} s only, at {busy:.1f} jobs a core")
    return f"ready after {median:.1f} s ({longest:.1f} s at most; {busy:.1f} jobs a core)"


class Reader(threading.Thread):
    """A clinician's browser that opens shared entries until nobody answers any more."""

    def __init__(self, phone, entries: dict[str, str], dice):
        super().__init__(daemon=True)
        self._phone, self._entries, self._dice = phone, entries, dice
        self.asked, self.read, self.refusals = Counter(), Counter(), []

    def run(self) -> None:
        with contextlib.suppress(*NO_ANSWER):
            while True:
                entry = self._dice.choice(list(self._entries))
                self.asked[entry] += 1
                answer = self._phone.get(f"/caseload/entries/{entry}")
                if answer.status == 200 and self._entries[entry] in answer.text:
                    self.read[entry] += 1
                else:
                    self.refusals.append(answer)
        self._phone.hang_up()


def test_no_reading_without_its_audit_line_survives_kills(installation):
    dice, rounds = scale.chance("audit append"), scale.of(50, least=2)
    entries, ready, met = shared_entries(installation.stay), [], dict.fromkeys(MOMENTS, 0)
    asked, read = Counter(), Counter()
    with (
        Server(installation) as server,
        signed_in(installation.app, installation.kim, server.port, WRITERS) as phones,
    ):
        for number in range(rounds):
            moment = Moment(MOMENTS[number % len(MOMENTS)], dice)
            ready.append(server.start(**moment.planted))
            checked(check_readings, installation.kim, asked, read)
            readers = [Reader(phone, entries, dice) for phone in phones]
            for reader in readers:
                reader.start()
            moment.wait(server)
            joined(*readers)
            for reader in readers:
                demand(not reader.refusals, f"refused: {reader.refusals[:1]}")
                asked, read = asked + reader.asked, read + reader.read
            met[moment.place] += 1
        ready.append(server.start())
        checked(check_readings, installation.kim, asked, read)
    told = f"{rounds} kills ({met}); {read.total()} readings of {asked.total()} answered, each with its line"
    scale.tell("audit append", f"{told}; {came_back(ready)}")


def shared_entries(stay) -> dict[str, str]:
    """Some to read: their words by their ids."""
    with database.connection(), database.writing():
        made = [
            JournalEntry.write(stay, "entry", {"words": f"to be read {new_id()}"}, SHARED)
            for _entry in range(4)
        ]
    return {entry.id: entry.words for entry in made}


def check_readings(reader, asked: Counter, read: Counter) -> None:
    """Each reading that was answered has a line, and there is no line for what nobody asked for."""
    lines = Counter(
        line.about
        for line in AuditRecord.select().where(AuditRecord.actor == reader.id)
        if line.about in asked
    )
    for entry in asked:
        demand(read[entry] <= lines[entry] <= asked[entry], f"{read[entry]} readings, {lines[entry]} lines")


class Item:
    """A form in the outbox of a phone: sent again and again until it is acknowledged, and more often than that."""

    def __init__(self, dice):
        self.write = Write(f"Written without a network, {new_id()}", dice.choice((PRIVATE, SHARED)))
        self.copies = dice.randint(1, 10)
        self.age = str(dice.randrange(14 * 24 * 3600 * 1000))
        self.is_deleted = False  # None: the deletion was sent, and had no answer
        self.deletion = new_id()
        self.answers = set()

    def send(self, phone) -> None:
        answer = phone.post(self.write.path, self.write.fields, self.write.key, **{"X-Written-Ago": self.age})
        demand(answer.status == 303, f"not taken: {answer.status}")
        self.answers.add(answer.location)
        demand(len(self.answers) == 1, "a repeat is answered in another way")
        self.write.location = answer.location


class Sender(threading.Thread):
    """One connection of the phone: sends what is on the pile until there is nothing more, or nobody answers."""

    def __init__(self, phone, pile: deque):
        super().__init__(daemon=True)
        self._phone, self._pile, self.error = phone, pile, None

    def run(self) -> None:
        try:
            while True:
                self._pile.popleft().send(self._phone)
        except (IndexError, *NO_ANSWER):
            self._phone.hang_up()
        except Exception as error:
            self.error = error


def send_all(phones, items: list[Item], dice) -> list[Sender]:
    pile = [item for item in items for _copy in range(item.copies)]
    dice.shuffle(pile)
    pile = deque(pile)
    senders = [Sender(phone, pile) for phone in phones]
    for sender in senders:
        sender.start()
    return senders


def join_all(senders: list[Sender]) -> None:
    joined(*senders, seconds=LONGEST_SENDING)
    for sender in senders:
        if sender.error:
            raise sender.error


def test_replays_survive_kills_at_any_moment(installation):
    dice, stay = scale.chance("offline replay"), installation.stay
    items, ready, met = [], [], dict.fromkeys(MOMENTS, 0)
    with Server(installation) as server, phones_of(installation, server, AT_ONCE) as phones:
        for number in range(scale.ROUNDS):
            moment = Moment(MOMENTS[number % len(MOMENTS)], dice, most=ITEMS)
            ready.append(server.start(**moment.planted))
            checked(check_items, stay, items)
            delete_one(phones[0], stay, items)
            items += [Item(dice) for _item in range(ITEMS)]
            waiting = [item for item in items if not item.write.is_acknowledged]
            again = dice.sample(items, min(len(items), 3))  # what was acknowledged long ago, or deleted since
            senders = send_all(phones, waiting + again, dice)
            moment.wait(server)
            join_all(senders)
            met[moment.place] += 1
        ready.append(server.start())
        join_all(send_all(phones, items, dice))
        refuse_other_words(phones[0], items)
        checked(check_items, stay, items)
    demand(all(item.write.is_acknowledged for item in items), "not all arrived")
    told = f"{scale.ROUNDS} kills ({met}); {len(items)} forms of a phone's outbox sent up to 10 times each at once"
    scale.tell("offline replay", f"{told}, each there once; {came_back(ready)}")


def check_items(stay, items: list[Item]) -> None:
    gone = [entry.words for entry in JournalEntry.select().where(JournalEntry.deleted_at.is_null(False))]
    unsure = {item.write.words for item in items if item.is_deleted is None}
    deleted = {item.write.words for item in items if item.is_deleted} | (unsure & set(gone))
    demand(sorted(gone) == sorted(deleted), "what was deleted came back, or something else is gone")
    check_writes(stay, [item.write for item in items if item.write.words not in deleted])


def delete_one(phone, stay, items: list[Item]) -> None:
    """Its writer deletes one, and insists; the phone may send it again all the same."""
    item = next((item for item in items if item.write.is_acknowledged and not item.is_deleted), None)
    if item is None:
        return
    with database.connection():
        (entry,) = [entry for entry in JournalEntry.select() if entry.words == item.write.words]
    item.is_deleted = None
    with contextlib.suppress(*NO_ANSWER):  # the end of this round may come here
        answer = phone.post(f"/journals/{entry.id}/deletion", {}, item.deletion)
        demand(answer.status == 303, f"not deleted: {answer.status}")
        item.is_deleted = True


def refuse_other_words(phone, items: list[Item]) -> None:
    for item in items[:10]:
        other = {**item.write.fields, "words": "something else under the same key"}
        answer = phone.post(item.write.path, other, item.write.key)
        demand(answer.status == 422, f"other words under a known key: {answer.status}")
