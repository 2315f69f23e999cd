"""The time zone of somebody nobody knows it of: taken from their browser or machine, and given back; knows act, people's tables."""

from sqlalchemy import select

from floortime.act import Act
from floortime.journal import actions as journal
from floortime.people.actions.house import change_house
from floortime.people.importing.zones import zone_named
from floortime.people.model import House, Person, Role
from floortime.people.queries import house

UNKNOWN = "UTC"
"""What stands where nobody said a zone."""


def settle_zone(act: Act, person: Person, given: str, *, sure: bool = False) -> str:
    """Take this zone for somebody whose own is unknown, or whose is said for sure; returns it, or '' when nothing changed.

    An admin's is the house's too, as long as nobody has set that up.
    """
    zone = zone_named(given.strip()) or UNKNOWN
    known = person.zone != UNKNOWN or "zone" in person.own_choice
    if zone == person.zone or (not sure and (known or zone.startswith((UNKNOWN, "Etc/")))):
        return ""
    person.zone = zone
    journal.write(act, "person.changed", "person", person.id, fields=["zone"])
    here = house(act.session)
    if here.zone == UNKNOWN and not here.company and _is_admin(act, person):
        _set_house(act, here, zone)
    return zone


def unsettle_zone(act: Act, person: Person) -> None:
    """It was wrong: unknown again, for the house as well, and not asked of the browser any more."""
    here = house(act.session)
    if here.zone == person.zone and not here.company and _is_admin(act, person):
        _set_house(act, here, UNKNOWN)
    if person.zone != UNKNOWN:
        person.zone = UNKNOWN
        journal.write(act, "person.changed", "person", person.id, fields=["zone"])
    person.own_choice = sorted({*person.own_choice, "zone"})


def _set_house(act: Act, here: House, zone: str) -> None:
    change_house(act, company=here.company, k=here.k, language=here.language, zone=zone)


def _is_admin(act: Act, person: Person) -> bool:
    held = select(Role.role).where(Role.person_id == person.id, Role.role == "admin")
    return act.session.scalars(held).first() is not None
