"""What one leader owes: to whom, since when, what comes next, and what was kept; knows home's queries, sit-downs, web."""

from datetime import date, timedelta
from typing import Any

from flask import Response

from floortime.home import phrases, queries
from floortime.home.queries.promised import promised
from floortime.home.views import SEASON, bp
from floortime.people.access import may_act_for
from floortime.people.model import Person
from floortime.web.access import access, signed_in
from floortime.web.acts import allowed, found, ground, me, reading
from floortime.web.pages import page, today
from floortime.web.waiting import Waiting, running

LATELY = timedelta(days=90)
SHOWN = 12


@bp.get("/leaders/<int:leader_id>")
@access(signed_in)
def leader(leader_id: int) -> Response:
    """What I owe, to whom, since when; for the leader, who acts for them, and chiefs of staff."""
    allowed(may_act_for(me(), leader_id), see=False)
    row = found(reading(), Person, leader_id)
    allowed(row.kind == "staff", see=False)
    return page("home/leader.html", phrases=phrases, leader=row, **_owing(row))


def _owing(row: Person) -> dict[str, Any]:
    session, day = reading(), today()
    all_of_it = promised(session, row.id, day - LATELY)
    settled = [p for p in all_of_it if p.settled_on is not None]
    still = [p for p in all_of_it if p.is_open]
    led = queries.next_led(session, [row.id], ground().clock())
    return {
        "mine": row.id == me().id,
        "for_them": row.id in me().acts_for,
        "owed": [(p, _wait(p.made_on, p.due_on, row)) for p in still if p.owner_id == row.id],
        "answers": [
            (one, _wait(one.since, one.due, row))
            for one in queries.owed(session, row.id)
            if one.kind == "answer"
        ],
        "others": [p for p in still if p.owner_id != row.id],
        "asked": [p for p in all_of_it if p.stage == "claimed"],
        "settled": sorted(settled, key=lambda p: (p.settled_on or day, p.code), reverse=True)[:SHOWN],
        "led": led,
        "record": queries.record(session, row.id, day - SEASON),
    }


def _wait(since: date, due: date, row: Person) -> Waiting:
    mine = row.id == me().id
    return running("you" if mine else "owner", since=since, due=due, today=today(), who=row.name)
