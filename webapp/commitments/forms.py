"""What a participant enters of a commitment."""

from flask_babel import lazy_gettext as _l

from webapp import clock
from webapp.commitments.clashes import WEEKDAYS
from webapp.commitments.models import Commitment
from webapp.formatting import viewer_zone
from webapp.forms import DateField, Form, LineField, ListField, SwitchField, TicksField, TimeField, offered

DAY_NAMES = dict(
    zip(
        WEEKDAYS,
        (
            _l("Monday"),
            _l("Tuesday"),
            _l("Wednesday"),
            _l("Thursday"),
            _l("Friday"),
            _l("Saturday"),
            _l("Sunday"),
        ),
        strict=True,
    )
)

EVERY = (
    ("1", _l("Every week")),
    ("2", _l("Every 2 weeks")),
    ("3", _l("Every 3 weeks")),
    ("4", _l("Every 4 weeks")),
)


class CommitmentForm(Form):
    title = LineField(_l("What is it?"), required=_l("Please give it a name, like Work."), max_length=60)
    weekdays = TicksField(
        _l("On which days?"), choices=DAY_NAMES.items(), required=_l("Please choose at least one day.")
    )
    every = ListField(_l("How often?"), choices=offered(EVERY), default="1")
    starts = TimeField(_l("Starts at"), required=_l("Please give the time it starts."))
    ends = TimeField(_l("Ends at"), required=_l("Please give the time it ends."))
    first_on = DateField(_l("From"), required=_l("Please give the first day."))
    last_on = DateField(_l("Until"))
    shared = SwitchField(_l("My program may see it"))

    @classmethod
    def blank(cls) -> "CommitmentForm":
        return cls(data={"first_on": clock.today(viewer_zone()).isoformat()})

    @classmethod
    def showing(cls, commitment: Commitment) -> "CommitmentForm":
        """The form filled with a commitment as it is."""
        names = ("title", "weekdays", "starts", "ends", "first_on", "last_on", "shared")
        return cls(
            data={name: getattr(commitment, name) for name in names} | {"every": str(commitment.every)}
        )

    def validate(self, extra_validators=None) -> bool:
        valid = super().validate(extra_validators)
        if valid and self.starts.data == self.ends.data:
            self.ends.errors = [_l("It ends at the time it starts. Please change one of the two.")]
            return False
        if valid and self.last_on.day and self.last_on.day < self.first_on.day:
            self.last_on.errors = [_l("The last day is before the first. Please change one of the two.")]
            return False
        return valid

    @property
    def content(self) -> dict:
        """The sealed values of a commitment, in the zone in which the person lives now."""
        return {
            "title": self.title.data,
            "weekdays": [day for day in WEEKDAYS if day in self.weekdays.data],
            "starts": self.starts.data,
            "ends": self.ends.data,
            "first_on": self.first_on.day.isoformat(),
            "every": int(self.every.data),
            "last_on": self.last_on.day.isoformat() if self.last_on.day else None,
            "time_zone": viewer_zone(),
        }
