"""The address of a published calendar as one pastes it; knows the door's idea of an address."""

from typing import Any

from wtforms.validators import StopValidation

from floortime.fetching import LONGEST_URL, fetchable
from floortime.web.forms import Form, Given, LineField, NotLonger
from floortime.words import _, lazy


class Published:
    """An http or https address; what calendar programs call webcal is https."""

    def __call__(self, _form: Any, field: Any) -> None:
        """Stop at anything else."""
        given = str(field.data or "")
        if given.lower().startswith("webcal://"):
            given = field.data = "https" + given[6:]
        if not fetchable(given):
            raise StopValidation(
                _("This is no address of a published calendar. Copy it whole; it begins with https://.")
            )


class FreeTimeForm(Form):
    """One address."""

    url = LineField(
        lazy("Address of the published calendar"),
        [Given(lazy("Paste the address that your calendar program shows under publish or share.")),
         NotLonger(LONGEST_URL), Published()],
    )  # fmt: skip
