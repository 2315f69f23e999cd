"""The log's own search finds heads-ups, and one whose hour has come leaves the head of the log at once."""

from datetime import datetime, timedelta

from floortime.headsups.actions import change_headsup, give_headsup
from floortime.headsups.leaving import leave_the_head
from floortime.headsups.model import Headsup
from tests.headsups.test_headsups import said


def give(stage, cast, **more):
    with stage.act(cast.ada) as act:
        return give_headsup(act, said(cast, **more), department_id=cast.customer.id)


def leave(stage):
    with stage.act() as act:
        return leave_the_head(act)


def test_the_search_of_the_log_finds_it_beside_no_entry(client, stage, cast):
    row = give(stage, cast, title="Prices rise in January", tell="Nothing changes for a running contract")
    page = client.get("/log?q=contract january").text
    assert (f'href="/heads-ups/{row.code}"' in page, "Nobody has raised this yet" in page) == (True, True)
    assert f'href="/heads-ups/{row.code}"' not in client.get("/log?q=contract february").text


def test_more_than_are_shown_lead_to_all(client, stage, cast):
    for n in range(4):
        give(stage, cast, title=f"Outage number {n}")
    page = client.get("/log?q=outage").text
    assert (page.count('href="/heads-ups/'), "/heads-ups?q=outage" in page) == (3, True)


def test_it_leaves_the_head_when_its_hour_has_come(client, stage, cast, moment):
    row = give(stage, cast, starts_at=moment(), ends_at=moment() + timedelta(hours=1))
    assert (leave(stage), row.title in client.get("/log").text) == (0, True)
    moment.forward(minutes=60)
    assert row.title in client.get("/log").text  # a page that is kept
    assert (leave(stage), leave(stage)) == (1, 0)
    assert row.title not in client.get("/log").text
    assert row.title in client.get("/heads-ups").text


def test_one_that_is_made_longer_comes_back(client, stage, cast, moment):
    row = give(stage, cast, starts_at=moment(), ends_at=moment() + timedelta(hours=1))
    moment.forward(minutes=90)
    leave(stage)
    with stage.act(cast.ada) as act:
        longer = said(
            cast,
            starts_at=row.starts_at,
            ends_at=datetime.max.replace(year=2026, microsecond=0, tzinfo=row.starts_at.tzinfo),
        )
        change_headsup(act, act.session.get(Headsup, row.id), longer)
    assert row.title in client.get("/log").text


def test_what_has_no_end_or_is_to_come_stays(client, stage, cast, moment):
    open_end = give(stage, cast, title="Until further notice", starts_at=moment(), ends_at=None)
    give(
        stage,
        cast,
        title="Next week",
        starts_at=moment() + timedelta(days=7),
        ends_at=moment() + timedelta(days=8),
    )
    assert (leave(stage), open_end.title in client.get("/log").text) == (0, True)
