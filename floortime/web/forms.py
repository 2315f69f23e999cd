"""The form that every room's forms grow from: our words, our way of trimming; knows words, text."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    PasswordField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length, StopValidation

from floortime import text, words


class _Catalogue:
    """WTForms' own messages, from our catalogues."""

    def gettext(self, message: str) -> str:
        return words.catalogue(words.language()).gettext(message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return words.catalogue(words.language()).ngettext(one, many, n)


class Form(FlaskForm):  # type: ignore[misc]
    """A form of somebody signed in; carries the CSRF token and, where the thing is versioned, its version."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Our catalogue instead of WTForms' own."""

        def get_translations(self, _form: Any) -> _Catalogue:
            return _Catalogue()

    version = HiddenField()
    order: tuple[str, ...] = ()
    """The fields as they stand on the page, where that is not as they are written down: errors are listed so."""

    @property
    def seen_version(self) -> int | None:
        """The version of the row when the form was made."""
        given = str(self.version.data or "")
        return int(given) if given.isdecimal() and len(given) < 10 else None

    def beside(self, row: object) -> tuple[tuple[str, str, str], ...]:
        """What was typed into the fields one sees and is not so in the row: (label, as it stands, as it was typed)."""
        told = (
            (str(field.label.text), str(getattr(row, field.name, "") or ""), str(field.data).strip())
            for field in self
            if isinstance(field, _WRITTEN) and not isinstance(field, _UNSEEN) and field.data not in {None, ""}
        )
        return tuple((label, theirs, yours) for label, theirs, yours in told if theirs != yours)


_WRITTEN = (StringField, DateField, TimeField, IntegerField)
_UNSEEN = (HiddenField, PasswordField)


class OpenForm(PlainForm):
    """A form without a session: raise, me too, claim code, mail link. Guarded by origin or token, not by CSRF."""

    class Meta:
        """Our catalogue instead of WTForms' own."""

        def get_translations(self, _form: Any) -> _Catalogue:
            return _Catalogue()


class LineField(StringField):
    """One line: trimmed, without anything invisible."""

    data: Any  # text after validation; the stubs allow None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Tidy what was typed."""
        self.data = text.one_line(valuelist[0]) if valuelist else ""


class LinesField(TextAreaField):
    """Several lines: trimmed, without anything invisible."""

    data: Any  # text after validation; the stubs allow None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Tidy what was typed."""
        self.data = text.lines(valuelist[0]) if valuelist else ""


class Given:
    """The field must say something; the message says what to write."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads it from the class

    def __init__(self, message: words.lazy | str) -> None:
        self.message = message

    def __call__(self, _form: Any, field: Any) -> None:
        """Stop at an empty field."""
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()):
            field.errors[:] = []
            raise StopValidation(str(self.message))


class NotLonger:
    """At most so many characters; says how many there are."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, _form: Any, field: Any) -> None:
        """Stop at a text that is too long."""
        n = len(field.data or "")
        if n > self.most:
            raise StopValidation(words._("This has %(n)s characters. %(most)s fit.", n=n, most=self.most))


def options(pairs: Iterable[tuple[str | int, str]]) -> list[Any]:
    """Choices of a select or radio field, from (value, label) pairs."""
    from wtforms.fields import choices

    return [choices.SelectChoice(value, label) for value, label in pairs]  # type: ignore[attr-defined] # newer than its stubs


def grouped(
    first: Iterable[tuple[str, str]], groups: Iterable[tuple[str, Iterable[tuple[str, str]]]]
) -> list[Any]:
    """Choices of a select: some that stand alone, then the others under the headings of their groups."""
    from wtforms.fields import choices

    made = [choices.SelectChoice(value, label, optgroup=name) for name, of in groups for value, label in of]  # type: ignore[attr-defined] # newer than its stubs
    return [*options(first), *made]


def parsed_date(given: str) -> date | None:
    """A date as a date field sends it; None when it is none."""
    try:
        return datetime.strptime(given, "%Y-%m-%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return None


__all__ = [
    "Form",
    "Given",
    "InputRequired",
    "Length",
    "LineField",
    "LinesField",
    "NotLonger",
    "OpenForm",
    "grouped",
    "options",
    "parsed_date",
]
