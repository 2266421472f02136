"""What is typed is kept: offered again, never written over by another phone, gone when it is saved."""

import datetime as dt

import pytest
from journal_entries import reread, write, written

from webapp import clock
from webapp.database import new_id
from webapp.journals import purge
from webapp.journals.drafts import KEPT_FOR, MOST, Draft
from webapp.journals.models import JournalEntry

TYPED = "marmalade sundial"


def keep(visitor, draft=None, **fields):
    return visitor.send("/journals/drafts", {"draft": draft or new_id(), "words": TYPED, **fields})


def test_it_is_offered_again_and_gone_on_with(jo):
    assert keep(
        jo, template="thoughts", mood="2", answer_thought="no good", emotions=["sad", "numb"]
    ).json == {"kept": True}
    (draft,) = Draft.select()
    for page in ("/journals/new", "/journals/"):
        assert TYPED in jo.get(page).text
    page = jo.get(f"/journals/drafts/{draft.id}").text
    for said in (TYPED, "no good", 'value="2" checked', 'value="numb" checked', f'value="{draft.mark}"'):
        assert said in page


def test_what_is_typed_on_takes_the_place_of_what_was_before(jo):
    page = new_id()
    for words in ("one", "one two", "one two three"):
        keep(jo, page, words=words)
    (draft,) = Draft.select()
    assert dict(draft.typed)["words"] == "one two three"


def test_two_phones_never_write_over_each_other(jo):
    first, second = new_id(), new_id()
    keep(jo, first, words="on the phone")
    keep(jo, second, words="on the tablet")
    assert {dict(one.typed)["words"] for one in Draft.select()} == {"on the phone", "on the tablet"}
    mark = Draft.get(Draft.page == first).mark
    here, there = new_id(), new_id()  # both open the same draft and go on with it
    keep(jo, here, continues=mark, words="on the phone, here")
    keep(jo, there, continues=mark, words="on the phone, there")
    keep(jo, here, continues=mark, words="on the phone, here, more")
    assert sorted(dict(one.typed)["words"] for one in Draft.select()) == [
        "on the phone, here, more",
        "on the phone, there",
        "on the tablet",
    ]


def test_saving_takes_the_draft_away_and_no_other(jo):
    page = new_id()
    keep(jo, page)
    keep(jo, words="another")
    assert write(jo, words=TYPED, draft=page).status_code == 303
    assert [dict(one.typed)["words"] for one in Draft.select()] == ["another"]
    (other,) = Draft.select()
    write(jo, words="another", draft=new_id(), continues=other.mark)
    assert not Draft.select().exists()


def test_a_refused_form_keeps_its_draft(jo):
    page = new_id()
    keep(jo, page)
    refused = write(jo, mood="9", words=TYPED, draft=page)
    assert refused.status_code == 422
    assert f'name="draft" type="hidden" value="{page}"' in refused.text
    assert Draft.select().count() == 1


def test_a_change_of_an_entry_has_drafts_of_its_own(jo, cast):
    entry = written(jo, words="as it was")
    keep(jo, entry=entry.id, revision="1", words="as it becomes")
    assert "as it becomes" not in jo.get("/journals/new").text
    assert "as it becomes" in jo.get(f"/journals/{entry.id}/edit").text
    (draft,) = Draft.select()
    assert f'action="/journals/{entry.id}/edit"' in jo.get(f"/journals/drafts/{draft.id}").text
    assert reread(entry).words == "as it was"
    JournalEntry.update(deleted_at=clock.now() - dt.timedelta(days=2)).execute()
    purge()
    assert not Draft.select().exists(), "it goes with its entry"


def test_nobody_else_finds_or_keeps_it(jo, cast, client_of):
    keep(jo)
    (draft,), ana = Draft.select(), client_of(cast.ana)
    assert ana.get(f"/journals/drafts/{draft.id}").status_code == 404
    assert ana.send(f"/journals/drafts/{draft.id}/removal").status_code == 404
    assert keep(ana, entry=written(jo, words="Jo's").id).status_code == 404
    assert keep(ana, continues=draft.mark, words="Ana's").status_code == 200
    assert Draft.select().count() == 2
    assert client_of(cast.kim).get(f"/journals/drafts/{draft.id}").status_code == 404


def test_it_goes_when_it_is_let_go_or_left_for_a_month(jo):
    keep(jo)
    (draft,) = Draft.select()
    assert jo.send(f"/journals/drafts/{draft.id}/removal").status_code == 303
    keep(jo)
    Draft.update(typed_at=clock.now() - KEPT_FOR).execute()
    assert TYPED not in jo.get("/journals/").text
    purge()
    assert not Draft.select().exists()


@pytest.mark.parametrize(
    "fields", [{"draft": ""}, {"draft": "../" * 9}, {"draft": new_id(), "words": "a\0b"}]
)
def test_it_refuses_what_is_no_draft(jo, fields):
    assert jo.send("/journals/drafts", fields).status_code in (400, 422)
    assert not Draft.select().exists()


def test_there_is_an_end_to_how_many_and_none_is_dropped(jo):
    pages = [new_id() for _ in range(MOST + 1)]
    assert [keep(jo, page).status_code for page in pages] == [200] * MOST + [409]
    assert keep(jo, pages[0], words="still kept").status_code == 200
    assert Draft.select().count() == MOST
