"""What a leader owes: to whom, since when, what was kept; who reads it, and who is never named there."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from floortime.followups.actions import make_followup
from floortime.followups.model import Followup
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.model import Obstacle
from floortime.people.model import Delegate
from floortime.sitdowns.model import Sitdown
from tests.builders import heading
from tests.cast import person
from tests.obstacles.play import published
from tests.obstacles.rooms import sitdown_with

DUE = date(2026, 12, 4)
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def path(cast):
    return f"/leaders/{cast.ada.id}"


def part(html, title):
    """The words under a heading."""
    section = html.partition(title)[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", section).split())


def sat(stage, cast, leader=None):
    with stage.act() as act:
        room = sitdown_with(act, cast, [cast.bo, *cast.colleagues])
        row = act.session.get(Sitdown, room.id)
        row.title, row.site_id = "Night shift", cast.utrecht.id
        row.leader_id = (leader or cast.ada).id
        return row


def owes(stage, cast, **more):
    given = {"what": "Ask the depot", "due_on": DUE, "owner_id": cast.ada.id, "promised_by_id": cast.ada.id}
    with stage.act(cast.ada) as act:
        return make_followup(act, **{**given, **more})


def test_to_whom_is_a_sitdown_and_its_site(stage, cast, signed_in):
    owes(stage, cast, sitdown_id=sat(stage, cast).id)
    html = signed_in(cast.ada).get(path(cast)).text
    assert heading(signed_in(cast.ada).get(path(cast))) == "One thing the floor waits for from you"
    assert "Said at “Night shift” on" in html
    assert ", Utrecht</p>" in html


@one_database
def test_a_sitdown_that_somebody_else_led_is_not_told(stage, cast, signed_in):
    """Whoever was not there reads what the log says of an entry, and of a promise that stands alone nothing."""
    with stage.act() as act:
        other = person(act, "Gil", role="leader")
    owes(stage, cast, sitdown_id=sat(stage, cast, other).id)
    html = signed_in(cast.ada).get(path(cast)).text
    assert ("Night shift" in html, "Utrecht" in html, "To the floor" in html) == (False, False, True)


@one_database
def test_a_raiser_is_not_named_and_a_small_site_neither(stage, cast, signed_in):
    """Cy raised it under their name, alone at Leeds; Bo raised one at Utrecht, where the team may be named."""
    for site, team, who in ((cast.leeds, cast.retention, cast.cy), (cast.utrecht, cast.night, cast.bo)):
        entry = published(stage, cast, site_id=site.id, team_id=team.id, named_id=who.id)
        with stage.act(cast.dee) as act:
            promise_on(
                act,
                act.session.get(Obstacle, entry.id),
                what="The map first",
                owner_id=cast.ada.id,
                due_on=DUE,
            )
    html = signed_in(cast.ada).get(path(cast)).text
    assert html.count("You promised:") == 2
    assert "To the floor" in html
    assert re.search(r"To (Night shift, )?Utrecht", html)
    words = re.sub(r"<[^>]+>", " ", html)
    assert [name for name in ("Leeds", "Retention", "Cy ", "Bo ") if name in words] == []


@one_database
def test_who_reads_it(stage, cast, client, signed_in):
    with stage.act() as act:
        deputy = person(act, "Dex", role=None)
        act.session.add(Delegate(leader_id=cast.ada.id, delegate_id=deputy.id))
    owes(stage, cast)
    for reader in (cast.ada, cast.dee, deputy):
        assert signed_in(reader).get(path(cast)).status_code == 200
    for reader in (cast.bo, cast.cy):
        assert signed_in(reader).get(path(cast)).status_code == 404
    assert client.get(path(cast)).status_code == 303
    page = signed_in(deputy).get(path(cast))
    assert heading(page) == "One thing the floor waits for from Ada Lindqvist"
    assert "You act for Ada Lindqvist." in page.text
    assert f'href="{path(cast)}"' in signed_in(deputy).get("/").text
    assert f'href="{path(cast)}"' in signed_in(cast.ada).get("/").text


@one_database
def test_what_others_do_what_waits_and_what_was_kept(stage, cast, signed_in):
    today = date(2026, 11, 23)
    settled = {"stage": "confirmed", "claimed_on": today, "settled_on": today}
    rows = [
        ("By Eli", cast.eli.id, {}),
        ("Done, not confirmed", cast.ada.id, {"stage": "claimed", "claimed_on": today}),
        ("Kept", cast.ada.id, settled),
        ("Long ago", cast.ada.id, {**settled, "settled_on": today - timedelta(days=200)}),
        (
            "Dropped",
            cast.ada.id,
            {"stage": "dropped", "settled_on": today, "reason": "Another way was found"},
        ),
    ]
    for what, owner, change in rows:
        made = owes(stage, cast, what=what, owner_id=owner)
        with stage.act() as act:
            row = act.session.get(Followup, made.id)
            for name, value in change.items():
                setattr(row, name, value)
    html = signed_in(cast.ada).get(path(cast)).text
    others, _mark, asked = part(html, "No sit-down is planned").partition("Done, and the floor")
    assert ("By Eli" in others, "Eli Nordvik" in others, "Done, not confirmed" in asked) == (True, True, True)
    kept = part(html, "Promised and kept")
    assert [what for what, _owner, _change in rows if what in kept] == ["Kept", "Dropped"]
    assert "Another way was found" in kept


@one_database
@pytest.mark.parametrize("n", [1, 30])
def test_as_many_statements_for_one_as_for_thirty(stage, cast, app, signed_in, n):
    for _ in range(n):
        owes(stage, cast)
    browser, statements = signed_in(cast.ada), []
    browser.get(path(cast))
    engine = app.extensions["floortime"].db.engine
    listen = ("before_cursor_execute", lambda _c, _cur, statement, *_rest: statements.append(statement))
    event.listen(engine, *listen)
    browser.get(path(cast))
    event.remove(engine, *listen)
    assert len(statements) == 7
