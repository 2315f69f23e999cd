"""The forms of teams: a new one, whose it is, who joins; knows web/forms, people's tables."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField

from floortime.people.model import Department, Person
from floortime.web.forms import Form, Given, LineField, NotLonger, options
from floortime.words import _, lazy


class AddTeamForm(Form):
    """A team, before a file names it."""

    team = LineField(
        lazy("Another team"),
        [Given(lazy("Write what people call it, for example: Night shift.")), NotLonger(120)],
    )
    department = SelectField(lazy("Department"))

    def offer(self, departments: Sequence[Department]) -> None:
        """Say what can be chosen."""
        self.department.choices = _departments(departments)


class ChangeTeamForm(Form):
    """Whose team it is."""

    department = SelectField(lazy("Department"))
    lead = SelectField(lazy("Who leads it"))

    def offer(self, departments: Sequence[Department], people: Sequence[Person]) -> None:
        """Say what can be chosen."""
        self.department.choices = _departments(departments)
        self.lead.choices = options([("", _("Nobody yet")), *((str(p.id), p.name) for p in people)])


class JoinTeamForm(Form):
    """Who works there from today on."""

    person = SelectField(lazy("Who joins"))

    def offer(self, people: Sequence[Person]) -> None:
        """Say who could."""
        self.person.choices = options((str(p.id), p.name) for p in people)


def _departments(departments: Sequence[Department]) -> list[Any]:
    return options([("", _("No department")), *((str(d.id), d.name) for d in departments)])
