"""What hangs on an entry goes along with a merge and comes back with a parting: numbers, the heads-up's mark, co-leads."""

from datetime import date

from sqlalchemy import select

from floortime.obstacles.actions.headsups import mark_headsup
from floortime.obstacles.actions.impact import Stated, check_impact, state_impact
from floortime.obstacles.actions.sorting import join_existing, part_again
from floortime.obstacles.model import CoLead, Impact, Obstacle, ObstacleHeadsup
from tests.obstacles.play import published

TIME, MONEY = Stated("time", 4, "hours_week"), Stated("money", 100, "EUR_month")


def lead(act, obstacle, person):
    act.session.add(
        CoLead(obstacle_id=obstacle.id, person_id=person.id, hours=2, until_on=date(2026, 12, 24), state="agreed",
               offered_on=act.today, answered_on=act.today, credited=True)
    )  # fmt: skip


def two(stage, cast):
    return [published(stage, cast, title=title).id for title in ("The map is late", "No map at night")]


def held(stage):
    """Of each entry: its numbers, its mark, its co-leads."""
    with stage.db.reading() as session:
        found = {}
        for row in session.scalars(select(Impact).order_by(Impact.kind)):
            found.setdefault(row.obstacle_id, []).append((row.kind, row.amount))
        for row in session.scalars(select(ObstacleHeadsup)):
            found.setdefault(row.obstacle_id, []).append("mark")
        for row in session.scalars(select(CoLead).order_by(CoLead.person_id)):
            found.setdefault(row.obstacle_id, []).append(row.person_id)
        return found


def act_on(stage, cast, verb, *ids):
    with stage.act(cast.dee) as act:
        verb(act, *(act.session.get(Obstacle, key) for key in ids))


def dress(stage, cast, key, *impacts, mark=False, leads=()):
    with stage.act(cast.ada) as act:
        obstacle = act.session.get(Obstacle, key)
        state_impact(act, obstacle, list(impacts), words="")
        if mark:
            mark_headsup(act, obstacle, headsup_id=None)
        for person in leads:
            lead(act, obstacle, person)


def test_all_of_it_goes_along_and_comes_back(stage, cast, client):
    part, into = two(stage, cast)
    dress(stage, cast, part, TIME, mark=True, leads=[cast.bo])
    act_on(stage, cast, join_existing, part, into)
    assert held(stage) == {into: [("time", 4), "mark", cast.bo.id]}
    with stage.db.reading() as session:
        page = client.get(f"/log/{session.get(Obstacle, into).code}").text
    assert ("Bo Nordvik" in page, "No heads-up was given" in page, "4 hours" in page) == (True, True, True)
    act_on(stage, cast, part_again, part)
    assert held(stage) == {part: [("time", 4), "mark", cast.bo.id]}


def test_what_the_entry_has_itself_counts_and_neither_is_lost(stage, cast):
    part, into = two(stage, cast)
    dress(stage, cast, part, TIME, MONEY, mark=True, leads=[cast.bo, cast.cy])
    dress(stage, cast, into, Stated("time", 9, "hours_week"), mark=True, leads=[cast.bo])
    before = held(stage)
    act_on(stage, cast, join_existing, part, into)
    assert held(stage) == {
        part: [("time", 4), "mark", cast.bo.id],
        into: [("money", 100), ("time", 9), "mark", cast.bo.id, cast.cy.id],
    }
    act_on(stage, cast, part_again, part)
    assert held(stage) == before


def test_what_came_along_is_checked_where_it_stands(stage, cast):
    part, into = two(stage, cast)
    dress(stage, cast, part, TIME)
    act_on(stage, cast, join_existing, part, into)
    act_on(stage, cast, check_impact, into)
    act_on(stage, cast, part_again, part)
    with stage.db.reading() as session:
        row = session.scalar(select(Impact))
        assert (row.obstacle_id, row.checked_by_id) == (part, cast.dee.id)


def test_merged_on_and_parted_in_the_middle(stage, cast):
    first, second = two(stage, cast)
    third = published(stage, cast, title="Outages are news to us").id
    dress(stage, cast, first, TIME)
    dress(stage, cast, second, MONEY)
    act_on(stage, cast, join_existing, first, second)
    act_on(stage, cast, join_existing, second, third)
    assert held(stage) == {third: [("money", 100), ("time", 4)]}
    act_on(stage, cast, part_again, second)
    assert held(stage) == {second: [("money", 100), ("time", 4)]}
    act_on(stage, cast, part_again, first)
    assert held(stage) == {first: [("time", 4)], second: [("money", 100)]}
