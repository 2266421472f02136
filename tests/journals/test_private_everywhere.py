"""Private means private everywhere: what is not shared is in no answer to anybody else, and readable in no database."""

import pytest
from all_pages import pages_of, stored_bytes
from journal_entries import written

from webapp.calendars.models import Feed
from webapp.database import new_id
from webapp.journals.drafts import Draft
from webapp.journals.versions import EntryVersion
from webapp.reminders.models import Reminder
from webapp.reminders.planning import plan_all
from webapp.signals.models import Signal

CANARY = "periwinklelathe"
PARTS = {
    "words": f"{CANARY} in words. I want to die.",
    "own_emotions": f"{CANARY} felt",
    "own_triggers": f"{CANARY} met",
    "skill_0": f"{CANARY} tried",
    "answer_thought": f"{CANARY} thought",
    "template": "thoughts",
    "craving": "10",
    "mood": "1",
}


@pytest.fixture
def ids(jo, cast):
    """A private entry, one taken back, one deleted, versions of a shared one, and drafts: all with the canary."""
    program = cast.program
    program.tells_of_risk_words = True
    program.save()
    private = written(jo, **PARTS)
    withdrawn = written(jo, **PARTS, visibility="raised")
    jo.send(f"/journals/{withdrawn.id}/sharing", {"visibility": "private"})
    deleted = written(jo, **PARTS, visibility="shared")
    jo.send(f"/journals/{deleted.id}/deletion")
    shared = written(jo, words=f"{CANARY}, and then I changed it")
    sent = {"words": "nothing of it", "visibility": "shared", "revision": "1"}
    jo.send(f"/journals/{shared.id}/edit", sent)
    for about in ("", shared.id):
        jo.send("/journals/drafts", {"draft": new_id(), "entry": about, **PARTS, "visibility": "shared"})
    for days_ago in (1, 2):
        ago = {"X-Written-Ago": str(days_ago * 24 * 3600 * 1000)}
        jo.send("/journals/check-ins", {"mood": "1", "craving": "10"}, headers=ago)
    versions = [one.id for one in EntryVersion.select()]
    drafts = [one.id for one in Draft.select()]
    assert len(versions) == 1
    assert len(drafts) == 2
    own = [private.id, withdrawn.id, deleted.id]
    return own, [shared.id, *versions, *drafts, private.enrollment_id, cast.jo.id, program.id]


def test_it_is_in_no_page_export_or_feed_of_anybody_else(app, jo, ids, cast, client_of, client):
    own, others = ids
    feed = Feed.make(cast.stay_of(cast.jo), real_titles=True)[0]
    people = [client_of(getattr(cast, name)) for name in ("kim", "lee", "robin", "sam", "ana")]
    for visitor in (*people, client):
        opened = 0
        for url, page in pages_of(app, visitor, [*own, *others, feed.id]):
            assert CANARY not in page.text, url
            for entry_id in own:
                assert entry_id in url or entry_id not in page.text, url
            opened += page.status_code == 200
        assert opened >= 2
    found = [url for url, page in pages_of(app, jo, [*own, *others]) if CANARY in page.text]
    assert len(found) > 5, "the search can find: its writer's pages hold the word"


def test_no_signal_and_no_reminder_knows_of_it(ids, cast):
    assert not Signal.select().exists()
    plan_all()
    said = [str(value) for one in Reminder.select().dicts() for value in one.values()]
    assert not [one for one in said if CANARY in one or any(own in one for own in ids[0])]


def test_the_database_holds_no_word_and_no_rating(backend, ids):
    stored = stored_bytes(backend)
    assert ids[0][0].encode() in stored, "the search looks where the rows are"
    for word in (CANARY, "thoughts", '"mood"', "answer_thought", "wish_to_be_dead"):
        assert word.encode() not in stored, word
