"""A plan of an import as its preview says it: rows in words, counts in sentences; pure, knows importing's values and words."""

from collections import Counter

from msgspec import Struct

from floortime.people.access import ROLES
from floortime.people.importing.headings import LABELS
from floortime.people.importing.values import Change, Plan, Wanted
from floortime.words import _, ngettext

Row = tuple[int, str, str, str]
"""Line, who, what, what to mend."""


class Preview(Struct, frozen=True):
    """What the page shows, group by group."""

    refused: list[Row]
    new: list[Row]
    changed: list[Row]
    leaving: list[Row]
    unchanged: list[Row]
    remarks: list[Row]
    box: list[tuple[int, str]]
    button: str
    busy: str


def preview(plan: Plan) -> Preview:
    """Put a plan into words."""
    return Preview(
        refused=[(r.line, r.who, "", r.reason) for r in plan.refused],
        new=[(w.line, w.name, _where(w), "") for w in plan.new],
        changed=[_changed(change) for change in plan.changed],
        leaving=[_changed(change) for change in plan.leaving],
        unchanged=[(w.line, w.name, _where(w), "") for w in plan.unchanged],
        remarks=[(w.line, w.name, " ".join(w.remarks), "") for w in _taken(plan) if w.remarks],
        box=_box(plan),
        button=_button(plan),
        busy=ngettext("Importing %(n)s person…", "Importing %(n)s people…", plan.kept),
    )


def _taken(plan: Plan) -> list[Wanted]:
    changes = [c.wanted for c in (*plan.changed, *plan.leaving)]
    return sorted((*plan.new, *changes, *plan.unchanged), key=lambda w: w.line)


def _where(wanted: Wanted) -> str:
    """Team and site; a team named after its site says it once."""
    site = "" if wanted.site and wanted.team and wanted.site in wanted.team else wanted.site
    left = _("left on %(day)s", day=wanted.left_on) if wanted.left_on else ""
    return ", ".join(part for part in (wanted.team, site, left) if part)


def _changed(change: Change) -> Row:
    said: list[str] = []
    for name, before, after in change.fields:
        label = str(LABELS.get(name, name))
        if name == "kind":
            said.append(_("a guest becomes a colleague"))
        elif before and after:
            said.append(_("%(field)s %(after)s, was %(before)s", field=label, after=after, before=before))
        elif after:
            said.append(_("%(field)s %(after)s", field=label, after=after))
        else:
            said.append(_("%(field)s no longer %(before)s", field=label, before=before))
    return change.wanted.line, change.wanted.name, "; ".join(said), ""


def _box(plan: Plan) -> list[tuple[int, str]]:
    lines = [
        (len(plan.new), ngettext("person is new", "people are new", len(plan.new))),
        (len(plan.changed), ngettext("person changes", "people change", len(plan.changed))),
        (len(plan.leaving), ngettext("person leaves", "people leave", len(plan.leaving))),
        (len(plan.unchanged), ngettext("person stays as is", "people stay as they are", len(plan.unchanged))),
        *_roles(plan),
        (len(plan.sites), ngettext("site is new", "sites are new", len(plan.sites))),
        (len(plan.refused), ngettext("line is left out", "lines are left out", len(plan.refused))),
        (plan.absent, ngettext("is not in the file and stays", "are not in the file and stay", plan.absent)),
    ]
    return [(n, words) for n, words in lines if n]


def _roles(plan: Plan) -> list[tuple[int, str]]:
    """What those become who are new or get another role: who is a leader decides who can be planned for."""
    given = Counter(w.role for w in plan.new)
    given.update(c.wanted.role for c in plan.changed if any(name == "role" for name, *_rest in c.fields))
    n = {role: given[role] for role in ROLES}
    return [
        (n["agent"], ngettext("becomes an agent", "become agents", n["agent"])),
        (n["leader"], ngettext("becomes a leader", "become leaders", n["leader"])),
        (n["owner"], ngettext("becomes an action owner", "become action owners", n["owner"])),
        (
            n["chief_of_staff"],
            ngettext("becomes chief of staff", "become chiefs of staff", n["chief_of_staff"]),
        ),
        (n["admin"], ngettext("becomes an admin", "become admins", n["admin"])),
    ]


def _button(plan: Plan) -> str:
    if plan.refused:
        return _("Import %(n)s, leave out %(left)s", n=plan.kept, left=len(plan.refused))
    return ngettext("Import %(n)s person", "Import %(n)s people", plan.kept)
