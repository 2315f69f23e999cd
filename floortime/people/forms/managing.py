"""Forms of an admin: roles, erasing, imports, the house and its sites; knows web/forms."""

from datetime import date
from functools import cache
from typing import Any

from babel import Locale
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import NumberRange, StopValidation

from floortime.people.access import Scope
from floortime.people.forms.fields import LanguageField, ZoneField
from floortime.web.forms import Form, Given, LineField, NotLonger, grouped, parsed_date
from floortime.words import _, language, lazy

ROLE_WORDS = {
    "agent": lazy("Agent"),
    "leader": lazy("Leader"),
    "owner": lazy("Action owner"),
    "chief_of_staff": lazy("Chief of staff"),
    "admin": lazy("Admin"),
}


class GiveRoleForm(Form):
    """A role, and where it holds."""

    role = SelectField(lazy("Role"))
    scope = SelectField(lazy("Where"))

    def offer(self, sites: list[tuple[int, str]], departments: list[tuple[int, str]]) -> None:
        """Say what can be chosen."""
        self.role.choices = {name: str(word) for name, word in ROLE_WORDS.items()}
        self.scope.choices = grouped(
            [("", _("Everywhere"))],
            [
                (_("Sites"), [(f"site-{id_}", name) for id_, name in sites]),
                (_("Departments"), [(f"department-{id_}", name) for id_, name in departments]),
            ],
        )

    def validate_scope(self, field: SelectField) -> None:
        """Whoever gives roles could widen their own: there is no admin of one site."""
        if self.role.data == "admin" and field.data:
            raise StopValidation(_("An admin is one everywhere. Choose Everywhere, or chief of staff."))

    @property
    def chosen(self) -> Scope:
        """The role as access understands it."""
        return scope(str(self.role.data), str(self.scope.data or ""))


def scope(role: str, where: str) -> Scope:
    """A role and "site-4" as one value."""
    kind, _dash, id_ = where.partition("-")
    return Scope(role, kind, int(id_)) if id_.isdecimal() and len(id_) < 19 else Scope(role)


class TakeRoleForm(Form):
    """The role to take back."""

    role = HiddenField()
    scope = HiddenField()


class EraseForm(Form):
    """The press that erases."""


class UploadForm(Form):
    """An HR export."""

    file = FileField(
        lazy("The file"),
        [FileRequired(lazy("Choose the file that your HR system exported, Excel or CSV."))],
    )


class ImportForm(Form):
    """The press that imports, and the preview it was pressed on."""

    seen = HiddenField()


class ChangeHouseForm(Form):
    """What holds for everybody."""

    company = LineField(
        lazy("Company"), [Given(lazy("Write the name that stands beside the mark.")), NotLonger(120)]
    )
    k = IntegerField(
        lazy("Smallest group that is shown"),
        [NumberRange(5, 50, lazy("Write a number from 5 to 50: fewer than five people can be told apart."))],
    )
    language = LanguageField(lazy("Language of those who have not chosen"))
    zone = ZoneField(lazy("Time zone of the house"))


@cache
def countries(code: str) -> dict[str, str]:
    """Countries by their ISO 3166 code, named in a language."""
    names = Locale.parse(code).territories
    found = {key: name for key, name in names.items() if len(key) == 2 and key.isalpha()}
    for key in ("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"):
        found.pop(key, None)
    return dict(sorted(found.items(), key=lambda item: item[1]))


class ChangeSiteForm(Form):
    """Where a site lies."""

    country = SelectField(lazy("Country"))
    zone = ZoneField(lazy("Time zone"))

    def offer(self) -> None:
        """Say what can be chosen."""
        self.country.choices = {"": _("Not said yet: weekends only"), **countries(language())}


class AddSiteForm(ChangeSiteForm):
    """A place where people work, before a file names it."""

    name = LineField(
        lazy("Name"), [Given(lazy("Write what people call it, for example: Utrecht.")), NotLonger(120)]
    )

    def offer(self) -> None:
        """Say what can be chosen; most zones lie in one country."""
        self.country.choices = {"": _("The one its time zone lies in"), **countries(language())}


class AddDepartmentForm(Form):
    """Who can clear the way, before a file names them."""

    department = LineField(
        lazy("Another department"),
        [Given(lazy("Write what people call it, for example: Billing.")), NotLonger(120)],
    )


class DayField(LineField):
    """A date, as a date field sends it."""

    day: date | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Stop at what is no date."""
        self.day = parsed_date(self.data or "")
        if self.day is None:
            raise StopValidation(_("Choose a day, for example 2026-12-31."))


class CloseDayForm(Form):
    """A day on which the site does not work."""

    day = DayField(lazy("Day"))
    name = LineField(lazy("What it is"), [NotLonger(120)])
