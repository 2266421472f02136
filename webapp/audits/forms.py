"""What a coordinator searches the trail by. Sent as an address, because nothing is changed by it."""

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from webapp.audits.reach import Reach, by_name
from webapp.audits.trail import Wanted
from webapp.audits.wording import KINDS
from webapp.forms import DateField, Form, ListField, offered


class SearchForm(Form):
    who = ListField(_l("Who did it"), default="")
    whose = ListField(_l("Whose record"), default="")
    kind = ListField(_l("What was done"), default="")
    first = DateField(_l("From"))
    last = DateField(_l("To"))

    @classmethod
    def asked(cls, reach: Reach) -> "SearchForm":
        """The form as the address of the page fills it."""
        form = cls(request.args, meta={"csrf": False})
        form.who.choices = offered([("", _("Anyone")), *by_name(reach.people())])
        form.whose.choices = offered([("", _("Anyone’s")), *by_name(reach.participants())])
        form.kind.choices = offered([("", _("Anything")), *KINDS.items()])
        return form

    def validate_last(self, field):
        if field.day and self.first.day and field.day < self.first.day:
            raise ValidationError(_("The last day is before the first."))

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            self.who.data or None,
            self.whose.data or None,
            self.kind.data or None,
            self.first.day,
            self.last.day,
        )

    @property
    def in_address(self) -> dict[str, str]:
        """What the links to older lines carry on."""
        fields = (self.who, self.whose, self.kind, self.first, self.last)
        return {field.name: field.data for field in fields if field.data}
