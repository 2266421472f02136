"""Several web servers and several workers on one PostgreSQL, as processes with nothing else between them."""

import random
import re
import signal
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import cast as people
import pytest
from ending import killed
from processes import START_WITHIN, Machines, ask, keys_of, wait_until
from push_service import push_service_for, status

import config
from webapp import clock
from webapp.push.models import Device
from webapp.reminders.models import SENT, TEST, Reminder
from webapp.timetables.models import ProgramSession

pytestmark = pytest.mark.real_clock

MANY = 120
KILLS = 6


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
def machines(app, service, tmp_path):
    shared = keys_of(app.config) | service.settings | {"DATABASE_URL": app.config["DATABASE_URL"]}
    with Machines(tmp_path, **shared) as some:
        yield some


def signed_in(url: str):
    """Jo's browser, signed in at that web server; opens addresses of any."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"{url}/sign-in").read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
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


def slowly(handler):
    time.sleep(0.1)
    status(201)(handler)


def made_here():
    """The condition of the test's own: in the meantime what is due on later days was planned."""
    return Reminder.kind == TEST


def test_reminders_outlive_their_workers_while_the_web_servers_answer(machines, service, cast):
    webs = [machines.web(), machines.web()]
    workers = [machines.worker() for _ in range(3)]
    for web in webs:
        wait_until(web.is_up, START_WITHIN)
    phone = service.subscription()
    Device.subscribe(cast.jo, phone)
    jo = signed_in(webs[0].url)
    service.answers.extend([slowly] * 10 * MANY)  # so that a kill finds messages under way

    made = set()
    for kill in range(KILLS):
        made |= {Reminder.send_test(cast.jo).id for _ in range(MANY // KILLS)}
        arrived = len(service.received)
        wait_until(lambda seen=arrived: len(service.received) > seen, START_WITHIN, "sending")
        time.sleep(random.uniform(0, 0.3))
        victim = workers.pop(0)
        victim.send_signal(signal.SIGKILL)
        workers.append(machines.worker())
        for web in (webs[kill % 2], webs[1 - kill % 2]):  # signed in at one, known at both
            assert "/reminders/" in jo.open(f"{web.url}/reminders/").url

    killed(*workers)
    claimed_by_the_dead = Reminder.open() & made_here()
    Reminder.update(wake_at=clock.now()).where(claimed_by_the_dead).execute()  # as when their leases end
    for _ in range(3):
        machines.worker()
    still = Reminder.select().where(claimed_by_the_dead)
    wait_until(lambda: still.count() == 0, START_WITHIN, "sending what the dead had claimed")

    sent = Reminder.select().where(Reminder.outcome == SENT, made_here())
    assert {row.id for row in sent} == made, "one was lost"
    shown = [notification["tag"] for notification in service.shown(phone)]
    assert sorted(shown) == sorted(made), "one is shown twice, or not at all"
    assert {message.topic for message in service.received} == made
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
