"""The forms of obstacles: what may be typed where, and what to write instead; knows web/forms."""

import re
from datetime import date

from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField
from wtforms.validators import AnyOf, Optional, StopValidation, ValidationError
from wtforms.widgets import TextArea

from floortime.obstacles.actions.answering import SHORT
from floortime.obstacles.claims import tidied
from floortime.obstacles.dimensions import DIMENSIONS
from floortime.tokens import CLAIM_LENGTH, fresh
from floortime.web.forms import Form, Given, LineField, LinesField, NotLonger, OpenForm, options
from floortime.web.pages import today
from floortime.words import _, lazy

LONGEST = 2000
TITLE = 240
REASON = 400
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def number_or_none(given: str | int | None) -> int | None:
    """An id chosen in a list; None for the empty choice."""
    return int(given) if given not in (None, "") else None


class _Raise:
    words = LinesField(
        lazy("What keeps you from giving good service?"),
        [
            Given(lazy("Write one sentence, for example: the night starts with a handover.")),
            NotLonger(LONGEST),
        ],
    )
    site = SelectField(
        lazy("Where"), choices=options([("", "")]), coerce=number_or_none, validators=[Optional()]
    )
    key = HiddenField()
    seen = HiddenField()

    @property
    def retry_key(self) -> str:
        """The key made with the form; a client that sent none, or rubbish, gets its own."""
        given = str(self.key.data or "")
        return given if _KEY.fullmatch(given) else fresh()


class RaiseForm(_Raise, OpenForm):
    """Raise without a name: no session is read."""


class RaiseNamedForm(_Raise, Form):
    """Raise under one's own name."""


def claim_code_given(_form: object, field: LineField) -> None:
    """Sixteen letters and digits, however they were grouped."""
    if len(tidied(field.data or "")) != CLAIM_LENGTH:
        raise ValidationError(
            _("A claim code has 16 letters and digits, in four groups. Look again at each of them.")
        )


class ClaimForm(OpenForm):
    """The claim code, typed from paper."""

    code = LineField(
        lazy("Claim code"),
        [Given(lazy("Type the code you wrote down: four groups of four.")), claim_code_given],
    )


class WordingForm(ClaimForm):
    """Whether the public wording is what its raiser meant."""

    says = RadioField(choices=lambda: options([("right", ""), ("not_so", "")]))
    note = LineField(lazy("Not so, because…"), [NotLonger(REASON)])


class NamesMeant:
    """Words that the log shows, of somebody signed in: a name stops them until it is said to be meant."""

    meant = BooleanField(lazy("It is meant: the name may stand"))
    names_asked = False
    """Whether a name was found that may stand: only then the box is shown."""


class _Worded(NamesMeant):
    title = LineField(
        lazy("Public wording"),
        [Given(lazy("Write what the log will say, in their words, without names.")), NotLonger(TITLE)],
        widget=TextArea(),
    )
    body = LinesField(lazy("More of what was said"), [NotLonger(LONGEST)])


class PublishForm(_Worded, Form):
    """The public wording of an obstacle, who is asked, and what it is about."""

    department = SelectField(
        lazy("Department"),
        coerce=number_or_none,
        validators=[Given(lazy("Choose the department that can clear it."))],
    )
    dimension = SelectField(
        lazy("About"),
        choices=lambda: options([("", ""), *((key, str(word)) for key, word in DIMENSIONS.items())]),
        validators=[Given(lazy("Choose what it is about."))],
    )
    show_site = BooleanField(lazy("Show where it was raised"))
    language = SelectField(lazy("Language of the public wording"), validators=[Optional()])
    languages: tuple[str, ...] = ()
    """Those it may be in, the proposed one first."""


class RewordForm(_Worded, Form):
    """A better public wording of what the log shows already."""


class MergeForm(Form):
    """Which entry it is the same as."""

    into = LineField(
        lazy("Same as"), [Given(lazy("Write the code of the entry, the last part of its address."))]
    )


class WithholdForm(Form):
    """Why the log will not show it."""

    reason = LineField(
        lazy("Why the log cannot show it"),
        [Given(lazy("Say why in one sentence: its raiser will read it.")), NotLonger(REASON)],
    )


def review_given(form: "_Answer", field: DateField) -> None:
    """A no is looked at again on a day to come."""
    if form.kind.data == "no" and (field.data is None or field.data <= today()):
        field.errors = []
        raise StopValidation(_("Choose the day on which you look at it again, for example in three months."))
    if form.kind.data != "no":
        field.errors = []
        raise StopValidation


def day_given(form: "_Answer", field: DateField) -> None:
    """Who does something about it says by when, unless something is promised about it already."""
    field.errors = []
    if form.kind.data != "answer" or not form.asks_day:
        raise StopValidation
    if field.data is None:
        raise StopValidation(
            _("Say by when: the floor counts on a day, even if it is the one on which you tell more.")
        )
    if field.data < today():
        raise StopValidation(_("That day is over. Choose today or a later day."))


class _Answer:
    asks_day = False
    """Whether nothing is promised about it yet: then an answer is a promise of whoever signs it."""
    kind = RadioField(
        lazy("Your answer"),
        choices=lambda: options([("answer", _("We do something about it")), ("no", _("We cannot now"))]),
        default="answer",
    )
    words = LinesField(
        lazy("What the floor will read"),
        [
            Given(lazy("Write what happens next, or why it cannot. Two sentences are enough.")),
            NotLonger(LONGEST),
        ],
    )
    due_on = DateField(lazy("By when?"), validators=[day_given])
    promise = LineField(lazy("What is promised"), [NotLonger(SHORT)])
    review_on = DateField(lazy("Looked at again on"), validators=[review_given])

    @property
    def promised_on(self) -> date | None:
        """The day that the answer promises."""
        return self.due_on.data if self.asks_day and self.kind.data == "answer" else None


class AnswerForm(_Answer, NamesMeant, Form):
    """An answer of somebody signed in, for themselves or for the one who decides."""

    decider = SelectField(lazy("Signed by"), coerce=number_or_none, validators=[Optional()])


class AnswerByLinkForm(_Answer, OpenForm):
    """An answer behind a mail link: whom it was sent to signs."""


class _Works:
    says = HiddenField(
        validators=[AnyOf(("works", "not_yet", "why"), lazy("Press “works now” or “not yet”."))]
    )
    because = LineField(lazy("What is still in the way?"), [NotLonger(REASON)])
    code = LineField(lazy("Your claim code"), [NotLonger(60)])


class WorksForm(_Works, OpenForm):
    """Works now or not yet, from the log or from a letter: no session is read."""


class WorksNamedForm(_Works, Form):
    """Works now or not yet, of somebody who signed in."""


class AskForm(NamesMeant, Form):
    """The closing sentence."""

    sentence = LinesField(
        lazy("What was done?"),
        [
            Given(lazy("Write one sentence, for example: the map is on your second screen since Monday.")),
            NotLonger(LONGEST),
        ],
    )
