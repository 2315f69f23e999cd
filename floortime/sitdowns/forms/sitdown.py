"""Moving, cancelling, seating, feeds: small forms; knows the fields."""

from collections.abc import Iterable
from datetime import datetime

from wtforms import BooleanField, HiddenField, RadioField, SelectField

from floortime.people.model import Person
from floortime.sitdowns.forms.fields import Chosen, ClockField, DayField, WebLink
from floortime.sitdowns.model import Sitdown
from floortime.web.forms import Form, Given, LineField, NotLonger, options
from floortime.words import _, lazy

SIDES = [
    ("leader", lazy("The leader's")),
    ("floor", lazy("The floor's")),
    ("house", lazy("The house's, such as a closed site")),
]
WHY = lazy("Write one sentence, for example: the night starts with a handover.")


class MoveSitdownForm(Form):
    """A new day, time or place, and why."""

    day = DayField(lazy("Day"), [Chosen(lazy("Write the new day."))])
    at = ClockField(lazy("Time"), [Chosen(lazy("Write the new time."))])
    place = LineField(lazy("Place"), [NotLonger(200)])
    link = LineField(lazy("Link"), [NotLonger(400), WebLink()])
    why = LineField(lazy("Why did it move?"), [Given(WHY), NotLonger(400)])
    seen = HiddenField()
    """The time against which the reader has seen what speaks."""

    def show(
        self, sitdown: Sitdown, *, by_leader: bool = False, to: datetime | None = None
    ) -> "MoveSitdownForm":
        """As it stands now, or at a time to move it to; with the reason, where it is the leader who cannot."""
        start = to or sitdown.start_local
        self.why.data = _("Moved by the leader.") if by_leader else ""
        self.day.data, self.at.data = start.date(), start.time()
        self.place.data, self.link.data = sitdown.place, sitdown.link
        self.version.data = str(sitdown.version)
        return self

    @property
    def start_local(self) -> datetime:
        """The new wall time."""
        return datetime.combine(self.day.data, self.at.data)


class CancelSitdownForm(Form):
    """Why, and whose side it was."""

    side = RadioField(
        lazy("Whose side was it?"),
        choices=lambda: options((value, str(label)) for value, label in SIDES),
        default="leader",
    )
    why = LineField(lazy("Why is it called off?"), [Given(WHY), NotLonger(400)])


class CallOffForm(Form):
    """Why several dates are called off together."""

    why = LineField(lazy("Why are they called off?"), [Given(WHY), NotLonger(400)])


class EndSeriesForm(CancelSitdownForm):
    """The same, for all that is still to come."""


class MissSitdownForm(CancelSitdownForm):
    """The same, for what nobody had called off."""


class SeatForm(Form):
    """A button with a token; who and where stand in the address."""


class FeedForm(Form):
    """Which sit-downs the calendar address shows."""

    everything = BooleanField(lazy("Show what I was invited to by mail as well"))


class MemberForm(Form):
    """Somebody who belongs to all dates."""

    person_id = SelectField(lazy("Who"), coerce=int)

    def offer(self, persons: Iterable[Person]) -> "MemberForm":
        """Who may be chosen."""
        self.person_id.choices = options((person.id, person.name) for person in persons)
        return self


class LeadForm(Form):
    """Who leads one date, and why."""

    person_id = SelectField(lazy("Who leads it"), coerce=int)
    why = LineField(lazy("Why does somebody else lead it?"), [Given(WHY), NotLonger(400)])

    def offer(self, persons: Iterable[Person]) -> "LeadForm":
        """Who may be chosen."""
        self.person_id.choices = options((person.id, person.name) for person in persons)
        return self
