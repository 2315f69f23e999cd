"""The form that adds one person by hand; knows web/forms, fields, people's tables."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy.orm import Session
from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from floortime.people.actions import Newcomer
from floortime.people.forms.fields import AddressField, LanguageField
from floortime.people.forms.managing import ROLE_WORDS
from floortime.people.model import Department, Site, Team
from floortime.tokens import fresh
from floortime.web.forms import Form, Given, LineField, NotLonger, grouped, options
from floortime.words import _, lazy

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


class OwnAddressField(AddressField):
    """An e-mail address that may be missing: not everybody on the floor has one."""

    def pre_validate(self, form: Any) -> None:
        """Stop at what mail could not be sent to, never at nothing."""
        if self.data:
            super().pre_validate(form)


class AddPersonForm(Form):
    """Who comes, where they work and what they may do."""

    key = HiddenField()
    first_name = LineField(
        lazy("First name"), [Given(lazy("Write the name that colleagues call them.")), NotLonger(120)]
    )
    last_name = LineField(lazy("Last name"), [NotLonger(120)])
    email = OwnAddressField(lazy("Their work e-mail"))
    place = SelectField(lazy("Site and team"))
    department = SelectField(lazy("Department"))
    roles = SelectMultipleField(
        lazy("What they may do"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    language = LanguageField(lazy("Language"))

    def offer(
        self,
        sites: Sequence[Site],
        teams: Sequence[Team],
        departments: Sequence[Department],
        withheld: Collection[str],
    ) -> None:
        """Say what can be chosen: a team stands under its site, so that no pair can be wrong."""
        self.place.choices = grouped(
            [("", _("Nowhere yet"))],
            [
                (
                    site.name,
                    [(f"site-{site.id}", _("%(site)s, no team", site=site.name))]
                    + [(f"team-{team.id}", team.name) for team in teams if team.site_id == site.id],
                )
                for site in sites
            ],
        )
        self.department.choices = options(
            [("", _("The team's, or none")), *((str(d.id), d.name) for d in departments)]
        )
        self.roles.choices = options(
            (name, str(word)) for name, word in ROLE_WORDS.items() if name not in withheld
        )

    @property
    def once_key(self) -> str:
        """The key made with the form; a client that sent rubbish gets its own."""
        given = str(self.key.data or "")
        return given if _KEY.fullmatch(given) else fresh()

    def newcomer(self, session: Session) -> Newcomer:
        """What was typed, with the rows it means."""
        kind, _dash, id_ = str(self.place.data or "").partition("-")
        team = session.get(Team, int(id_)) if kind == "team" else None
        site_id = team.site_id if team else int(id_) if kind == "site" else 0
        return Newcomer(
            first_name=self.first_name.data,
            last_name=self.last_name.data or "",
            email=self.email.data or "",
            language=self.language.data,
            site=session.get(Site, site_id),
            team=team,
            department=session.get(Department, int(self.department.data or 0)),
        )
