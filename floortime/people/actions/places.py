"""Sites, departments and teams as a file names them, and who leads them where that is plain; knows people's tables."""

from collections import Counter, defaultdict

from sqlalchemy import select

from floortime.act import Act
from floortime.people.importing.values import NewSite, Wanted
from floortime.people.model import Department, DepartmentHead, Person, Posting, Role, Site, Team
from floortime.people.queries import employed, posted


class Places:
    """Places by name; what the file brings is made when it is first asked for."""

    def __init__(self, act: Act, new: tuple[NewSite, ...]) -> None:
        self.session = act.session
        for site in new:
            self.session.add(Site(name=site.name, zone=site.zone, country=site.country))
        self.session.flush()
        self.sites = {s.name: s for s in self.session.scalars(select(Site))}
        self.departments = {d.name: d for d in self.session.scalars(select(Department))}
        self.teams = {(t.site_id, t.name): t for t in self.session.scalars(select(Team))}

    def site(self, name: str | None) -> Site | None:
        """The site; the plan brought it if it was new."""
        return self.sites[name] if name else None

    def department(self, name: str | None) -> Department | None:
        """The department, made when it is new."""
        if name and name not in self.departments:
            self.departments[name] = Department(name=name)
            self.session.add(self.departments[name])
            self.session.flush()
        return self.departments[name] if name else None

    def team(self, wanted: Wanted) -> Team | None:
        """The team at its site, made when it is new."""
        site, department = self.site(wanted.site), self.department(wanted.department)
        if site is None or not wanted.team:
            return None
        key = (site.id, wanted.team)
        if key not in self.teams:
            self.teams[key] = Team(
                site_id=site.id, name=wanted.team, department_id=department.id if department else None
            )
            self.session.add(self.teams[key])
            self.session.flush()
        return self.teams[key]


def derive_heads(act: Act) -> None:
    """Name heads of departments that have none: the one leader in it whose own manager is not, and that manager.

    Where two could be meant nobody is named; what was set by hand stays.
    """
    session = act.session
    leaders = session.scalars(
        select(Person)
        .join(Role, Role.person_id == Person.id)
        .where(Role.role == "leader", Role.scope_kind == "", employed(act.today))
    ).all()
    by_id = {p.id: p for p in leaders}
    headed = set(session.scalars(select(DepartmentHead.department_id)))
    tops: dict[int, list[Person]] = defaultdict(list)
    for leader in leaders:
        above = by_id.get(leader.manager_id or 0)
        if leader.department_id and (above is None or above.department_id != leader.department_id):
            tops[leader.department_id].append(leader)
    for department_id, found in tops.items():
        if department_id in headed or len(found) != 1:
            continue
        head = found[0]
        session.add(DepartmentHead(department_id=department_id, part="manager", person_id=head.id))
        if head.manager_id in by_id:
            session.add(
                DepartmentHead(department_id=department_id, part="sponsor", person_id=head.manager_id)
            )


def derive_leads(act: Act) -> None:
    """Name leads and languages of teams that have none: the member whom all other members report to; the tongue of most."""
    members: dict[int, list[Person]] = defaultdict(list)
    rows = act.session.execute(
        select(Posting.team_id, Person)
        .join(Person, Person.id == Posting.person_id)
        .where(posted(act.today), employed(act.today), Posting.team_id.is_not(None))
    )
    for team_id, person in rows:
        members[team_id or 0].append(person)
    for team in act.session.scalars(select(Team).where(Team.id.in_(members))):
        people = members[team.id]
        if team.language is None:
            tongues = Counter(p.language for p in people)
            team.language = max(tongues, key=lambda tongue: (tongues[tongue], tongue))
        leads = {p.manager_id for p in people} & {p.id for p in people}
        if team.lead_id is None and len(leads) == 1:
            lead = leads.pop()
            if all(p.manager_id == lead for p in people if p.id != lead):
                team.lead_id = lead
