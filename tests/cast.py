"""The people every test knows: one company, two sites, and somebody for each part."""

from dataclasses import dataclass
from datetime import date

from floortime.act import Act
from floortime.people.addresses import sort_key
from floortime.people.model import Department, DepartmentHead, House, Person, Posting, Role, Site, Team
from floortime.sitdowns.model import Programme


@dataclass
class Cast:
    """Rows by the names that tests call them."""

    ada: Person
    """Leader of Customer."""
    bo: Person
    """Agent, in the room."""
    cy: Person
    """Agent at another site."""
    dee: Person
    """Chief of staff."""
    eli: Person
    """Action owner at Technology, a guest without an account."""
    una: Person
    """Admin."""
    utrecht: Site
    leeds: Site
    customer: Department
    technology: Department
    night: Team
    retention: Team
    programme: Programme
    colleagues: list[Person]
    """Five more agents in Bo's team, so that the k rule lets it be named."""


def person(
    act: Act, first: str, *, role: str | None = "agent", email: str | None = "-", **more: object
) -> Person:
    """A person with a role, written to the database."""
    address = f"{first.lower()}@nordvik.example" if email == "-" else email
    row = Person(
        first_name=first,
        last_name=str(more.pop("last", "Nordvik")),
        email=address,
        email_norm=address.lower() if address else None,
        hired_on=more.pop("hired_on", date(2020, 1, 6)),
        zone=str(more.pop("zone", "Europe/Amsterdam")),
        **more,
    )
    row.sort_key = sort_key(row.first_name, row.last_name)
    act.session.add(row)
    act.session.flush()
    if role is not None:
        act.session.add(Role(person_id=row.id, role=role, scope_kind="", scope_id=0))
    return row


def seat_the_cast(act: Act) -> Cast:
    """Put the whole company into the database."""
    add = act.session.add
    add(House(id=1, company="Nordvik", language="en", zone="Europe/Amsterdam", k=5))
    utrecht = Site(name="Utrecht", zone="Europe/Amsterdam", country="NL")
    leeds = Site(name="Leeds", zone="Europe/London", country="GB")
    customer, technology = Department(name="Customer"), Department(name="Technology")
    programme = Programme(name="Floor time", is_default=True)
    act.session.add_all([utrecht, leeds, customer, technology, programme])
    act.session.flush()
    night = Team(name="Night shift", site_id=utrecht.id, department_id=customer.id)
    retention = Team(name="Retention", site_id=leeds.id, department_id=customer.id)
    act.session.add_all([night, retention])
    act.session.flush()
    ada = person(act, "Ada", role="leader", last="Lindqvist", department_id=customer.id)
    dee = person(act, "Dee", role="chief_of_staff", last="McAllister")
    una = person(act, "Una", role="admin")
    eli = person(act, "Eli", role=None, kind="guest", hired_on=None, department_id=technology.id)
    bo, cy = person(act, "Bo"), person(act, "Cy", zone="Europe/London")
    # With Ada, Dee, Una and Cy five who are not of Utrecht: an entry that names no site points at nobody.
    person(act, "Ove", role=None, email=None)
    colleagues = [person(act, name) for name in ("Fatima", "Sem", "Bram", "Joke", "Daan")]
    for agent in (bo, *colleagues):
        add(Posting(person_id=agent.id, from_on=date(2020, 1, 6), team_id=night.id, site_id=utrecht.id))
    add(Posting(person_id=cy.id, from_on=date(2020, 1, 6), team_id=retention.id, site_id=leeds.id))
    add(DepartmentHead(department_id=customer.id, part="manager", person_id=ada.id))
    act.session.flush()
    return Cast(
        ada=ada, bo=bo, cy=cy, dee=dee, eli=eli, una=una, utrecht=utrecht, leeds=leeds, customer=customer,
        technology=technology, night=night, retention=retention, programme=programme, colleagues=colleagues,
    )  # fmt: skip
