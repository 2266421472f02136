"""One's own entries as files: a table for spreadsheets, and JSON for other programs (docs/journal-export.md).

Private and shared ones, marked, with what clinicians answered. Clinicians' private notes are never in them.
"""

import csv
import datetime as dt
import io
import json
from dataclasses import dataclass

from flask_babel import gettext as _

from webapp import clock
from webapp.encryption import preload_keys
from webapp.journals import said
from webapp.journals.models import CHECK_IN, JournalEntry, Review
from webapp.people.models import Enrollment, User

FORMAT, VERSION = "waymark-journal", 1
BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know that a file is UTF-8
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
RATINGS = ("mood", "craving", "anxiety", "energy", "sleep_hours", "sleep_quality")


@dataclass(frozen=True)
class Selection:
    """Which of a stay's entries: two days and all between, all of them or the shared ones."""

    stay: Enrollment
    first_day: dt.date
    last_day: dt.date
    only_shared: bool
    zone: str

    def entries(self) -> list[JournalEntry]:
        """Oldest first, with the names of who answered already at hand."""
        kept = JournalEntry.shared() if self.only_shared else JournalEntry.kept()
        begin = clock.day_bounds(self.first_day, self.zone)[0]
        end = clock.day_bounds(self.last_day, self.zone)[1]
        within = (JournalEntry.written_at >= begin) & (JournalEntry.written_at < end)
        of_stay = kept.where(JournalEntry.enrollment == self.stay.id, within)
        entries = list(of_stay.order_by(JournalEntry.written_at, JournalEntry.id))
        _name_answering([entry.review for entry in entries if entry.review and entry.review.is_answered])
        return entries

    def local(self, instant: dt.datetime | None) -> dt.datetime | None:
        return clock.local(instant, self.zone) if instant else None


def _name_answering(reviews: list[Review]) -> None:
    people = {one.answered_by_id for one in reviews}
    names = {user.id: user for user in User.select().where(User.id.in_(people))} if people else {}
    preload_keys(people)
    for one in reviews:
        one.answered_by = names[one.answered_by_id]


def as_csv(selection: Selection) -> str:
    """One line for each entry; what is several stands in one cell."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(_heads())
    for entry in selection.entries():
        table.writerow([harmless(cell) for cell in _line(entry, selection)])
    return BYTE_ORDER_MARK + text.getvalue()


def _heads() -> list[str]:
    return [
        *(_("Day"), _("Time"), _("Kind"), _("Who can read it")),
        *(_("Mood, 1 to 5"), _("Strongest craving, 0 to 10"), _("Anxiety or tension, 0 to 10")),
        *(_("Energy, 1 to 5"), _("Hours of sleep"), _("How the sleep was, 1 to 5")),
        *(_("Feelings"), _("Triggers"), _("Skills"), _("Answers"), _("Words"), _("Drawing")),
        *(_("Changed"), _("Answer from the care team"), _("Answered by"), _("Answered on")),
    ]


def _line(entry: JournalEntry, selection: Selection) -> list:
    written, changed = selection.local(entry.written_at), selection.local(entry.edited_at)
    review = entry.review if entry.review and entry.review.is_answered else None
    return [
        written.strftime("%Y-%m-%d"),
        written.strftime("%H:%M"),
        _("Check-in") if entry.kind == CHECK_IN else _("Entry"),
        _("Shared") if entry.is_shared else _("Only me"),
        *(getattr(entry, name) for name in RATINGS),
        "; ".join(said.emotions(entry)),
        "; ".join(said.triggers(entry)),
        "; ".join(said.skills(entry)),
        "\n".join(said.answers(entry)),
        entry.words,
        _("yes") if entry.drawing else "",
        changed.strftime("%Y-%m-%d %H:%M") if changed else "",
        review.answer if review else "",
        review.answered_by.name if review else "",
        selection.local(review.answered_at).strftime("%Y-%m-%d") if review else "",
    ]


def harmless(cell):
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


def as_json(selection: Selection) -> str:
    """All of each entry, as docs/journal-export.md has it."""
    made = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _moment(selection.local(clock.now())),
        "time_zone": selection.zone,
        "first_day": selection.first_day.isoformat(),
        "last_day": selection.last_day.isoformat(),
        "only_shared": selection.only_shared,
        "entries": [_whole(entry, selection) for entry in selection.entries()],
    }
    return json.dumps(made, ensure_ascii=False, indent=1)


def _whole(entry: JournalEntry, selection: Selection) -> dict:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "written_at": _moment(selection.local(entry.written_at)),
        "changed_at": _moment(selection.local(entry.edited_at)),
        "visibility": entry.visibility,
        "shared_at": _moment(selection.local(entry.shared_at)),
        **{name: getattr(entry, name) for name in RATINGS},
        "emotions": list(entry.emotions),
        "triggers": list(entry.triggers),
        "skills": [{"skill": key, "helped": helped} for key, helped in entry.skills.items()],
        "template": entry.template,
        "answers": dict(entry.answers),
        "words": entry.words,
        "drawing": f"data:image/png;base64,{entry.drawing}" if entry.drawing else None,
        "answer": _answer(entry.review, selection),
    }


def _answer(review: Review | None, selection: Selection) -> dict | None:
    if review is None or not review.is_answered:
        return None
    at = _moment(selection.local(review.answered_at))
    return {"words": review.answer, "by": review.answered_by.name, "at": at}


def _moment(local: dt.datetime | None) -> str | None:
    """Wall time with its distance from UTC."""
    return local.isoformat(timespec="seconds") if local else None
