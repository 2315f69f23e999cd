"""Fields that several forms of people share: an address, a time zone, a language; knows web/forms, addresses, zones."""

from difflib import get_close_matches
from typing import Any

from wtforms import SelectField
from wtforms.validators import StopValidation

from floortime.clock import is_zone, known_zones
from floortime.people import addresses
from floortime.web.forms import LineField
from floortime.words import LANGUAGES, _


class AddressField(LineField):
    """An e-mail address; what is wrong with it is said in a sentence."""

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Stop at what mail could not be sent to."""
        wrong = addresses.trouble(self.data or "")
        if wrong:
            raise StopValidation(wrong)


class ZoneField(LineField):
    """A time zone by its IANA name; a near miss is named."""

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Stop at a zone that the database does not hold."""
        given = self.data or ""
        if is_zone(given):
            return
        near = get_close_matches(given, sorted(known_zones()), n=1, cutoff=0.6)
        if near:
            raise StopValidation(_("This zone is not known. Did you mean %(zone)s?", zone=near[0]))
        raise StopValidation(_("This zone is not known. Write it like Europe/Amsterdam."))


class LanguageField(SelectField):
    """One of the languages the house speaks."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, choices=dict(LANGUAGES), **more)


def offered_zones() -> list[str]:
    """Zones to choose from while typing: those of places, not of old abbreviations."""
    return sorted(z for z in known_zones() if "/" in z and not z.startswith(("Etc/", "US/", "SystemV/")))
