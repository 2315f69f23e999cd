"""Hours in which sit-downs take place, as one types them: for the programme, and for one site."""

from typing import Any

from wtforms import BooleanField

from floortime.sitdowns.forms.fields import ClockField
from floortime.sitdowns.hours import Hours
from floortime.web.forms import Form
from floortime.words import _, lazy


class HoursForm(Form):
    """Two times or none, and whether on working days only."""

    opens = ClockField(lazy("Not before"))
    shuts = ClockField(lazy("Over by"))
    working_days_only = BooleanField(lazy("On working days of the site only"))

    def show_hours(self, hours: Hours) -> None:
        """As they stand."""
        self.opens.data, self.shuts.data = hours.opens, hours.shuts
        self.working_days_only.data = hours.working_days

    def validate(self, extra_validators: Any = None) -> bool:
        """Hours are two times, or none."""
        good = bool(super().validate(extra_validators))
        opens, shuts = self.opens, self.shuts
        if opens.errors or shuts.errors:
            return False
        if (opens.data is None) != (shuts.data is None):
            empty = opens if opens.data is None else shuts
            empty.errors = [_("Write both times, or leave both empty.")]
            return False
        if opens.data is not None and opens.data == shuts.data:
            shuts.errors = [_("This is the same time twice. For any hour, leave both empty.")]
            return False
        return good

    def hours(self) -> Hours:
        """When sit-downs take place."""
        return Hours(self.opens.data, self.shuts.data, bool(self.working_days_only.data))
