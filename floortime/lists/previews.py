"""A plan as its preview says it: rows in words, counts in sentences; pure, knows the plan and words."""

from msgspec import Struct

from floortime.dates import weekday_short
from floortime.lists.comparing import Plan, Taken
from floortime.lists.rows import Wanted
from floortime.words import _, ngettext

Row = tuple[int, str, str, str]
"""Line, what, whose and when, what to mend."""


class Preview(Struct, frozen=True):
    """What the page shows, group by group."""

    refused: list[Row]
    new: list[Row]
    there: list[Row]
    settled: list[Row]
    box: list[tuple[int, str]]
    button: str
    busy: str


def preview(plan: Plan, *, this_year: int) -> Preview:
    """Put a plan into words."""
    n = len(plan.new)
    return Preview(
        refused=[(one.line, one.who, "", one.reason) for one in plan.refused],
        new=[(t.wanted.line, t.wanted.what, _whose(t, this_year), "") for t in plan.new],
        there=[_plain(one) for one in plan.there],
        settled=[_plain(one) for one in plan.settled],
        box=_box(plan),
        button=ngettext("Take over %(n)s promise", "Take over %(n)s promises", n),
        busy=ngettext("Taking over %(n)s promise…", "Taking over %(n)s promises…", n),
    )


def why_nothing(plan: Plan) -> str:
    """Why a list brings nothing: all is refused, some is, or all is here or done."""
    if plan.refused and not (plan.there or plan.settled):
        return _("Nothing of it can be taken over. Why stands beside each line.")
    if plan.refused:
        return _("There is nothing to take over: what is not refused is here already, or done.")
    return _("There is nothing to take over: everything in it is here already, or done.")


def _plain(wanted: Wanted) -> Row:
    return wanted.line, wanted.what, wanted.code, ""


def _whose(taken: Taken, this_year: int) -> str:
    wanted = taken.wanted
    owner = wanted.name or wanted.address or _("nobody yet")
    by = _("%(owner)s, by %(day)s", owner=owner, day=weekday_short(wanted.due_on, this_year))
    return f"{by}, {wanted.code}" if wanted.code else by


def _box(plan: Plan) -> list[tuple[int, str]]:
    n = plan.counts
    lines = [
        (n["new"], ngettext("promise is new", "promises are new", n["new"])),
        (n["guests"], ngettext("owner becomes a guest", "owners become guests", n["guests"])),
        (n["there"], ngettext("is here already", "are here already", n["there"])),
        (
            n["settled"],
            ngettext("is done already and left out", "are done already and left out", n["settled"]),
        ),
        (n["refused"], ngettext("line is left out", "lines are left out", n["refused"])),
    ]
    return [(count, words) for count, words in lines if count]
