"""Timetables: a program's recurring series, the dated program sessions they give, and who attends which.

A program comes from a template (`program_template.py`, `importing.py`), a participant from an admission
(`admitting.py`); `timetable.py` makes the dated rows and `calendar.py` reads one participant's. No pages here:
participants see theirs in `schedule`, coordinators run theirs in `programs`.
"""
