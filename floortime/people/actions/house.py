"""Changing the house and its sites: name, k, language, zone, countries, closed days; knows act, journal, people's tables."""

from datetime import date

from floortime.act import Act
from floortime.db import bump
from floortime.journal import actions as journal
from floortime.people.importing.zones import country_of
from floortime.people.model import NAMES, ClosedDay, Department, House, Site


def change_house(act: Act, *, company: str, k: int, language: str, zone: str) -> None:
    """What holds for everybody; made with the first change, on a database that nobody set up yet."""
    row = act.session.get(House, 1)
    if row is None:
        row = House(id=1)
        act.session.add(row)
    wanted = {"company": company, "k": k, "language": language, "zone": zone}
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    act.session.flush()
    if changed:
        journal.write(act, "house.changed", "house", 1, fields=changed)


def add_site(act: Act, *, name: str, country: str | None, zone: str) -> Site:
    """A place where people work; a file that names it later finds it. Without a country it gets its zone's, where that is plain."""
    site = Site(name=name, zone=zone, country=country or country_of(zone))
    act.session.add(site)
    act.session.flush()
    bump(act.session, NAMES)
    journal.write(act, "site.added", "site", site.id)
    return site


def add_department(act: Act, *, name: str) -> Department:
    """Who can clear the way; a file that names it later finds it."""
    department = Department(name=name)
    act.session.add(department)
    act.session.flush()
    bump(act.session, NAMES)
    journal.write(act, "department.added", "department", department.id)
    return department


def change_site(act: Act, site: Site, *, country: str | None, zone: str) -> None:
    """Where a site lies: whose holidays it keeps, and which clock."""
    if (site.country, site.zone) == (country, zone):
        return
    site.country, site.zone = country, zone
    bump(act.session, NAMES)
    journal.write(act, "site.changed", "site", site.id)


def close_day(act: Act, site: Site, day: date, *, name: str) -> None:
    """A day on which the site does not work beside public holidays."""
    row = act.session.get(ClosedDay, (site.id, day))
    if row is not None:
        row.name = name
        return
    act.session.add(ClosedDay(site_id=site.id, day=day, name=name))
    bump(act.session, NAMES)
    journal.write(act, "day.closed", "site", site.id, day=day.isoformat())


def open_day(act: Act, site: Site, day: date) -> None:
    """Work on that day after all."""
    row = act.session.get(ClosedDay, (site.id, day))
    if row is not None:
        act.session.delete(row)
        bump(act.session, NAMES)
        journal.write(act, "day.opened", "site", site.id, day=day.isoformat())
