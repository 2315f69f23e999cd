"""Teams by hand, between two files: made, changed, joined; knows act, journal, postings, people's tables."""

from floortime.act import Act
from floortime.db import bump
from floortime.journal import actions as journal
from floortime.people.actions import postings
from floortime.people.model import NAMES, Person, Site, Team


def add_team(act: Act, site: Site, *, name: str, department_id: int | None) -> Team:
    """A team at a site; a file that names it there later finds it."""
    team = Team(site_id=site.id, name=name, department_id=department_id)
    act.session.add(team)
    act.session.flush()
    bump(act.session, NAMES)
    journal.write(act, "team.added", "team", team.id)
    return team


def change_team(act: Act, team: Team, *, department_id: int | None, lead_id: int | None) -> None:
    """Whose team it is: the department it belongs to, and who leads it."""
    wanted = {"department_id": department_id, "lead_id": lead_id}
    changed = [name for name, value in wanted.items() if getattr(team, name) != value]
    for name in changed:
        setattr(team, name, wanted[name])
    if changed:
        bump(act.session, NAMES)
        journal.write(act, "team.changed", "team", team.id, fields=changed)


def join_team(act: Act, person: Person, team: Team) -> None:
    """From today on they work there; where they worked before stays true of before."""
    postings.move(act, person, team, act.session.get_one(Site, team.site_id))
    act.session.flush()
    bump(act.session, NAMES)
    journal.write(act, "person.moved", "person", person.id, team=team.id)
