"""The three optional numbers of what a fix brought, as one types them on any page; knows web/forms and the units."""

from typing import Any

from wtforms import SelectField
from wtforms.validators import Optional
from wtforms.widgets import TextInput

from floortime.obstacles.actions.impact import Stated
from floortime.obstacles.forms import NamesMeant
from floortime.obstacles.impacts import KINDS, LONGEST, MOST, UNITS, grouped, read
from floortime.obstacles.queries.impact import Brought
from floortime.sitdowns.forms.fields import TypedField
from floortime.web.forms import Form, LineField, NotLonger, OpenForm, options
from floortime.words import _, lazy

EXAMPLE = 12_500


class AmountField(TypedField):
    """A whole number, with its thousands parted or not. No field of the browser's for numbers: it takes no such marks."""

    widget = TextInput()

    def __init__(self, label: Any = None, validators: Any = None, *, most: int, **more: Any) -> None:
        render = {"inputmode": "numeric", "autocomplete": "off", "maxlength": LONGEST}
        super().__init__(label, validators, render_kw=render, **more)
        self.most = most

    def read(self, typed: str) -> int:
        """The number."""
        number = read(typed)
        if number is None or not 1 <= number <= self.most:
            raise ValueError(
                _(
                    "Write a whole number from 1 to %(most)s, in figures alone, for example %(example)s.",
                    most=grouped(self.most),
                    example=grouped(EXAMPLE),
                )
            )
        return number

    def shown(self) -> str:
        """In threes, as it is read elsewhere."""
        return grouped(self.data)


def _units(kind: str) -> Any:
    return lambda: options([(key, str(word)) for key, word in UNITS[kind].items()])


def _amount(kind: str) -> AmountField:
    return AmountField(lazy("How much"), [Optional()], most=MOST[kind])


class ImpactFields:
    """Time, money, customers, and one line in one's own words."""

    time_n = _amount("time")
    time_unit = SelectField(lazy("Unit"), choices=_units("time"), validators=[Optional()])
    money_n = _amount("money")
    money_unit = SelectField(lazy("Unit"), choices=_units("money"), validators=[Optional()])
    customers_n = _amount("customers")
    customers_unit = SelectField(lazy("Unit"), choices=_units("customers"), validators=[Optional()])
    impact_words = LineField(lazy("In your own words"), [NotLonger(240)])

    def stated(self) -> list[Stated]:
        """What was typed; an empty number says nothing."""
        found = []
        for kind in KINDS:
            amount, unit = getattr(self, f"{kind}_n").data, getattr(self, f"{kind}_unit").data
            if amount is not None:
                found.append(Stated(kind, amount, unit or next(iter(UNITS[kind]))))
        return found

    def says_something(self) -> bool:
        """Whether there is a number; else it is said at the field what to write: words alone would be lost."""
        if self.stated():
            return True
        if self.impact_words.data:
            self.impact_words.errors = [_("Words alone are not kept. Write a number beside them.")]
        else:
            self.time_n.errors = [
                _("Nothing was written yet. Write one number: of time, of money or of customers.")
            ]
        return False

    def show(self, brought: list[Brought]) -> None:
        """As it stands."""
        for one in brought:
            getattr(self, f"{one.kind}_n").data = one.amount
            getattr(self, f"{one.kind}_unit").data = one.unit
            self.impact_words.data = one.words


class StateImpactForm(ImpactFields, NamesMeant, Form):
    """What it brought, of somebody signed in."""


class StateImpactByLinkForm(ImpactFields, OpenForm):
    """What it brought, behind a mail link."""
