"""Somebody by hand: the first admin before any import, or one newcomer between two files; knows act, journal, people's tables."""

from collections.abc import Collection

from msgspec import Struct

from floortime.act import Act
from floortime.db import bump
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.people import addresses
from floortime.people.access import ROLES, Scope
from floortime.people.actions.places import derive_heads, derive_leads
from floortime.people.actions.postings import settle
from floortime.people.actions.roles import give_role
from floortime.people.model import NAMES, Department, Person, Site, Team
from floortime.people.queries import house, person_by_address
from floortime.text import one_line
from floortime.words import _


class Newcomer(Struct, frozen=True):
    """Who is added, and where they work. A team says its site; without a language the house's is taken."""

    first_name: str
    last_name: str = ""
    email: str = ""
    language: str = ""
    site: Site | None = None
    team: Team | None = None
    department: Department | None = None


def add_person(act: Act, newcomer: Newcomer, *, roles: Collection[str]) -> Person:
    """Make somebody staff from today. A guest with this address is that person; whoever works here already is not added twice."""
    email = one_line(newcomer.email)
    wrong = addresses.trouble(email) if email else None
    if wrong:
        raise Refused(wrong)
    if not set(ROLES).issuperset(roles):
        raise Refused(_("This is not a role."))
    person = person_by_address(act.session, email) if email else None
    if person is not None and person.kind != "guest":
        raise Refused(_("%(name)s has this address and is here already.", name=person.name))
    if person is None:
        person = Person(email=email or None, email_norm=addresses.norm(email) or None)
        act.session.add(person)
    _describe(act, person, newcomer)
    act.session.flush()
    settle(act, person, newcomer.team, newcomer.site)
    bump(act.session, NAMES)
    journal.write(act, "person.added", "person", person.id)
    for role in sorted(roles):
        give_role(act, person, Scope(role))
    act.session.flush()
    derive_heads(act)
    derive_leads(act)
    return person


def employ(person: Person) -> None:
    """They work here. A guest may have asked for no letters; whoever works here is invited and let in by them."""
    person.kind, person.mail_ok = "staff", True


def _describe(act: Act, person: Person, newcomer: Newcomer) -> None:
    """Name, clock and tongue; a team says the department where nobody else does."""
    here = house(act.session)
    by_team = newcomer.team.department_id if newcomer.team else None
    employ(person)
    person.first_name, person.last_name = (
        one_line(newcomer.first_name)[:120],
        one_line(newcomer.last_name)[:120],
    )
    person.sort_key = addresses.sort_key(person.first_name, person.last_name)
    person.language = newcomer.language or here.language
    person.zone = newcomer.site.zone if newcomer.site else here.zone
    person.department_id = newcomer.department.id if newcomer.department else person.department_id or by_team
    person.hired_on = person.hired_on or act.today
