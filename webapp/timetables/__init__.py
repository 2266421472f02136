"""Timetables: a program's recurring series, the dated program sessions they give, and who attends which.

A program comes from a template (`program_template.py`, `importing.py`), a participant from an admission
(`admitting.py`); `timetable.py` makes the dated rows, `calendar.py` reads one participant's and `rosters.py` who is
expected. A coordinator's changes are the verbs of `changing.py` (a series), `rescheduling.py` (one program session),
`closing.py` (a day) and `reimporting.py` (all of it), held to the rules of `double_bookings.py`. No pages here:
participants see theirs in `schedule`, coordinators run theirs in `programs`.
"""
