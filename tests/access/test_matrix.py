"""Every route x every person, made from the URL map: a new route is in the matrix from its first day.

What the clinical lead signs is EXPECTED: for each permission, who of the cast reaches Jo's stay by it.
Everyone else gets the same 404 as for something that does not exist; a visitor is sent to sign in.
"""

import os
import statistics

import pytest
from addresses import RECORDS, address, ask, rules, url_of
from own_time import own_seconds

from webapp import clock, encryption
from webapp.access import Permission
from webapp.database import new_id
from webapp.journals.models import JournalEntry
from webapp.people.consents import ACCEPTED, INVITED, REVOKED, Consent
from webapp.people.models import CareTeamMember, Cover, Membership

SAMENESS_ROUNDS = int(os.environ.get("SAMENESS_ROUNDS", "20"))
PEOPLE = ("jo", "ana", "kim", "lee", "sam", "robin")

# Who reaches Jo's stay, and who has a page of the kind at all.
EXPECTED = {
    Permission.SEE_OWN_STAY: ({"jo"}, {"jo", "ana"}),
    Permission.ERASE_STAY: ({"jo"}, {"jo", "ana"}),
    Permission.BRING_BACK_STAY: (set(), {"jo", "ana"}),
    Permission.WRITE_JOURNAL: ({"jo"}, {"jo", "ana"}),
    Permission.PRACTISE: ({"jo"}, {"jo", "ana"}),
    Permission.ANSWER_ASSESSMENTS: ({"jo"}, {"jo", "ana"}),
    Permission.MANAGE_CONSENTS: ({"jo"}, {"jo", "ana"}),
    Permission.SEE_CASELOAD: ({"kim"}, {"kim", "lee"}),
    Permission.REVIEW_ENTRIES: ({"kim"}, {"kim", "lee"}),
    Permission.ASSIGN_EXERCISES: ({"kim"}, {"kim", "lee"}),
    Permission.ASSIGN_ASSESSMENTS: ({"kim"}, {"kim", "lee"}),
    Permission.TAKE_PART: ({"jo"}, {"jo", "ana"}),
    Permission.MARK_ATTENDANCE: ({"kim", "robin"}, {"kim", "lee", "robin"}),
    Permission.ISSUE_LETTERS: ({"jo", "kim", "robin"}, {"jo", "ana", "kim", "lee", "robin"}),
    Permission.ARRANGE_COVER: ({"kim", "lee", "robin"}, {"kim", "lee", "robin"}),
    Permission.LEAD_GROUPS: ({"kim", "lee", "robin"}, {"kim", "lee", "robin"}),
    Permission.OPEN_IN_EMERGENCY: ({"kim", "lee"}, {"kim", "lee"}),
    Permission.READ_IN_EMERGENCY: (set(), {"kim", "lee"}),
    Permission.RUN_PROGRAM: ({"robin"}, {"robin"}),
    Permission.SEE_ERASURES: (set(), {"kim", "lee", "robin"}),
    Permission.SEE_SHARED_WITH_ME: ({"sam"}, {"sam"}),
    Permission.SEE_FAMILY_SESSIONS: ({"sam"}, {"sam"}),
    Permission.SEE_SESSION_TIMES: (set(), {"sam"}),
    Permission.SEE_ATTENDANCE_SUMMARY: (set(), {"sam"}),
    Permission.SEE_MILESTONES: (set(), {"sam"}),
    Permission.SEE_HOW_TO_HELP: (set(), {"sam"}),
    Permission.SEE_ADDRESSED_ENTRIES: (set(), {"sam"}),
    Permission.SEE_FAMILY_LEARNING: (set(), set()),
}

# What a colleague reaches who covers: Lee, when Kim has handed over.
COVERED = [name for name, (reaches, _stands) in EXPECTED.items() if "kim" in reaches and "lee" not in reaches]


def answers(app, cast, client_of):
    """(rule, method, guard, {person: status}, status for an id that does not exist)."""
    stay = cast.stay_of(cast.jo)
    clients = {name: client_of(getattr(cast, name)) for name in PEOPLE}
    for rule, method, guard in rules(app):
        if guard.kind not in ("record", "enrollment", "standing", "program record"):
            continue
        statuses = {}
        for name, client in clients.items():
            statuses[name] = ask(client, method, url_of(app, rule, guard, stay))
        yield rule, method, guard, statuses


def test_every_route_answers_whom_the_policy_names_and_nobody_else(app, cast, client_of):
    wrong = []
    for rule, method, guard, statuses in answers(app, cast, client_of):
        reaches, stands = EXPECTED[guard.permission]
        may = reaches if guard.kind in RECORDS else stands
        needs_own_id = guard.kind not in RECORDS and set(rule.arguments) - {"slug"}
        for name, answer in statuses.items():
            opened = answer.status_code != 404
            if needs_own_id and name in may:
                continue  # an id of nobody: 404 for everyone
            if opened != (name in may) or answer.status_code >= 500 or answer.status_code == 401:
                wrong.append((method, rule.rule, name, answer.status_code))
    assert not wrong


def test_an_id_that_does_not_exist_looks_like_one_that_is_forbidden(app, cast, client_of):
    """Nor does one that was deleted look otherwise: status, headers and every byte are the same."""
    stay = cast.stay_of(cast.jo)
    clients = {name: client_of(getattr(cast, name)) for name in ("lee", "ana")}
    for client in clients.values():
        client.get("/no-such-page")
    for rule, method, guard in rules(app):
        if guard.kind not in RECORDS or method != "GET":
            continue
        outsider = next(name for name in clients if name not in EXPECTED[guard.permission][0])
        forbidden = clients[outsider].get(url_of(app, rule, guard, stay))
        unknown = clients[outsider].get(address(app, rule, {name: new_id() for name in rule.arguments}))
        assert told_by(forbidden) == told_by(unknown)
        assert forbidden.status_code == 404


def told_by(answer):
    return answer.status_code, answer.data, sorted(answer.headers)


def test_a_deleted_record_looks_like_one_that_never_was(cast, client_of):
    jo, stay = client_of(cast.jo), cast.stay_of(cast.jo)
    entry = JournalEntry.create(enrollment=stay, kind="entry", visibility="private", words="canary")
    other = JournalEntry.create(
        enrollment=cast.stay_of(cast.ana), kind="entry", visibility="private", words="canary"
    )
    assert jo.get(f"/journals/{entry.id}").status_code == 200
    entry.delete_instance(recursive=True)
    answers = [told_by(jo.get(f"/journals/{one}")) for one in (entry.id, other.id, new_id())]
    assert answers[0][0] == 404 and answers[0] == answers[1] == answers[2]


@pytest.mark.rounds
def test_what_is_forbidden_takes_as_long_as_what_does_not_exist(cast, client_of):
    stay, other = cast.stay_of(cast.jo), cast.stay_of(cast.ana)
    entry = JournalEntry.create(
        enrollment=other, kind="entry", visibility="shared", shared_at=clock.now(), words="canary"
    )
    for who, place, forbidden in (
        (cast.kim, "caseload", other.id),
        (cast.kim, "caseload/entries", entry.id),
        (cast.jo, "journals", entry.id),
        (cast.sam, "guests", other.id),
        (cast.lee, "emergencies", stay.id),
    ):
        client, took = client_of(who), {True: [], False: []}
        for number in range(
            2 * SAMENESS_ROUNDS + 2
        ):  # in turn, so that what else the machine does befalls both
            exists = bool(number % 2)
            url = f"/{place}/{forbidden if exists else new_id()}"
            begun = own_seconds()
            assert client.get(url).status_code == 404
            took[exists].append(own_seconds() - begun)
        apart = abs(statistics.median(took[True]) - statistics.median(took[False]))
        print(f"/{place}: medians {apart * 1000:.2f} ms apart, n={SAMENESS_ROUNDS}")
        assert apart < 0.005, place


def test_a_visitor_is_sent_to_sign_in(app, cast, client):
    stay = cast.stay_of(cast.jo)
    for rule, method, guard in rules(app):
        if guard.kind == "public":
            continue
        url = url_of(app, rule, guard, stay)
        answer = ask(client, method, url)
        if method == "GET":
            assert answer.status_code == 303, rule
            assert answer.location.startswith("/sign-in?next="), rule
        else:
            assert answer.status_code == 401, rule


def test_who_covers_reaches_what_the_care_team_reaches_while_it_lasts(app, cast, client_of):
    stay, lee = cast.stay_of(cast.jo), client_of(cast.lee)
    today = clock.today(stay.program.time_zone)
    cover = Cover.arrange(stay.program, cast.kim, cast.lee, today, today)
    for_the_team = [
        (url_of(app, rule, guard, stay), method)
        for rule, method, guard in rules(app)
        if guard.kind in RECORDS and guard.permission in COVERED
    ]
    assert len(for_the_team) > 5
    assert [url for url, method in for_the_team if ask(lee, method, url).status_code == 404] == []
    cover.end()
    for url, method in for_the_team:
        assert ask(lee, method, url).status_code == 404, url


@pytest.mark.parametrize("state", [INVITED, ACCEPTED, REVOKED])
def test_a_consent_that_is_not_confirmed_opens_nothing(cast, client_of, state):
    Consent.update(state=state).execute()
    stay = cast.stay_of(cast.jo)
    assert client_of(cast.sam).get(f"/guests/{stay.id}").status_code == 404


def test_a_consent_opens_until_its_end_and_not_a_second_longer(cast, client_of):
    stay = cast.stay_of(cast.jo)
    sam = client_of(cast.sam)
    Consent.update(expires_at=clock.now()).execute()
    assert sam.get(f"/guests/{stay.id}").status_code == 404


def test_a_clinician_who_left_the_care_team_reaches_nothing(cast, client_of):
    kim, stay = client_of(cast.kim), cast.stay_of(cast.jo)
    assert kim.get(f"/caseload/{stay.id}").status_code == 200
    CareTeamMember.update(until=clock.now()).execute()
    assert kim.get(f"/caseload/{stay.id}").status_code == 404


def test_a_clinician_who_left_the_program_reaches_nothing(cast, client_of):
    kim, stay = client_of(cast.kim), cast.stay_of(cast.jo)
    Membership.delete().where(Membership.user == cast.kim).execute()
    assert kim.get(f"/caseload/{stay.id}").status_code == 404
    assert kim.get("/caseload/").status_code == 404


def test_a_disabled_account_reaches_nothing_at_its_next_request(cast, client_of):
    jo = client_of(cast.jo)
    assert jo.get("/").status_code == 200
    jo_row = cast.jo
    jo_row.active = False
    jo_row.save()
    assert jo.get("/").status_code == 303


def test_a_guest_reads_nothing_when_the_stays_key_is_destroyed(cast, client_of):
    """Erasing a stay leaves no page that breaks."""
    encryption.destroy_key(cast.stay_of(cast.jo).id)
    assert client_of(cast.jo).get("/").status_code == 200
