"""A coordinator searches the trail: who, what, whose and when, of their own programs alone."""

import datetime as dt
import re
from pathlib import Path

import pytest
from cast import address

from webapp import audit, clock
from webapp.audit import AuditRecord
from webapp.audits.trail import PAGE
from webapp.audits.wording import KINDS, NAMED, is_of, kind_of
from webapp.people.models import Enrollment, Membership, Program, User

WEBAPP = Path(__file__).parents[2] / "webapp"


@pytest.fixture
def opened(cast, client_of):
    """Kim opened Jo's page, Lee opened Ana's."""
    client_of(cast.kim).get(f"/caseload/{cast.stay_of(cast.jo).id}")
    client_of(cast.lee).get(f"/caseload/{cast.stay_of(cast.ana).id}")


@pytest.fixture
def elsewhere(cast):
    """Another program with a stay and a coordinator, and a line about each of them."""
    program = Program.create(name="Elsewhere", time_zone="UTC", country="US", starts_on="2026-01-05")
    people = [User.register(address(name), name.title()) for name in ("zoe", "max")]
    Membership.create(user=people[0], program=program, role="coordinator")
    stay = Enrollment.begin(participant=people[1], program=program, admitted_on=dt.date(2026, 11, 2))
    audit.record("caseload.participant", stay, actor=people[0])
    audit.record("programs.home", about=program, actor=people[0])
    audit.record("signed in", actor=people[0])
    return program


def rows_of(page) -> list[str]:
    """The text of each line shown."""
    return [
        " ".join(re.sub(r"<[^>]+>", " ", one).split())
        for one in re.findall(r'<li class="row.*?</li>', page.text, re.DOTALL)
    ]


def test_a_line_says_who_what_whose_and_when(robin, opened):
    rows = rows_of(robin.get("/audits/"))
    one = next(row for row in rows if "Kim Osei" in row)
    assert "Opened the page of a participant" in one and "Jo Rivera" in one
    assert "November 17, 2026, 10:07" in one


def test_it_has_no_ids_and_no_addresses(robin, opened, cast):
    text = robin.get("/audits/").text
    assert cast.stay_of(cast.jo).id not in text and "127.0.0.1" not in text


@pytest.mark.parametrize(
    ("field", "name", "shown", "hidden"),
    [("who", "kim", "Kim Osei", "Lee Brandt"), ("whose", "ana", "Lee Brandt", "Kim Osei")],
)
def test_it_is_searched_by_who_and_by_whose(robin, opened, cast, field, name, shown, hidden):
    rows = " ".join(rows_of(robin.get(f"/audits/?{field}={getattr(cast, name).id}")))
    assert shown in rows and hidden not in rows


def test_it_is_searched_by_kind(robin, opened, cast):
    audit.record("signed in", actor=cast.jo)
    rows = rows_of(robin.get("/audits/?kind=sign-ins"))
    assert rows and all("Signed in" in row for row in rows)
    assert not any("Signed in" in row for row in rows_of(robin.get("/audits/?kind=opened")))


def test_it_is_searched_by_days_of_the_programs_zone(robin, cast):
    stay = cast.stay_of(cast.jo)
    audit.record("issued letter", stay, actor=cast.kim)
    today = clock.today(cast.program.time_zone)
    inside = f"/audits/?kind=changed&first={today}&last={today}"
    assert any("letter" in row for row in rows_of(robin.get(inside)))
    tomorrow = today + dt.timedelta(days=1)
    assert rows_of(robin.get(f"/audits/?kind=changed&first={tomorrow}")) == []


@pytest.mark.parametrize(
    "query", ["first=yesterday", "first=2026-11-05&last=2026-11-01", "who=nobody", "kind=all", "whose=x"]
)
def test_what_cannot_be_searched_for_is_said_and_shows_nothing(robin, opened, query):
    answer = robin.get(f"/audits/?{query}")
    assert answer.status_code == 422 and "Please check this" in answer.text
    assert rows_of(answer) == []


def test_a_mark_that_is_none_does_not_exist(robin):
    assert [robin.get(f"/audits/?before={mark}").status_code for mark in ("x", "-1", "9" * 40)] == [404] * 3


def test_other_programs_are_not_in_it(robin, opened, elsewhere):
    page = robin.get("/audits/")
    assert "Zoe" not in page.text and "Max" not in page.text
    stranger = User.by_email(address("zoe")).id
    assert robin.get(f"/audits/?who={stranger}").status_code == 422


def test_coordinators_elsewhere_see_theirs_alone(client_of, opened, elsewhere):
    rows = " ".join(rows_of(client_of(User.by_email(address("zoe"))).get("/audits/")))
    assert "Max" in rows and "Signed in" in rows and "Kim Osei" not in rows


def test_of_who_works_in_two_programs_only_what_is_theirs_shows(robin, cast, elsewhere):
    """Kim works elsewhere too: a look at a record there is not for here."""
    Membership.create(user=cast.kim, program=elsewhere, role="clinician")
    audit.record("caseload.entry", Enrollment.get(Enrollment.program == elsewhere), actor=cast.kim)
    assert not any("Opened a shared entry" in row for row in rows_of(robin.get("/audits/")))


def test_reading_it_is_on_it(robin, cast):
    robin.get("/audits/")
    line = AuditRecord.select().order_by(AuditRecord.seq.desc()).get()
    assert (line.action, line.actor, line.about) == ("audits.home", cast.robin.id, cast.program.id)
    robin.get(f"/audits/?whose={cast.jo.id}")
    line = AuditRecord.select().order_by(AuditRecord.seq.desc()).get()
    assert (line.action, line.enrollment) == ("audits.home", cast.stay_of(cast.jo).id)
    assert any("Read this trail" in row for row in rows_of(robin.get("/audits/")))


def test_only_coordinators_have_it_and_nobody_sends_to_it(app, cast, client_of, robin):
    for person in (cast.jo, cast.kim, cast.sam):
        assert client_of(person).get("/audits/").status_code == 404
    assert robin.send("/audits/").status_code == 405
    methods = {
        m for rule in app.url_map.iter_rules() if rule.endpoint.startswith("audits.") for m in rule.methods
    }
    assert methods <= {"GET", "HEAD", "OPTIONS"}


def test_pages_follow_each_other_and_keep_the_search(robin, cast):
    stay = cast.stay_of(cast.jo)
    for _turn in range(PAGE + 7):
        audit.record("caseload.entry", stay, actor=cast.kim)
    first = robin.get(f"/audits/?who={cast.kim.id}")
    assert len(rows_of(first)) == PAGE
    older = re.search(r'href="(/audits/\?[^"]*before=[^"]*)"', first.text)[1].replace("&amp;", "&")
    assert f"who={cast.kim.id}" in older
    assert 7 <= len(rows_of(robin.get(older))) < PAGE


def test_the_number_of_queries_does_not_grow(robin, cast, queries, opened):
    robin.get("/audits/")
    few = queries(lambda: robin.get("/audits/"))
    for name in ("kim", "lee", "jo", "ana", "sam"):
        for _turn in range(8):
            audit.record("caseload.entry", cast.stay_of(cast.jo), actor=getattr(cast, name))
            audit.record("signed in", actor=getattr(cast, name))
    assert queries(lambda: robin.get("/audits/")) <= few


def test_the_census_leads_to_it(robin):
    assert 'href="/audits/"' in robin.get("/census/").text


def test_the_database_and_the_words_agree_on_kinds(cast):
    for action in (*NAMED, "a.new_page", "did something new"):
        AuditRecord.insert(action=action).execute()
    for kind in KINDS:
        found = {line.action for line in AuditRecord.select().where(is_of(kind))}
        everything = {line.action for line in AuditRecord.select()}
        assert found == {action for action in everything if kind_of(action) == kind}


def test_every_verb_that_the_app_writes_has_words():
    written = set()
    for file in WEBAPP.rglob("*.py"):
        written |= set(re.findall(r'audit\.record\(\s*"([^"]+)"', file.read_text()))
    assert len(written) > 40
    assert not {action for action in written if action not in NAMED}
