"""The pages of heads-ups that everybody reads: all of them, and one with what it said before; knows headsups' queries."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from flask import Response, request
from msgspec import Struct

from floortime import dates
from floortime.errors import NotFound
from floortime.headsups import queries
from floortime.headsups.access import may_give
from floortime.headsups.kinds import LATE
from floortime.headsups.model import Headsup
from floortime.log.ahead import noticed
from floortime.log.queries.front import edition_now
from floortime.log.views import bp
from floortime.obstacles.queries.headsups import obstacles_about, ungiven
from floortime.people import queries as people
from floortime.people.model import Department
from floortime.people.queries import persons_by_id
from floortime.sitdowns.queries import default_programme
from floortime.web.access import access, log_reader
from floortime.web.acts import house, looking, reader, reading
from floortime.web.keeping import as_of, keepable
from floortime.web.pages import page, this_year, today

YEAR = timedelta(days=365)


@bp.get("/heads-ups")
@access(log_reader)
def headsups() -> Response:
    """What is coming, what is over, how late departments were; with words, those in which they stand."""
    edition, notice = edition_now(looking()), default_programme(reading()).notice_days
    return keepable(lambda: _list_page(notice), as_of((edition, notice), today(), house()))


@bp.get("/heads-ups/<code>")
@access(log_reader)
def headsup(code: str) -> Response:
    """One: what it says, what it said before, and the obstacles that it was about."""
    return keepable(lambda: _one_page(code), as_of(edition_now(looking()), today(), house()))


class Clock(Struct, frozen=True):
    """One department's notice over a year, in plain numbers."""

    department: str
    in_time: int
    short: int
    after: int
    ungiven: int


def _list_page(notice: int) -> Response:
    session, day, q = reading(), today(), " ".join(request.args.get("q", "").split())[:120]
    coming = [] if q else queries.of_now(session, day)
    past = queries.found_for(session, q) if q else queries.of_before(session, day)
    sites, departments = people.sites(session), people.departments(session)
    touched = queries.sites_of(session, [row.id for row in (*coming, *past)])
    return page(
        "log/headsups.html",
        q=q,
        coming=[noticed(row, touched.get(row.id, []), sites, departments, this_year()) for row in coming],
        past=[noticed(row, touched.get(row.id, []), sites, departments, this_year()) for row in past],
        clocks=_clocks(departments),
        notice=notice,
        may_write=_may_give(None),
    )


def _one_page(code: str) -> Response:
    session = reading()
    row = queries.by_code(session, code)
    if row is None:
        raise NotFound
    if row.state == "withdrawn":
        said_by = next((d.name for d in people.departments(session) if d.id == row.department_id), "")
        return page("log/headsup_withdrawn.html", 410, row=row, department=said_by)
    sites, departments = people.sites(session), people.departments(session)
    places = queries.sites_of(session, [row.id]).get(row.id, [])
    before = queries.history_of(session, row.id)
    clocks = [(site.zone, site.name) for site in places or sites]
    return page(
        "log/headsup.html",
        h=noticed(row, places, sites, departments, this_year()),
        row=row,
        late=LATE[row.late],
        touched=[d.name for d in queries.departments_of(session, row.id)],
        over=row.state == "ended" or row.shown_until_on < today(),
        before=[(v, dates.on_clocks(v.starts_at, v.ends_at, clocks, this_year())) for v in before],
        people=persons_by_id(session, [row.by_id, *(v.by_id for v in before)]),
        obstacles=obstacles_about(session, row.id),
        may_change=_may_give(row),
    )


def _clocks(departments: Sequence[Department]) -> list[Clock]:
    since = datetime.combine(today() - YEAR, time(), UTC)
    given, missing = queries.how_late(reading(), since), ungiven(reading(), since.date())
    found = []
    for d in departments:
        n = given.get(d.id, Counter())
        if n or missing.get(d.id):
            found.append(Clock(d.name, n[""], n["short"], n["after"], missing.get(d.id, 0)))
    return found


def _may_give(row: Headsup | None) -> bool:
    who = reader()
    if who is None:
        return False
    heads = queries.heads(reading())
    if row is not None:
        return row.by_id == who.id or may_give(who, row.department_id, heads.get(row.department_id, ()))
    return any(may_give(who, d.id, heads.get(d.id, ())) for d in people.departments(reading()))
