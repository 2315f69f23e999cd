"""Follow-ups and sit-downs to take away as CSV or Excel; knows their queries and the web's tables."""

from collections.abc import Sequence
from typing import Any

from flask import Response

from floortime.desk.days import around, late_by
from floortime.desk.followups import bp as followups_bp
from floortime.desk.promises import chosen
from floortime.desk.views import bp
from floortime.followups.queries import listing as promises
from floortime.followups.queries.parts import given, wanted
from floortime.followups.stages import OPEN, WORDS
from floortime.obstacles.queries.between import between
from floortime.obstacles.queries.tallies import customers_about
from floortime.obstacles.voices import counted
from floortime.sitdowns.queries import listing as dates
from floortime.web.access import access, leader, signed_in
from floortime.web.acts import me, reading
from floortime.web.pages import today
from floortime.web.tables import MOST, Cell, Table, taken
from floortime.words import _, lazy

STATES: dict[str, lazy] = {
    "planned": lazy("Planned"),
    "held": lazy("Held"),
    "missed": lazy("Missed"),
    "cancelled": lazy("Cancelled"),
}
SIDES: dict[str, lazy] = {
    "leader": lazy("the leader's side"),
    "floor": lazy("the floor's side"),
    "house": lazy("the house's side"),
}


@followups_bp.get("/followups.csv", endpoint="csv")
@followups_bp.get("/followups.xlsx", endpoint="xlsx")
@access(signed_in)
def followups() -> Response:
    """The board as a file, filtered as it is on the screen."""
    who = me()
    late = late_by(around("followups").calendars, today())
    narrowed = chosen().narrowed
    which = wanted(who, narrowed, late)
    rows = promises.every(reading(), which, MOST, given(today(), late, narrowed), between, customers_about)
    headings = (
        _("Code"), _("Promise"), _("About"), _("Customers hit"), _("Stage"), _("Waiting on"), _("Owner"), _("Department"), _("Promised by whom"),
        _("Sit-down"), _("Promised on"), _("Due"), _("First due"), _("Moves"), _("Claimed on"), _("What was done"), _("Who says so"),
        _("Settled on"), _("Reason"),
    )  # fmt: skip
    return taken(Table(_("Follow-ups"), headings, [_promise(row) for row in rows]))


def _promise(r: Any) -> Sequence[Cell]:
    return (
        r.code, r.what, r.about, counted(r.customers) if r.about else None, str(WORDS[r.stage]), _waits_on(r), r.owner, r.department or "", r.promised_by,
        r.sitdown.date() if r.sitdown else None, r.made_on, r.due_on, r.first_due_on, r.moves, r.claimed_on, r.claim, r.claimed_by,
        r.settled_on, r.reason,
    )  # fmt: skip


def _waits_on(r: Any) -> str:
    """As the board's row has it."""
    if r.stage in OPEN:
        return r.owner or _("nobody yet")
    if r.stage != "claimed":
        return _("nobody")
    then = {"others": _("other promises"), "closing": _("the chief of staff")}
    return r.looker or then.get(r.between, _("the floor"))


@bp.get("/sitdowns.csv", endpoint="csv")
@bp.get("/sitdowns.xlsx", endpoint="xlsx")
@access(leader)
def sitdowns() -> Response:
    """The dates of the programme's 52 weeks that the reader may change."""
    headings = (
        _("Date"), _("Time zone"), _("Minutes"), _("Leader"), _("Site"), _("Place"), _("Series"), _("State"),
        _("Whose side"), _("Reason"), _("Moved"), _("Seats"), _("Invited"), _("Were there"),
    )  # fmt: skip
    rows = dates.every(reading(), me(), today(), MOST)
    return taken(Table(_("Sit-downs"), headings, [_date(row) for row in rows]))


def _date(r: Any) -> Sequence[Cell]:
    return (
        r.start_local, r.zone, r.minutes, f"{r.first_name} {r.last_name}".strip(), r.site or "", r.place, r.title,
        str(STATES[r.state]), str(SIDES[r.side]) if r.side in SIDES else "", r.reason,
        _("yes") if r.moved_from_at else "", r.capacity, r.invited, r.came,
    )  # fmt: skip
