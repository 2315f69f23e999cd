"""Fields for days, times, numbers and links that say in a sentence what to write; knows web/forms."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import DateInput, NumberInput, TimeInput

from floortime.text import one_line
from floortime.web.forms import parsed_date
from floortime.words import _


class TypedField(Field, ABC):
    """Keeps what was typed, right or wrong, so that it can be shown again."""

    typed: str | None = None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read what was typed; a wrong value stops with the field's own sentence."""
        self.typed = one_line(valuelist[0]) if valuelist else ""
        self.data = None
        if self.typed:
            self.data = self.read(self.typed)

    @abstractmethod
    def read(self, typed: str) -> Any:
        """The value, or ValueError with a sentence."""

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.shown()

    def shown(self) -> str:
        """The value as the browser's field takes it."""
        return str(self.data)


class DayField(TypedField):
    """A date."""

    widget = DateInput()

    def read(self, typed: str) -> date:
        """The date."""
        day = parsed_date(typed)
        if day is None or not 2000 <= day.year <= 2100:
            raise ValueError(_("This is not a day. Write it as 2026-12-03."))
        return day


class ClockField(TypedField):
    """A time of the day."""

    widget = TimeInput()

    def read(self, typed: str) -> time:
        """The time, to the minute."""
        try:
            return datetime.strptime(typed[:5], "%H:%M").time()  # noqa: DTZ007 - a wall time has no zone
        except ValueError:
            raise ValueError(_("This is not a time. Write it as 22:30.")) from None

    def shown(self) -> str:
        """Hours and minutes."""
        return f"{self.data:%H:%M}"


class NumberField(TypedField):
    """A whole number between two bounds."""

    widget = NumberInput()

    def __init__(
        self, label: Any = None, validators: Any = None, *, least: int, most: int, **more: Any
    ) -> None:
        super().__init__(
            label, validators, render_kw={"min": least, "max": most, "inputmode": "numeric"}, **more
        )
        self.least, self.most = least, most

    def read(self, typed: str) -> int:
        """The number."""
        number = int(typed) if typed.isdecimal() and len(typed) < 7 else -1
        if not self.least <= number <= self.most:
            raise ValueError(
                _("Write a number from %(least)s to %(most)s.", least=self.least, most=self.most)
            )
        return number


class WebLink:
    """Empty, or an address that a browser opens."""

    def __call__(self, _form: Any, field: Any) -> None:
        """Stop at anything else."""
        given = field.data or ""
        if not given:
            return
        parts = urlsplit(given)
        bad = any(c.isspace() or c in '<>"\\^`{|}' for c in given)
        if parts.scheme not in {"http", "https"} or not parts.netloc or bad:
            raise StopValidation(
                _("This is not a link. Copy it whole, for example https://meet.example.org/floor.")
            )


class Chosen:
    """The field must hold a value; the sentence says what to write. Leaves an error that is already there."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads it from the class

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, _form: Any, field: Any) -> None:
        """Stop at an empty field."""
        if field.data is None:
            if field.process_errors or field.errors:
                raise StopValidation
            raise StopValidation(str(self.message))
