"""The log as a table to take away: what the list shows, one row an entry, nothing that the list does not show; knows listing, front."""

from collections.abc import Iterator
from datetime import date

from floortime.log.queries.front import Front
from floortime.log.queries.listing import Row
from floortime.log.waiting import waiting
from floortime.obstacles.dimensions import DIMENSIONS
from floortime.obstacles.impacts import KINDS, grouped, unit_said
from floortime.obstacles.stages import light
from floortime.obstacles.voices import counted
from floortime.people import naming
from floortime.web.tables import Cell, Table
from floortime.words import _

Impacts = dict[tuple[str, str], tuple[int, str, date | None]]


def log_table(over: Front, rows: list[Row], impacts: Impacts, today: date, address: str) -> Table:
    """The rows in the reader's words; `address` is where the house stands."""
    headings = (
        _("Code"), _("Address"), _("Obstacle"), _("Light"), _("In the log since"), _("Waiting on"),
        _("Working days"), _("Past the promise"), _("Department"), _("Site"), _("What it is about"), _("Me too"),
        _("Customers hit"),
        _("Answer due"), _("Answered on"), _("Last answer"), _("Signed by"), _("Promised by"), _("Fixed on"),
        *(heading for kind in KINDS.values() for heading in (str(kind), _("%(kind)s, unit", kind=str(kind)))),
    )  # fmt: skip
    return Table(_("Obstacle log"), headings, _cells(over, rows, impacts, today, address))


def _cells(
    over: Front, rows: list[Row], impacts: Impacts, today: date, address: str
) -> Iterator[tuple[Cell, ...]]:
    for o in rows:
        department = over.departments.get(o.department_id or 0, "")
        shown, w = light(o.stage), waiting(o, today, department, over.calendar(o.site_id))
        yield (
            o.code, f"{address}/log/{o.code}", o.title, str(shown.word) if shown else "", o.published_on, w.whom,
            w.days, w.late or None, department, over.sites.get(o.site_id or 0, ""), str(DIMENSIONS.get(o.dimension, "")),
            counted(o.voices_n), counted(o.customers_n), o.answer_due_on, o.answered_on, o.answer or "", naming.signed(o.signer, department) if o.answer else "",
            o.promise_due_on, o.fixed_on, *(cell for kind in KINDS for cell in _brought(impacts.get((o.code, kind)))),
        )  # fmt: skip


def _brought(one: tuple[int, str, date | None] | None) -> tuple[Cell, Cell]:
    """A number only once it is checked: a sum over the column leaves out what is merely said."""
    if one is None:
        return None, ""
    amount, unit, checked_on = one
    return amount if checked_on else _("%(n)s, not checked", n=grouped(amount)), unit_said(unit)
