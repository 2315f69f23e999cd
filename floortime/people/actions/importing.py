"""Carrying an import out: one plan, one transaction, exactly what the preview said; knows act, journal, people's tables."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select

from floortime.act import Act
from floortime.db import bump
from floortime.journal import actions as journal
from floortime.people.actions.adding import employ
from floortime.people.actions.places import Places, derive_heads, derive_leads
from floortime.people.actions.postings import begin_on, end, move, settle
from floortime.people.addresses import sort_key
from floortime.people.importing.values import Change, Plan, Wanted
from floortime.people.model import NAMES, House, ImportRow, ImportRun, Person, Role
from floortime.people.queries import house, persons_by_id

_PLAIN = (
    "employee_no", "email", "first_name", "last_name", "phone", "job_title", "zone", "language", "shift_pattern",
    "hired_on", "left_on",
)  # fmt: skip
_JOBS = frozenset({"agent", "leader", "owner"})


def import_people(act: Act, plan: Plan, *, file_sha256: str) -> ImportRun | None:
    """Make it so. A plan that changes nothing leaves nothing behind, not even a run: None."""
    if not (plan.new or plan.changed or plan.leaving):
        return None
    run = ImportRun(file_sha256=file_sha256, by_id=act.person_id, at=act.at, counts=plan.counts)
    act.session.add(run)
    act.session.flush()
    places = Places(act, plan.sites)
    changes = (*plan.changed, *plan.leaving)
    rows = persons_by_id(act.session, (c.known.id for c in changes))
    _free_unique(act, changes, rows)
    added = _added(act, plan.new, places)
    for change in changes:
        _change(act, change, rows[change.known.id], places)
    act.session.flush()
    _managers(act, [*zip(plan.new, added, strict=True), *((c.wanted, rows[c.known.id]) for c in changes)])
    act.session.flush()
    for wanted, person in zip(plan.new, added, strict=True):
        settle(act, person, places.team(wanted), places.site(wanted.site))
        journal.write(act, "person.added", "person", person.id, run=run.id)
    act.session.flush()
    derive_heads(act)
    derive_leads(act)
    for refused in plan.refused:
        act.session.add(ImportRow(run_id=run.id, line=refused.line, verdict="refused", faults=refused.kept))
    bump(act.session, NAMES)
    journal.write(act, "people.imported", "import", run.id, **plan.counts)
    act.session.flush()
    return run


def _free_unique(act: Act, changes: Iterable[Change], rows: dict[int, Person]) -> None:
    """Let go of addresses and numbers that change hands, so that two people can swap them."""
    for change in changes:
        fields = {name for name, _before, _after in change.fields}
        if "email" in fields:
            rows[change.known.id].email_norm = None
        if "employee_no" in fields:
            rows[change.known.id].employee_no = None
    act.session.flush()


def _added(act: Act, new: Sequence[Wanted], places: Places) -> list[Person]:
    """Everybody who is new, written in one go, and their roles in another."""
    here = house(act.session)
    added = [_person(wanted, places, here) for wanted in new]
    act.session.add_all(added)
    act.session.flush()
    act.session.add_all(
        Role(person_id=person.id, role=wanted.role, scope_kind="", scope_id=0)
        for wanted, person in zip(new, added, strict=True)
    )
    return added


def _person(wanted: Wanted, places: Places, here: House) -> Person:
    site, department = places.site(wanted.site), places.department(wanted.department)
    values = {name: getattr(wanted, name) for name in _PLAIN}
    values["zone"] = wanted.zone or (site.zone if site else here.zone)
    values["language"] = wanted.language or here.language
    return Person(
        **values,
        email_norm=wanted.email_norm,
        department_id=department.id if department else None,
        sort_key=sort_key(wanted.first_name, wanted.last_name),
    )


def _change(act: Act, change: Change, person: Person, places: Places) -> None:
    wanted, fields = change.wanted, {name for name, _before, _after in change.fields}
    for name in fields & set(_PLAIN):
        setattr(person, name, getattr(wanted, name))
    if "email" in fields or change.joins:
        person.email, person.email_norm = wanted.email, wanted.email_norm
    if change.joins:
        employ(person)
    if "department" in fields:
        department = places.department(wanted.department)
        person.department_id = department.id if department else None
    if "role" in fields:
        _give_role(act, person, wanted.role)
    person.sort_key = sort_key(person.first_name, person.last_name)
    if "hired_on" in fields:
        begin_on(act, person, change.known.hired_on)
    if fields & {"site", "team"}:
        move(act, person, places.team(wanted), places.site(wanted.site))
    if "left_on" in fields:
        act.session.flush()
        end(act, person)
    journal.write(act, "person.changed", "person", person.id, fields=sorted(fields))


def _give_role(act: Act, person: Person, role: str) -> None:
    """A job (agent, leader, owner) takes the place of another; chief of staff and admin come on top."""
    if role in _JOBS:
        act.session.execute(
            delete(Role).where(Role.person_id == person.id, Role.scope_kind == "", Role.role.in_(_JOBS))
        )
    act.session.add(Role(person_id=person.id, role=role, scope_kind="", scope_id=0))


def _managers(act: Act, rows: list[tuple[Wanted, Person]]) -> None:
    """Now that everybody has a row, say who reports to whom."""
    keys = {w.manager for w, _p in rows if w.manager}
    found: dict[str, int] = {}
    for column in (Person.employee_no, Person.email_norm):
        found.update({key: id_ for key, id_ in act.session.execute(select(column, Person.id)) if key in keys})
    for wanted, person in rows:
        if wanted.manager is not None:
            person.manager_id = found.get(wanted.manager, person.manager_id)
