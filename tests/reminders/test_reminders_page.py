"""The reminders page and what phones tell it."""

import datetime as dt

import pytest
import time_machine
from push_service import push_service_for

from webapp import clock
from webapp.browsers import name_of
from webapp.push.models import Device
from webapp.reminders.models import TEST, Reminder
from webapp.reminders.planning import plan_for

PIXEL = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"


@pytest.fixture
def service(app, tmp_path):
    with push_service_for(app, tmp_path) as running:
        yield running


def add(visitor, data, to="/reminders/devices", **headers):
    return visitor.post(
        to,
        json=data,
        headers={
            "X-CSRFToken": visitor.token(),
            "Sec-Fetch-Site": "same-origin",
            "User-Agent": PIXEL,
            **headers,
        },
    )


def test_the_page_explains_before_the_phone_asks(jo, service):
    page = jo.get("/reminders/").text
    assert "Turn on reminders" in page and "Choose Allow" in page
    assert "None yet." in page and "No phone gets reminders right now." in page


def test_it_keeps_a_phone_and_plans_for_it(jo, service, cast):
    answer = add(jo, service.subscription())
    assert answer.status_code == 200
    device = Device.get()
    assert answer.json == {"id": device.id}
    assert (device.user_id, device.label) == (cast.jo.id, "Chrome on Android")
    assert Reminder.select().where(Reminder.user == cast.jo.id).exists()
    page = jo.get("/reminders/").text
    assert "Chrome on Android" in page and "Not tried yet" in page
    assert "None planned" not in page


def test_a_phone_that_comes_by_is_renewed_and_turned_on_for_nobody(jo, ana, service, cast):
    renewal, data = "/reminders/devices/renewal", service.subscription()
    assert add(jo, data, renewal).status_code == 404
    first = add(jo, data).json
    new = service.subscription() | {"previous": data["endpoint"]}
    assert [add(ana, one, renewal).status_code for one in (data, new)] == [404, 404]
    assert (add(jo, data, renewal).json, add(jo, new, renewal).json) == (first, first)
    assert add(jo, data | {"endpoint": "https://10.0.0.1/x"}, renewal).status_code == 422
    assert add(jo, new | {"previous": ["odd"]}, renewal).json == first
    with time_machine.travel(clock.now() + dt.timedelta(days=61)):
        Device.forget_unseen()
    assert add(jo, new, renewal).status_code == 410


def test_a_phone_where_nobody_is_signed_in_learns_whether_reminders_still_come(client, jo, service):
    data = service.subscription()
    ask = {"X-Push-Address": data["endpoint"]}
    assert client.get("/reminders/devices", headers=ask).json == {"here": False}
    add(jo, data)
    assert client.get("/reminders/devices", headers=ask).json == {"here": True}
    assert client.get("/reminders/devices").json == {"here": False}


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "https://10.0.0.1/x"},
        {"endpoint": "http://fcm.googleapis.com/x"},
        {"endpoint": None},
        {"keys": {}},
        {"keys": {"p256dh": "AAAA", "auth": "AAAA"}},
    ],
)
def test_it_refuses_a_bad_subscription_with_a_reason(jo, service, change):
    answer = add(jo, service.subscription() | change)
    assert answer.status_code == 422
    assert "push" in answer.json["error"]
    assert not Device.select().exists()


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"", 400), (b"[]", 400), (b"{", 400), (b'{"a":1,"a":2}', 400), (b'{"x":"%s"}' % (b"y" * 20000), 413)],
)
def test_it_refuses_a_body_that_is_no_object(jo, service, body, code):
    headers = {"X-CSRFToken": jo.token(), "Content-Type": "application/json"}
    assert jo.post("/reminders/devices", data=body, headers=headers).status_code == code


def test_a_phone_needs_a_form_token(jo, service):
    assert jo.post("/reminders/devices", json=service.subscription()).status_code == 400
    assert not Device.select().exists()


def test_one_removes_ones_own_phone_only(jo, service, cast, client_of):
    add(jo, service.subscription())
    url = f"/reminders/devices/{Device.get().id}/removal"
    assert client_of(cast.ana).send(url).status_code == 404
    assert Device.select().exists()
    assert jo.send(url).status_code == 303
    assert not Device.select().exists()
    assert not Reminder.select().where(Reminder.open()).exists()
    assert jo.send(url).status_code == 404


def test_a_test_goes_the_same_way_as_every_reminder(jo, service):
    assert jo.send("/reminders/test").status_code == 303
    assert not Reminder.select().where(Reminder.kind == TEST).exists(), "no phone, nothing to send"
    add(jo, service.subscription())
    jo.send("/reminders/test")
    assert Reminder.select().where(Reminder.kind == TEST, Reminder.open()).count() == 1


@pytest.mark.parametrize("name", ["kim", "sam", "robin"])
def test_it_is_for_participants_only(client_of, cast, service, name):
    visitor = client_of(getattr(cast, name))
    assert visitor.get("/reminders/").status_code == 404
    assert add(visitor, service.subscription()).status_code == 404


def test_what_could_not_be_delivered_is_said(jo, service, cast):
    add(jo, service.subscription())
    plan_for(cast.jo)
    first = Reminder.select().order_by(Reminder.due_at).first()
    Reminder.update(outcome="missed", attempts=7).where(Reminder.id == first.id).execute()
    Device.update(last_failure="500").execute()
    page = jo.get("/reminders/").text
    assert "could not be delivered" in page and "Not getting through" in page


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (PIXEL, "Chrome on Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) Version/18.4 Mobile Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox on Linux"),
        ("curl/8", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_phone_is_named_so_that_its_owner_knows_it(app, user_agent, name):
    with app.app_context():
        assert name_of(user_agent) == name
