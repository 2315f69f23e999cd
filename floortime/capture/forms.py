"""The forms in the room: a thanks, an obstacle, a promise, who is here, why it did not happen; knows web/forms."""

import re
from datetime import date

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from floortime.obstacles.forms import NamesMeant
from floortime.people.addresses import trouble
from floortime.tokens import fresh
from floortime.web.forms import Form, Given, LineField, LinesField, NotLonger, options
from floortime.words import _, lazy

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
SIDES = (("leader", lazy("The leader")), ("floor", lazy("The floor")), ("house", lazy("The house")))


class _NoteForm(Form):
    key = HiddenField()
    back = HiddenField()

    @property
    def once_key(self) -> str:
        """The key made with the form; a client that sent rubbish gets its own."""
        given = str(self.key.data or "")
        return given if _KEY.fullmatch(given) else fresh()

    @property
    def left_empty(self) -> bool:
        """Whether somebody goes back from a page on which nothing was written."""
        written = (getattr(self, name, None) for name in ("words", "address", "due_on"))
        return bool(self.back.data) and not any(
            field.raw_data and field.raw_data[0].strip() for field in written if field
        )


class ThanksForm(_NoteForm):
    """For whom, for what."""

    words = LinesField(
        lazy("For what?"),
        [
            Given(lazy("Write what it was, for example: stayed on the line until help came.")),
            NotLonger(1000),
        ],
    )
    whom = RadioField(lazy("For whom?"), validators=[Given(lazy("Choose a person or a team."))])
    shown = BooleanField(lazy("Others may read it, if they want that too"))


class ObstacleForm(_NoteForm):
    """What is in the way, in their words."""

    words = LinesField(
        lazy("What is in the way?"),
        [
            Given(lazy("Write one sentence, for example: the night starts with a handover.")),
            NotLonger(2000),
        ],
    )
    who = RadioField(lazy("Who raised it?"), default="", validators=[Optional()])
    seen = HiddenField()
    same = HiddenField()


class PromiseForm(NamesMeant, _NoteForm):
    """What, by when, who does it, and what it is about."""

    words = LineField(
        lazy("What do you promise?"),
        [
            Given(lazy("Write what will be done, for example: Lars hears this from me tomorrow.")),
            NotLonger(400),
        ],
    )
    due_on = DateField(lazy("By when?"), validators=[Given(lazy("Choose a day."))])
    about = SelectField(lazy("About"), validators=[Optional()])
    owner = RadioField(
        lazy("Who does it?"),
        default="me",
        choices=options([("me", lazy("The leader")), ("other", lazy("Somebody else"))]),
    )
    address = LineField(lazy("Their e-mail address"), [NotLonger(320)])
    earliest: date | None = None

    def validate_due_on(self, field: DateField) -> None:
        """A promise lies ahead."""
        if field.data and self.earliest and field.data < self.earliest:
            raise ValidationError(_("That day is over. Choose today or a later day."))

    def validate_address(self, field: LineField) -> None:
        """Needed when somebody else does it, and never thrown away in silence."""
        if self.owner.data != "other":
            if field.data:
                raise ValidationError(_("Choose “Somebody else” above, or leave this empty."))
        else:
            wrong = trouble(field.data or "")
            if wrong:
                raise ValidationError(wrong)


class HereForm(Form):
    """Who is here; its other buttons look somebody up, take them in or out again, or lead back."""

    people = SelectMultipleField(
        lazy("Who is here?"),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    q = LineField(lazy("Is somebody else here?"), [NotLonger(80)])
    look = HiddenField()
    join = IntegerField(validators=[Optional()])
    leave = IntegerField(validators=[Optional()])
    back = HiddenField()


class CloseForm(Form):
    """That is right."""


class MissedForm(Form):
    """It did not happen: whose side, and why, as the floor reads it."""

    side = RadioField(
        lazy("On whose side?"), choices=options(SIDES), validators=[Given(lazy("Choose a side."))]
    )
    reason = LineField(
        lazy("Why did it not happen?"),
        [
            Given(lazy("Write one sentence, for example: a storm closed the site.")),
            NotLonger(400),
        ],
    )
    back = HiddenField()

    def typed(self, sitdown_id: int) -> dict[str, object]:
        """What was typed about this sit-down, whole or not, to be shown again."""
        return {
            "sitdown": sitdown_id,
            "side": str(self.side.data or "")[:12],
            "reason": str(self.reason.data or "")[:400],
        }
