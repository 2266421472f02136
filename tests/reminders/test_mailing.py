"""A mail where no phone takes the reminder: only if the person asked for it, once, and telling nothing."""

import pytest
from reminded import again, reminder_of

from webapp.reminders.mailing import mail_instead
from webapp.reminders.models import TEST, Reminder, ReminderSettings

TELLING = ("session", "group", "relapse", "prevention", "treatment", "therap", "recovery", "jo")


@pytest.fixture
def reminder(cast):
    return reminder_of(cast.jo, sent_at=None, outcome=None)


def test_it_mails_once_and_tells_nothing(app, post_office, reminder, cast):
    ReminderSettings.keep(cast.jo, by_email=True)
    assert mail_instead(reminder, cast.jo).sent
    assert mail_instead(again(reminder), cast.jo).sent
    (letter,) = post_office.wait_for(1)
    assert (letter["Subject"], letter["To"]) == ("Waymark", "jo@example.org")
    words = letter.get_content()
    assert f"{app.config['PUBLIC_URL']}/reminders/{reminder.id}" in words
    assert not [word for word in TELLING if word in words.lower()]
    assert again(reminder).mailed_at


def test_it_does_not_mail_who_did_not_ask(post_office, reminder, cast):
    assert mail_instead(reminder, cast.jo) is None
    assert post_office.letters == [] and again(reminder).mailed_at is None


def test_a_test_is_for_phones(post_office, cast):
    ReminderSettings.keep(cast.jo, by_email=True)
    assert mail_instead(reminder_of(cast.jo, kind=TEST), cast.jo) is None


def test_what_the_server_did_not_take_may_be_tried_again(post_office, reminder, cast):
    ReminderSettings.keep(cast.jo, by_email=True)
    post_office.refuses = "451 later"
    assert mail_instead(reminder, cast.jo).result == "later"
    post_office.refuses = None
    assert mail_instead(again(reminder), cast.jo).sent
    assert len(post_office.letters) == 1


def test_what_the_server_refuses_is_refused_for_good(post_office, reminder, cast):
    ReminderSettings.keep(cast.jo, by_email=True)
    post_office.refuses = "550 no such person"
    assert mail_instead(reminder, cast.jo).result == "refused"


def test_mailed_and_not_noted_it_is_the_same_mail_again(post_office, reminder, cast):
    ReminderSettings.keep(cast.jo, by_email=True)
    mail_instead(reminder, cast.jo)
    Reminder.update(mailed_at=None).execute()  # as after a crash between the two
    mail_instead(again(reminder), cast.jo)
    first, second = post_office.wait_for(2)
    assert first["Message-ID"] == second["Message-ID"]


def test_without_a_server_the_switch_is_not_there(client_of, cast):
    jo = client_of(cast.jo)
    assert "By e-mail" not in jo.get("/reminders/").text
    assert jo.send("/reminders/mail", {"by_email": "y"}).status_code == 303
    assert not ReminderSettings.select().exists()


def test_the_switch_turns_it_on_and_off(post_office, client_of, cast):
    jo = client_of(cast.jo)
    assert "By e-mail" in jo.get("/reminders/").text
    jo.send("/reminders/mail", {"by_email": "y"})
    assert ReminderSettings.of(cast.jo).by_email is True
    jo.send("/reminders/mail", {})
    assert ReminderSettings.of(cast.jo).by_email is False
