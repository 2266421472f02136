"""Several web servers and several workers on one PostgreSQL and one Redis, with nothing else between them."""

import itertools
import os
import random
import re
import signal
import threading
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import cast as people
import pytest
from ending import joined
from processes import START_WITHIN, Machines, Web, ask, gone, keys_of, wait_until
from push_service import push_service_for

import config
from webapp import clock
from webapp.push.models import Device
from webapp.reminders.models import SENT, TEST, Reminder
from webapp.timetables.models import ProgramSession

pytestmark = pytest.mark.real_clock

KILLS = int(os.environ.get("MACHINE_KILLS", "4"))
SEVERAL = 20  # reminders before each
WEBS, WORKERS = 2, 3
ADDRESSES = (f"203.0.{number // 250}.{number % 250}" for number in itertools.count(1))
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def backend(backends):
    """Only PostgreSQL serves several machines."""
    return backends("postgresql")


@pytest.fixture
def service(app, cast, tmp_path):
    ProgramSession.delete().execute()  # or one of them may come due while the test runs
    with push_service_for(app, tmp_path) as running, app.app_context():
        yield running


@pytest.fixture
def machines(app, service, redis, tmp_path):
    shared = {"DATABASE_URL": app.config["DATABASE_URL"], "REDIS_URL": redis.url, "PROXY_HOPS": "1"}
    with Machines(tmp_path, **shared, **keys_of(app.config), **service.settings) as some:
        yield some


def signed_in(url: str):
    """Jo's browser, signed in at that web server; opens addresses of any."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    token = TOKEN.search(browser.open(f"{url}/sign-in").read().decode())[1]
    fields = {
        "email": people.address("jo"),
        "password": people.PASSWORD,
        "csrf_token": token,
        "own_phone": "y",
    }
    request = urllib.request.Request(
        f"{url}/sign-in", urllib.parse.urlencode(fields).encode(), {"Origin": url}
    )
    browser.open(request)
    return browser


def made_here():
    """The condition of what this test asked for: in the meantime what is due on later days was planned."""
    return Reminder.kind == TEST


class Fleet:
    """Web servers and workers, each of which may be killed; another takes its place."""

    def __init__(self, machines: Machines):
        self._machines = machines
        self.webs = [machines.web() for _ in range(WEBS)]
        self.workers = [machines.worker() for _ in range(WORKERS)]
        for web in self.webs:
            wait_until(web.is_up, START_WITHIN)
        self.up = list(self.webs)  # where people are sent to, as by a proxy that looks who answers

    def lose_a_web_server(self) -> None:
        wait_until(lambda: all(web.is_up() for web in self.webs), START_WITHIN, "the last one's successor")
        victim = random.choice(self.webs)
        self.up = [web for web in self.webs if web is not victim]
        gone(victim.process)
        self.webs.remove(victim)
        self.webs.append(self._machines.web())

    def lose_a_worker(self) -> None:
        gone(self.workers.pop(random.randrange(WORKERS)))
        self.workers.append(self._machines.worker())

    def look_who_is_up(self) -> None:
        self.up = [web for web in self.webs if web.is_up()]


class Asking(threading.Thread):
    """Jo, who asks for a reminder at one web server after the other, and somebody who opens an invitation."""

    def __init__(self, fleet: Fleet):
        super().__init__(name="asking", daemon=True)
        self._fleet, self._browser = fleet, signed_in(fleet.webs[0].url)
        self._ended = threading.Event()
        self.asked, self.cut_off, self.error = 0, 0, None

    def run(self) -> None:
        try:
            while not self._ended.wait(0.2):
                self._ask_at(random.choice(self._fleet.up))
        except Exception as error:
            self.error = error

    def end(self) -> None:
        self._ended.set()
        joined(self)
        if self.error:
            raise self.error

    def _ask_at(self, web: Web) -> None:
        try:
            page = self._browser.open(f"{web.url}/reminders/").read().decode()
            fields = urllib.parse.urlencode({"csrf_token": TOKEN.search(page)[1]}).encode()
            request = urllib.request.Request(f"{web.url}/reminders/test", fields, {"Origin": web.url})
            assert "is on its way" in self._browser.open(request).read().decode()
            self.asked += 1
            opened = ask(f"{web.url}/invitations/of-nobody", **{"X-Forwarded-For": next(ADDRESSES)})
            assert opened == 404 or web not in self._fleet.up, f"the page with a limit answered {opened}"
        except OSError:
            if web in self._fleet.up:
                raise
            self.cut_off += 1  # that one was killed meanwhile


@pytest.mark.rounds
def test_reminders_outlive_their_machines_and_a_redis_that_comes_and_goes(machines, service, redis, cast):
    fleet = Fleet(machines)
    phone = service.subscription()
    Device.subscribe(cast.jo, phone)
    service.slow_down(0.1)  # so that a kill finds messages under way
    jo = Asking(fleet)
    jo.start()

    made, outages = set(), 0
    for kill in range(KILLS):
        if kill % 4 == 1:
            redis.kill()
            outages += 1
        elif kill % 4 == 3:
            redis.start()
        arrived = len(service.received)
        made |= {Reminder.send_test(cast.jo).id for _ in range(SEVERAL)}
        wait_until(lambda seen=arrived: len(service.received) > seen, START_WITHIN, "sending")
        time.sleep(random.uniform(0, 0.3))
        fleet.lose_a_web_server() if kill % 2 else fleet.lose_a_worker()
        fleet.look_who_is_up()
        if kill % 4 == 2:
            signed_in(random.choice(fleet.up).url)
        assert jo.is_alive(), jo.error
    jo.end()

    gone(*fleet.workers)
    claimed_by_the_dead = Reminder.open() & made_here()
    left = Reminder.update(wake_at=clock.now()).where(claimed_by_the_dead).execute()  # as when leases end
    for _ in range(WORKERS):
        machines.worker()
    still = Reminder.select().where(claimed_by_the_dead)
    wait_until(lambda: still.count() == 0, START_WITHIN, "sending what the dead had claimed")

    check_each_is_shown_once(service, phone, made, jo)
    repeats = len(service.received) - len({message.topic for message in service.received})
    print(
        f"{KILLS} kills of workers and web servers in turn, Redis away {outages} times; Jo asked {jo.asked} times,"
        f" {jo.cut_off} cut off; {left} left half done; {repeats} of {len(service.received)} messages repeated"
    )


def check_each_is_shown_once(service, phone, made: set[str], jo: Asking) -> None:
    asked_for = {row.id for row in Reminder.select().where(made_here())}
    assert made <= asked_for
    assert jo.asked <= len(asked_for - made) <= jo.asked + jo.cut_off, "what was acknowledged is not there"
    sent = Reminder.select().where(Reminder.outcome == SENT, made_here())
    assert {row.id for row in sent} == asked_for, "one was lost"
    shown = [notification["tag"] for notification in service.shown(phone)]
    assert sorted(shown) == sorted(asked_for), "one is shown twice, or not at all"
    assert {message.topic for message in service.received} == asked_for
    assert service.faults == []


def test_a_worker_asked_to_stop_leaves_its_work_to_the_others(machines, service, cast):
    first = machines.worker()
    Device.subscribe(cast.jo, service.subscription())
    Reminder.send_test(cast.jo)
    service.wait_for(1, seconds=START_WITHIN)
    machines.worker()
    first.send_signal(signal.SIGTERM)
    assert first.wait(15) == 0
    Reminder.send_test(cast.jo)
    service.wait_for(2, seconds=START_WITHIN)


def test_all_may_start_at_once_on_an_empty_database(backend, tmp_path):
    backend.server.psql("CREATE DATABASE empty")
    given = keys_of(config.load({"DATA_DIR": str(tmp_path / "keys")}))
    with Machines(tmp_path, DATABASE_URL=backend.server.get_uri("empty"), **given) as machines:
        webs = [machines.web() for _ in range(4)]
        workers = [machines.worker() for _ in range(3)]
        for web in webs:
            wait_until(web.is_up, START_WITHIN)
            assert ask(f"{web.url}/sign-in") == 200
        assert [worker.poll() for worker in workers] == [None] * 3
        assert "Error" not in machines.log.read_text()
    backend.server.psql("DROP DATABASE empty WITH (FORCE)")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_web_server_alone_stops_when_it_is_asked(machines, how):
    web = machines.web()
    wait_until(web.is_up, START_WITHIN)
    web.process.send_signal(how)
    assert web.process.wait(20) == 0
    assert ask(f"{web.url}/up") == 0
