"""A department's mirror: what it received, answered and fixed, what waits on it, and thanks; knows the log's and the rooms' queries."""

from typing import Any

from flask import Response

from floortime.followups.model import Followup
from floortime.followups.queries import board, narrowed
from floortime.followups.queries.board import Row as Promise
from floortime.followups.stages import LIGHT, OPEN, WORDS
from floortime.log.queries.department import its_entries
from floortime.log.views import bp, over_all, rows_html
from floortime.obstacles.voices import count_said
from floortime.people.model import Department
from floortime.recognition.queries import thanks_in
from floortime.scorecard.access import knows_department
from floortime.scorecard.choosing import chosen
from floortime.scorecard.queries.clock import OVER, edition, span
from floortime.scorecard.queries.mirror import Mirror, mirror
from floortime.web.access import access, log_reader
from floortime.web.acts import found, house, looking, reader, reading
from floortime.web.keeping import as_of, keepable
from floortime.web.pages import page, today


@bp.get("/departments/<int:department_id>")
@access(log_reader)
def department(department_id: int) -> Response:
    """What this department received, answered and fixed; thanks as well as debts."""
    return keepable(lambda: _page(department_id), as_of(edition(looking()), today(), house()))


def _page(department_id: int) -> Response:
    row, over = found(reading(), Department, department_id), chosen("over", OVER)
    held = mirror(looking(), department_id, over, today())
    waits, fixed, more = its_entries(looking(), department_id, span(over, today())[0])
    front = over_all()
    return page(
        "log/department.html",
        department=row,
        m=held,
        works=count_said(held.works),
        over=over,
        waits=rows_html(front, waits),
        n_waits=len(waits),
        more=more,
        fixed=rows_html(front, fixed),
        thanks=thanks_in(reading(), department_id, today()),
        **_inside(department_id, held),
    )


def _inside(department_id: int, held: Mirror) -> dict[str, Any]:
    """Promises that are open, also those of which the log says nothing: for who answers for it, its owners and chiefs."""
    rows: list[Promise] = []
    inside = knows_department(reader(), department_id, held.heads)
    if inside:
        mine = Followup.department_id == department_id
        rows = board(reading(), mine, narrowed("all", (), today()))
    return {"inside": inside, "promises": rows, "lights": LIGHT, "words": WORDS, "still": OPEN}
