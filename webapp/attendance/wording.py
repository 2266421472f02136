"""The states of attendance that staff mark, in words."""

from flask_babel import lazy_gettext as _l

from webapp.attendance import models

STATES = {
    models.PRESENT: _l("Present"),
    models.LATE: _l("Late"),
    models.LEFT_EARLY: _l("Left early"),
    models.EXCUSED: _l("Excused"),
    models.ABSENT: _l("Absent"),
    models.MADE_UP: _l("Made up"),
}
