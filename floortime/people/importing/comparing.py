"""A file against what is there: new, changed, leaving, unchanged, refused; pure, and the only judge of it."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from floortime.people.importing.checks import checked
from floortime.people.importing.headings import Matching
from floortime.people.importing.rows import Row, understood
from floortime.people.importing.values import Change, Known, KnownPerson, NewSite, Plan, Refusal, Wanted
from floortime.people.importing.zones import country_of
from floortime.sheets.reading import Sheet
from floortime.text import folded
from floortime.words import lazy

COMPARED = (
    "employee_no", "email", "first_name", "last_name", "phone", "job_title", "department", "site", "team", "zone",
    "language", "shift_pattern", "hired_on", "left_on",
)  # fmt: skip
_STEPS = frozenset({"agent", "leader", "owner"})
"""Roles that a file may exchange; chief of staff and admin are only ever added by one, and taken back by hand."""


def compared(sheet: Sheet, matching: Matching, known: Known) -> Plan:
    """What importing this file would do. The same file after its import changes nothing."""
    good, refused = understood(sheet, matching)
    raw = [
        Row(line.number, {n: c for n, c in zip(matching.columns, line.cells, strict=False) if n})
        for line in sheet.lines
    ]
    rows = checked(good, refused, known, raw)
    given = matching.given | ({"first_name", "last_name"} if "name" in matching.given else set())
    out: dict[str, list[Wanted]] = {"new": [], "unchanged": []}
    changes: dict[str, list[Change]] = {"changed": [], "leaving": []}
    seen: set[int] = set()
    for wanted in rows:
        person = _person(wanted, known)
        if person is not None and person.id in seen:
            refused.append(_twice(wanted, person))
            continue
        fields = _fields(wanted, person, given) if person else (("role", "", wanted.role),)
        beyond = _beyond(wanted, person, {name for name, *_values in fields}, known.withheld)
        if beyond:
            refused.append(beyond)
            if person is not None:
                seen.add(person.id)
            continue
        if person is None:
            out["new"].append(wanted)
            continue
        seen.add(person.id)
        if not fields:
            out["unchanged"].append(wanted)
            continue
        change = Change(wanted, person, fields, joins=person.kind == "guest")
        goes = person.left_on is None and wanted.left_on is not None and "left_on" in given
        changes["leaving" if goes else "changed"].append(change)
    return Plan(
        new=tuple(out["new"]),
        changed=tuple(changes["changed"]),
        leaving=tuple(changes["leaving"]),
        unchanged=tuple(out["unchanged"]),
        refused=tuple(sorted(refused, key=lambda r: r.line)),
        sites=_sites(rows, known),
        absent=sum(p.kind == "staff" and p.left_on is None and p.id not in seen for p in known.persons),
    )


def _person(wanted: Wanted, known: Known) -> KnownPerson | None:
    """Who this row is about: by number; else by address, unless that one keeps another number and name."""
    numbered = known.by_number.get(wanted.employee_no or "")
    if numbered is not None:
        return numbered
    owner = known.by_address.get(wanted.email_norm or "")
    if owner is None or owner.employee_no is None or wanted.employee_no is None:
        return owner
    return owner if folded(wanted.name) == folded(f"{owner.first_name} {owner.last_name}".strip()) else None


def _twice(wanted: Wanted, person: KnownPerson) -> Refusal:
    sentence = lazy(
        "This row and another both mean %(name)s. Keep the one that is right.",
        name=f"{person.first_name} {person.last_name}".strip(),
    )
    return Refusal(wanted.line, wanted.name, (("", sentence),))


def _beyond(
    wanted: Wanted, person: KnownPerson | None, fields: set[str], withheld: frozenset[str]
) -> Refusal | None:
    """Refuse what would raise somebody above the importer: a role, or the address that a sign-in link goes to."""
    if wanted.role in withheld and "role" in fields:
        return Refusal(
            wanted.line,
            wanted.name,
            (("role", lazy("Only an admin gives this role. Ask one to import this row.")),),
        )
    if person is not None and person.roles & withheld and fields & {"email", "employee_no"}:
        sentence = lazy("Only an admin changes the address or number of somebody with this role.")
        return Refusal(wanted.line, wanted.name, (("email", sentence),))
    return None


def _fields(wanted: Wanted, person: KnownPerson, given: frozenset[str]) -> tuple[tuple[str, str, str], ...]:
    """What differs, in the columns that the file has and that this person did not set themselves."""
    differ: list[tuple[str, str, str]] = []
    for name in COMPARED:
        if name not in given or name in person.own_choice:
            continue
        before, after = getattr(person, name), getattr(wanted, name)
        if name == "email":
            before = person.email_norm
        if name in {"zone", "language"} and after is None:
            continue  # an empty cell says nothing about somebody's clock or tongue
        if (before or None) != after:
            differ.append((name, _said(before), _said(after)))
    if "role" in given and wanted.role not in person.roles:
        differ.append(("role", ", ".join(sorted(person.roles & _STEPS)), wanted.role))
    if "manager" in given and not _same_manager(wanted, person):
        differ.append(("manager", next(iter(sorted(person.manager_keys)), ""), wanted.manager or ""))
    if person.kind == "guest":
        differ.append(("kind", "guest", "staff"))
    return tuple(differ)


def _same_manager(wanted: Wanted, person: KnownPerson) -> bool:
    if wanted.manager is None:
        return person.manager_id is None
    return wanted.manager in person.manager_keys


def _said(value: date | str | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""


def _sites(rows: list[Wanted], known: Known) -> tuple[NewSite, ...]:
    """Sites that the file brings, with the zone most of their rows name; the country follows from it where it is plain."""
    wanted: dict[str, list[Wanted]] = {}
    for row in rows:
        if row.site and row.site not in known.sites:
            wanted.setdefault(row.site, []).append(row)
    return tuple(_site(name, of, known) for name, of in sorted(wanted.items()))


def _site(name: str, rows: list[Wanted], known: Known) -> NewSite:
    zone = _most([r.zone for r in rows]) or known.zone
    return NewSite(name, zone, _most([r.country for r in rows]) or country_of(zone))


def _most(values: list[str | None]) -> str | None:
    counted: Mapping[str, int] = Counter(v for v in values if v)
    return max(counted, key=lambda v: (counted[v], v), default=None)
