"""Guests: an address we do not know yet becomes a person row without login; knows act, journal, people's tables."""

from floortime.act import Act
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.people import addresses
from floortime.people.guessing import guessed
from floortime.people.model import Person
from floortime.people.queries import house, person_by_address
from floortime.text import one_line


def add_guest(act: Act, address: str, *, name: str = "") -> Person:
    """The person with this address; a new guest when nobody has it.

    A guest's name is what we were told, else what their address says of it. A later import with the same
    address turns the row into staff, so nothing that hangs on it is lost.
    """
    address = one_line(address)
    wrong = addresses.trouble(address)
    if wrong:
        raise Refused(wrong)
    known = person_by_address(act.session, address)
    if known is not None:
        return known
    here = house(act.session)
    told = one_line(name)[:120]
    first, last = (told, "") if told else guessed(address)
    guest = Person(
        kind="guest",
        email=address,
        email_norm=addresses.norm(address),
        first_name=first,
        last_name=last,
        language=here.language,
        zone=here.zone,
        sort_key=addresses.sort_key(first, last),
    )
    act.session.add(guest)
    act.session.flush()
    journal.write(act, "guest.added", "person", guest.id)
    return guest
