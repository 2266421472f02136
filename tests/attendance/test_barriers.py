"""The barrier report: reasons by series and weekday, and nobody to be made out."""

import datetime as dt
import re

import pytest
from groups import more_people
from hypothesis import given
from hypothesis import strategies as st

from webapp import clock, encryption
from webapp.attendance.barriers import ALL, FEWEST, shown_cells
from webapp.attendance.models import Notice
from webapp.audit import AuditRecord
from webapp.timetables.calendar import sessions_of

ROWS, REASONS = ("a", "b", "c", "d"), ("work", "unwell", "other")


@pytest.fixture
def stays(cast):
    return [cast.stay_of(cast.jo), cast.stay_of(cast.ana), *more_people(cast, 6)]


def absent(stays, title, reason, weekday=None, **changes):
    """Word of each of them that they could not come to one session of the series."""
    first = stays[0]
    one = next(
        one
        for one in sessions_of(
            first, first.admitted_on, clock.today(first.program.time_zone) + dt.timedelta(days=7)
        )
        if one.title == title and weekday in (None, one.local_date.weekday())
    )
    for stay in stays:
        Notice.create(enrollment=stay, program_session=one, kind="cannot_come", reason=reason, **changes)
    return one


def table(client, program, **months):
    """{row: {column: words}} of the first table and of the second."""
    page = client.get(f"/attendance/barriers/{program.id}", query_string=months)
    assert page.status_code == 200
    tables = []
    for text in re.findall(r"<table.*?</table>", page.text, re.S):
        columns = re.findall(r'<th scope="col">(.*?)</th>', text)
        rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', text, re.S)
        tables.append({name: dict(zip(columns, words_of(cells), strict=True)) for name, cells in rows})
    return tables


def words_of(cells):
    return [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", cells)]


def spanning(one):
    """The two months around a session, in the months that can be chosen."""
    month = min(one.local_date.isoformat()[:7], clock.today(one.program.time_zone).isoformat()[:7])
    return {"first": month, "last": month}


def test_it_counts_people_by_series_and_weekday_in_bands(robin, stays, cast):
    one = absent(stays[:6], "Relapse Prevention", "work", weekday=0)
    by_series, by_weekday = table(robin, cast.program, **spanning(one))
    figures = {"Any reason": "5 to 9", "Work": "5 to 9"}
    assert by_series == {"Relapse Prevention": figures, "All": figures}
    assert by_weekday == {"Monday": figures, "All": figures}


def test_a_single_reason_of_few_is_not_worked_out_from_the_total(robin, stays, cast):
    one = absent(stays[:5], "Relapse Prevention", "work")
    for stay, reason in ((stays[5], "unwell"), (stays[6], "transport")):
        Notice.create(enrollment=stay, program_session=one, kind="cannot_come", reason=reason)
    by_series, _by_weekday = table(robin, cast.program, **spanning(one))
    assert by_series["Relapse Prevention"] == {"Any reason": "5 to 9", "Work": "5 to 9"}
    Notice.delete().where(Notice.enrollment == stays[6]).execute()
    by_series, _by_weekday = table(robin, cast.program, **spanning(one))
    assert by_series["Relapse Prevention"] == {"Any reason": "5 to 9"}, "one reason would be left alone"


def test_fewer_than_five_people_are_not_shown(robin, stays, cast):
    one = absent(stays[:4], "Relapse Prevention", "work")
    assert table(robin, cast.program, **spanning(one)) == []


def test_five_absences_of_one_person_are_not_five_people(robin, stays, cast):
    jo = stays[0]
    today = clock.today(cast.program.time_zone)
    for one in [one for one in sessions_of(jo, jo.admitted_on, today) if one.series_id][:7]:
        Notice.create(enrollment=jo, program_session=one, kind="cannot_come", reason="work")
    months = {"first": jo.admitted_on.isoformat()[:7], "last": today.isoformat()[:7]}
    assert table(robin, cast.program, **months) == []


def test_withdrawn_words_and_late_ones_do_not_count(robin, stays, cast):
    absent(stays, "Relapse Prevention", "work", withdrawn_at=clock.now())
    one = next(iter(sessions_of(stays[0], stays[0].admitted_on, stays[0].admitted_on)))
    for stay in stays:
        Notice.create(
            enrollment=stay, program_session=one, kind="running_late", minutes=5, reason="transport"
        )
    assert table(robin, cast.program, **spanning(one)) == []


def test_a_month_without_absences_shows_none(robin, stays, cast):
    absent(stays, "Relapse Prevention", "work")
    today = clock.today(cast.program.time_zone)
    long_ago = (today.replace(day=1) - dt.timedelta(days=300)).isoformat()[:7]
    assert table(robin, cast.program, first=long_ago, last=long_ago) == []


def test_an_erased_stay_breaks_nothing_and_counts_no_more(robin, stays, cast):
    one = absent(stays[:6], "Relapse Prevention", "work")
    for stay in stays[:2]:
        encryption.destroy_key(stay.id)
    assert table(robin, cast.program, **spanning(one)) == []


def test_a_span_that_ends_before_it_begins_is_refused(robin, cast):
    this_month = clock.today(cast.program.time_zone).isoformat()[:7]
    for months in (
        {"first": this_month, "last": "2025-12"},
        {"first": "never", "last": this_month},
        {"first": "x"},
    ):
        page = robin.get(f"/attendance/barriers/{cast.program.id}", query_string=months)
        assert page.status_code == 422, months
        assert "<tbody>" not in page.text


def test_reading_it_is_a_line_of_the_trail(robin, cast):
    robin.get(f"/attendance/barriers/{cast.program.id}")
    line = AuditRecord.get(AuditRecord.action == "attendance.barriers")
    assert (line.actor, line.about) == (cast.robin.id, cast.program.id)


def test_the_queries_do_not_grow_with_the_absences(robin, stays, cast, queries):
    absent(stays[:2], "Relapse Prevention", "work")
    few = queries(lambda: robin.get(f"/attendance/barriers/{cast.program.id}"))
    absent(stays, "Early Recovery Skills", "unwell")
    assert queries(lambda: robin.get(f"/attendance/barriers/{cast.program.id}")) == few


counted = st.dictionaries(
    st.tuples(st.sampled_from(ROWS), st.sampled_from(REASONS)), st.integers(1, 14), min_size=1
)


@given(counted)
def test_no_single_hidden_figure_is_left_in_a_line_with_a_total(inner):
    """Worst case for the reader's favour: nobody in two cells, so that totals are plain sums."""
    counts = dict(inner)
    for (row, reason), people in inner.items():
        for place in ((row, ALL), (ALL, reason), (ALL, ALL)):
            counts[place] = counts.get(place, 0) + people
    shown = shown_cells(counts)
    assert all(counts[place] >= FEWEST for place in shown)
    rows, reasons = {row for row, _ in inner}, {reason for _, reason in inner}
    lines = [[(row, reason) for reason in reasons if (row, reason) in counts] for row in (*rows, ALL)]
    lines += [[(row, reason) for row in rows if (row, reason) in counts] for reason in (*reasons, ALL)]
    for line in lines:
        hidden = [place for place in line if place not in shown]
        assert len(hidden) != 1 or len(line) == 1
