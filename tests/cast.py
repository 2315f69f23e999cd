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
    row = newcomer(first, email=email, **more)
    act.session.add(row)
    act.session.flush()
    if role is not None:
        act.session.add(Role(person_id=row.id, role=role, scope_kind="", scope_id=0))
    return row


def newcomer(first: str, *, email: str | None = "-", **more: object) -> Person:
    """A person who is not written yet."""
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
    return row


def seat_the_cast(act: Act) -> Cast:
    """Put the whole company into the database."""
    # Written three times, not once for each: most tests begin here.
    write = act.session.add_all
    utrecht = Site(name="Utrecht", zone="Europe/Amsterdam", country="NL")
    leeds = Site(name="Leeds", zone="Europe/London", country="GB")
    customer, technology = Department(name="Customer"), Department(name="Technology")
    programme = Programme(name="Floor time", is_default=True)
    house = House(id=1, company="Nordvik", language="en", zone="Europe/Amsterdam", k=5)
    write([house, utrecht, leeds, customer, technology, programme])
    act.session.flush()
    night = Team(name="Night shift", site_id=utrecht.id, department_id=customer.id)
    retention = Team(name="Retention", site_id=leeds.id, department_id=customer.id)
    ada = newcomer("Ada", last="Lindqvist", department_id=customer.id)
    dee, una = newcomer("Dee", last="McAllister"), newcomer("Una")
    eli = newcomer("Eli", kind="guest", hired_on=None, department_id=technology.id)
    bo, cy = newcomer("Bo"), newcomer("Cy", zone="Europe/London")
    # With Ada, Dee, Una and Cy five who are not of Utrecht: an entry that names no site points at nobody.
    ove = newcomer("Ove", email=None)
    colleagues = [newcomer(name) for name in ("Fatima", "Sem", "Bram", "Joke", "Daan")]
    write([night, retention, ada, dee, una, eli, bo, cy, ove, *colleagues])
    act.session.flush()
    parts = [(ada, "leader"), (dee, "chief_of_staff"), (una, "admin")]
    parts += [(agent, "agent") for agent in (bo, cy, *colleagues)]
    write([Role(person_id=one.id, role=part, scope_kind="", scope_id=0) for one, part in parts])
    places = [*((agent, night, utrecht) for agent in (bo, *colleagues)), (cy, retention, leeds)]
    since = date(2020, 1, 6)
    write(
        [Posting(person_id=a.id, from_on=since, team_id=t.id, site_id=s.id) for a, t, s in places],
    )
    write([DepartmentHead(department_id=customer.id, part="manager", person_id=ada.id)])
    act.session.flush()
    return Cast(
        ada=ada, bo=bo, cy=cy, dee=dee, eli=eli, una=una, utrecht=utrecht, leeds=leeds, customer=customer,
        technology=technology, night=night, retention=retention, programme=programme, colleagues=colleagues,
    )  # fmt: skip
