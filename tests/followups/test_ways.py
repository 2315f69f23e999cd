"""The ways by which somebody comes to see a promise: each finds its own, none what another does, all together what may be seen."""

from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import insert, select

from floortime.desk.days import late_by
from floortime.followups.access import may_see_followup
from floortime.followups.model import ChaseStep, Followup, Look
from floortime.followups.queries import windows
from floortime.followups.queries.ways import (
    Apart,
    apart,
    apart_of_few,
    at_once,
    both,
    chief_ways,
    together,
    ways,
    within_ways,
)
from floortime.obstacles.queries.between import between
from floortime.people.access import Reader, Scope
from floortime.people.filters import Narrowed, places, within
from floortime.people.sight import sight_of
from tests.desk.test_board import sitdown

TODAY = date(2026, 11, 23)
STAGES = ("open", "claimed", "confirmed")


@pytest.fixture
def house(stage, cast):
    """A promise for each owner, promiser, department, site, sit-down's site and stage that there may be."""
    with stage.act(cast.dee) as act:
        tables = [
            None,
            *(sitdown(act, cast, days=-1, site_id=s.id) for s in (cast.utrecht, cast.leeds)),
            sitdown(act, cast, days=-1),
        ]
        people, departments = (None, cast.ada.id, cast.eli.id), (None, cast.customer.id, cast.technology.id)
        every = product(people, people, departments, (None, cast.leeds.id), tables, STAGES)
        rows = [
            {"code": f"P{n:05}", "what": f"Promise {n}", "owner_id": owner, "promised_by_id": by, "department_id": department,
             "site_id": site, "sitdown_id": table.id if table else None, "met_site_id": table.site_id if table else None,
             "stage": stage, "made_on": TODAY, "due_on": TODAY + timedelta(days=n % 60 - 20), "first_due_on": TODAY,
             "moves": n % 4, "settled_on": TODAY if stage == "confirmed" else None}
            for n, (owner, by, department, site, table, stage) in enumerate(every)
        ]  # fmt: skip
        act.session.execute(insert(Followup), rows)
        told, asked = act.session.scalars(select(Followup.id).order_by(Followup.id).limit(2)).all()
        act.session.add(
            ChaseStep(followup_id=told, round=1, step="manager", done_at=act.at, to_id=cast.bo.id)
        )
        act.session.add(Look(followup_id=asked, looker_id=cast.bo.id, asked_on=TODAY))
    return {told, asked}


def readers(cast):
    def of(person, *scopes, acts_for=()):
        roles = frozenset(Scope(*one) for one in scopes)
        return Reader(person.id, "", "", "en", "UTC", roles=roles, acts_for=frozenset(acts_for))

    chief, owner = "chief_of_staff", "owner"
    leeds, technology, customer = (
        ("site", cast.leeds.id),
        ("department", cast.technology.id),
        ("department", cast.customer.id),
    )
    return [
        of(cast.dee, (chief,)), of(cast.una, ("admin",)), of(cast.dee, (chief, *leeds)), of(cast.dee, (chief, *technology)),
        of(cast.dee, (chief, *leeds), (chief, *technology), (owner, *customer)), of(cast.ada, ("leader",)),
        of(cast.ada, ("leader",), (owner, *technology)), of(cast.bo, ("agent",)), of(cast.bo, ("agent",), acts_for=[cast.ada.id]),
        of(cast.ada, (chief, *leeds), (owner, *technology), acts_for=[cast.eli.id]),
    ]  # fmt: skip


def test_all_ways_together_find_what_may_be_seen_and_nothing_twice(house, stage, cast):
    with stage.db.reading() as session:
        rows = session.scalars(select(Followup)).all()
        for reader in readers(cast):
            mine = house if cast.bo.id in {reader.id, *reader.acts_for} else set()
            seen = {row.id for row in rows if may_see_followup(reader, row, row.met_site_id)} | mine
            beside = ways(sight_of(reader), beside=True)
            alone = [Apart(together(ways(sight_of(reader))))]
            for each in (
                apart(ways(sight_of(reader))),
                apart(beside),
                apart_of_few(beside),
                at_once(beside),
                alone,
            ):
                found = [key for way in each for key in session.scalars(select(Followup.id).where(way.where))]
                assert (len(found), set(found)) == (len(seen), seen)
            if reader.is_chief:
                own = {
                    r.id
                    for r in rows
                    if reader.is_chief_at(site_id=r.met_site_id, department_id=r.department_id)
                }
                found = [
                    k
                    for way in apart(chief_ways(sight_of(reader)))
                    for k in session.scalars(select(Followup.id).where(way.where))
                ]
                assert (len(found), set(found)) == (len(own), own)


def test_narrowed_to_a_place_the_boards_count_what_is_there(house, stage, cast):
    late, sites, departments = late_by({}, TODAY), (0, cast.leeds.id), (0, cast.technology.id)
    with stage.db.reading() as session:
        rows = session.scalars(select(Followup)).all()
        for reader, site, department in product(readers(cast), sites, departments):
            narrowed = Narrowed("all", site, department)
            there = [
                r for r in rows
                if site in {0, r.site_id or r.met_site_id} and department in {0, r.department_id}
            ]  # fmt: skip
            some = both(ways(sight_of(reader)), within_ways(within(narrowed.shape)))
            found = [
                k
                for way in apart(some)
                for k in session.scalars(select(Followup.id).where(way.where), places(narrowed))
            ]
            mine = house if cast.bo.id in {reader.id, *reader.acts_for} else set()
            seen = {r.id for r in there if may_see_followup(reader, r, r.met_site_id) or r.id in mine}
            assert (len(found), set(found)) == (len(seen), seen)
            board = windows.window(
                session, reader, narrowed, TODAY, late, between, None, (Narrowed("done", site, department),)
            )
            of = {stage: [r for r in there if r.id in seen and r.stage == stage] for stage in STAGES}
            assert board.counts["all"] == len(of["open"]) + len(of["claimed"])
            assert board.counts["late"] == sum(r.due_on < late.on for r in of["open"])
            assert board.counts["moved"] == sum(r.moves >= 2 for r in of["open"])
            assert board.counts["nobody"] == sum(r.owner_id is None for r in of["open"])
            assert (board.counts["claimed"], board.counts["done"], board.saved) == (
                len(of["claimed"]), len(of["confirmed"]), (len(of["confirmed"]),),
            )  # fmt: skip
