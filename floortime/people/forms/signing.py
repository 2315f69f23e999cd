"""Forms of signing in and of one's own page; knows web/forms."""

from typing import Any

from wtforms import BooleanField, HiddenField, PasswordField, RadioField, SelectField
from wtforms.validators import Optional

from floortime.people.forms.fields import AddressField, LanguageField, ZoneField
from floortime.web.forms import Form, Given, LineField, NotLonger, OpenForm, options
from floortime.words import _, lazy


class SecretField(PasswordField):
    """A password exactly as typed."""

    data: Any


class SendLinkForm(Form):
    """Ask for a link by mail."""

    email = AddressField(lazy("Work e-mail"))
    next = HiddenField(validators=[Optional()])


class UsePasswordForm(Form):
    """Sign in with a password."""

    email = AddressField(lazy("Work e-mail"))
    password = SecretField(lazy("Password"), [Given(lazy("Write your password."))])
    next = HiddenField(validators=[Optional()])
    zone = HiddenField(render_kw={"data-zone": ""})
    """Filled in by the browser, where scripts run."""


class UseLinkForm(Form):
    """The one button behind a link."""

    next = HiddenField(validators=[Optional()])
    zone = HiddenField(render_kw={"data-zone": ""})


class ChangeProfileForm(Form):
    """One's own name, language and zone."""

    first_name = LineField(
        lazy("First name"), [Given(lazy("Write the name that colleagues call you.")), NotLonger(120)]
    )
    last_name = LineField(lazy("Last name"), [NotLonger(120)])
    language = LanguageField(lazy("Language"))
    zone = ZoneField(lazy("Time zone"))


class DuesForm(Form):
    """How the dates of one's promises stand in one's calendar feed."""

    how = RadioField(
        lazy("The dates of your promises"),
        choices=lambda: [
            ("event", _("As a day, which keeps you free")),
            ("todo", _("As a task, for calendars that keep tasks")),
            ("none", _("Not at all")),
        ],
    )


class HourFields:
    """When the one letter of the day comes, and whether what is not due yet stands in it."""

    hour = SelectField(lazy("At"), coerce=int)
    early = BooleanField(lazy("Remind me before a date as well, not on it alone"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.hour.choices = options((n, f"{n:02}:00") for n in range(6, 19))


class LettersForm(HourFields, Form):
    """The letter of somebody who works here."""

    news = BooleanField(lazy("Heads-ups for my site stand in it"))


class LettersByLinkForm(HourFields, OpenForm):
    """The letter of an owner without an account."""


class SetPasswordForm(Form):
    """A first or a new password."""

    current = SecretField(lazy("Current password"))
    password = PasswordField(
        lazy("New password"), [Given(lazy("Write a new password of 12 characters or more."))]
    )


class AddDelegateForm(Form):
    """Who acts for me."""

    address = AddressField(lazy("Their work e-mail"))


class CloseSessionForm(Form):
    """Which browser to sign out."""

    session = HiddenField()
