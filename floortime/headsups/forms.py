"""A heads-up as one types it: what, when, on whose clock, whom it touches, what to tell customers; knows web/forms."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from floortime import dates
from floortime.clock import zone
from floortime.headsups.actions import Said
from floortime.headsups.kinds import KINDS
from floortime.people.model import Department, Site
from floortime.sitdowns.forms.fields import Chosen, ClockField, DayField
from floortime.web.forms import Form, Given, LineField, LinesField, NotLonger, options
from floortime.words import _, lazy

FAR = timedelta(days=400)


class Boxes(SelectMultipleField):
    """Several of a list, as boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class GiveHeadsupForm(Form):
    """All of it; the same form changes one."""

    order = (
        "department",
        "kind",
        "title",
        "starts_on",
        "starts",
        "ends_on",
        "ends",
        "clock",
        "sites",
        "departments",
        "tell",
    )

    department = SelectField(lazy("Said by"), coerce=int)
    kind = RadioField(
        lazy("What it is"),
        choices=lambda: options([(key, str(word)) for key, word in KINDS.items()]),
        default="change",
    )
    title = LineField(
        lazy("What is coming?"),
        [
            Given(
                lazy(
                    "Write in one sentence what is coming, for example: the price letter goes to 40,000 customers."
                )
            ),
            NotLonger(200),
        ],
    )
    starts_on = DayField(lazy("From"), [Chosen(lazy("Choose the day on which it begins."))])
    starts = ClockField(lazy("At"), [Chosen(lazy("Write when it begins, for example 09:00."))])
    ends_on = DayField(lazy("Until"), [Optional()])
    ends = ClockField(lazy("At"), [Optional()])
    clock = SelectField(lazy("On the clock of"), validators=[Optional()])
    sites = Boxes(lazy("Sites it touches"), coerce=int, validators=[Optional()])
    departments = Boxes(lazy("Departments it touches"), coerce=int, validators=[Optional()])
    tell = LinesField(
        lazy("What to tell customers"),
        [
            Given(lazy("Write what the floor tells a customer who asks. Two sentences are enough.")),
            NotLonger(1000),
        ],
    )

    clocks: Sequence[str] = ("UTC",)
    """The zones of the sites; the first one's where none was chosen."""

    def offer(
        self, mine: Sequence[Department], all_: Sequence[Department], places: Sequence[Site]
    ) -> "GiveHeadsupForm":
        """What can be chosen: one's own departments; all sites and departments; each clock once."""
        self.department.choices = options([(d.id, d.name) for d in mine])
        self.sites.choices = options([(site.id, site.name) for site in places])
        self.departments.choices = options([(d.id, d.name) for d in all_])
        clocks: dict[str, list[str]] = {}
        for site in places:
            clocks.setdefault(site.zone, []).append(site.name)
        self.clocks = list(clocks) or ["UTC"]
        self.clock.choices = options(
            [(key, ", ".join(names)) for key, names in clocks.items()] or [("UTC", "UTC")]
        )
        return self

    def good(self, now: datetime) -> bool:
        """Whether it can be said: it ends after it begins, and both are days one can plan for."""
        ok = bool(self.validate())
        if not ok:
            return False
        if self.ends.data is not None and self.ends_on.data is None:
            self.ends_on.errors = [_("Choose the day on which it ends, or leave both empty.")]
            return False
        if abs(self.starts_at - now) > FAR:
            self.starts_on.errors = [_("That is more than a year away. Look at the year.")]
            return False
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            self.ends_on.errors = [_("It ends after it begins.")]
            return False
        return True

    @property
    def starts_at(self) -> datetime:
        """The instant."""
        return self._instant(datetime.combine(self.starts_on.data, self.starts.data))

    @property
    def ends_at(self) -> datetime | None:
        """The instant; a day without an hour ends with it."""
        if self.ends_on.data is None:
            return None
        if self.ends.data is None:
            return self._instant(
                datetime.combine(self.ends_on.data, datetime.min.time()) + timedelta(hours=23, minutes=59)
            )
        return self._instant(datetime.combine(self.ends_on.data, self.ends.data))

    def said(self) -> Said:
        """What was typed."""
        return Said(
            self.kind.data,
            self.title.data,
            self.tell.data,
            self.starts_at,
            self.ends_at,
            self._zone,
            frozenset(self.sites.data or ()),
            frozenset(self.departments.data or ()),
        )

    def show(self, said: Said, department_id: int, version: int) -> "GiveHeadsupForm":
        """As it stands."""
        self.department.data, self.kind.data = department_id, said.kind
        self.title.data, self.tell.data = said.title, said.tell
        self.clock.data, self.version.data = said.zone, str(version)
        start = dates.local(said.starts_at, said.zone)
        self.starts_on.data, self.starts.data = start.date(), start.time()
        if said.ends_at is not None:
            end = dates.local(said.ends_at, said.zone)
            self.ends_on.data, self.ends.data = end.date(), end.time()
        self.sites.data, self.departments.data = sorted(said.site_ids), sorted(said.department_ids)
        return self

    @property
    def _zone(self) -> str:
        return str(self.clock.data or self.clocks[0])

    def _instant(self, local: Any) -> datetime:
        return local.replace(tzinfo=zone(self._zone)).astimezone(UTC)  # type: ignore[no-any-return]
