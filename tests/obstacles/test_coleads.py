"""Leading a fix with its owner: offered by the floor, agreed above, named only with consent, left with one press."""

import re
import typing
from datetime import date

import pytest
from sqlalchemy import select

from floortime.errors import Refused
from floortime.followups.model import Followup
from floortime.journal.model import Entry
from floortime.obstacles.actions.coleading import (
    agree_to_lead,
    decline_to_lead,
    offer_to_lead,
    set_credit,
    step_down,
)
from floortime.obstacles.model import CoLead, Obstacle
from floortime.outbox.model import Letter
from floortime.people.model import Person, Team
from tests.builders import errors, post
from tests.obstacles.play import published
from tests.obstacles.test_rounds import Floor

UNTIL = date(2026, 12, 18)


@pytest.fixture
def floor(stage, cast, db):
    return Floor(stage, cast, db)


@pytest.fixture
def code(floor):
    with floor.db.reading() as session:
        return session.get(Obstacle, floor.id).code


def offer(floor, cast, **more):
    given = {"hours": 3, "until_on": UNTIL, "credited": True, **more}
    with floor.acting(cast.bo) as (act, obstacle):
        offer_to_lead(act, obstacle, act.session.get(Person, cast.bo.id), **given)


def act_on(floor, cast, by, verb, **more):
    with floor.acting(by) as (act, obstacle):
        verb(act, obstacle, act.session.get(CoLead, (floor.id, cast.bo.id)), **more)


def letters(db):
    with db.reading() as session:
        rows = session.execute(
            select(Letter.dedupe_key, Letter.to_id).where(Letter.event == "colead_told").order_by(Letter.id)
        )
        return [(key.split(":")[1], to_id) for key, to_id in rows]


def named(client, code):
    page = client.get(f"/log/{code}").text
    found = re.search(r"<dt>Led with its owner by</dt><dd>(.*?)</dd>", page)
    return found[1] if found else None


def test_offered_agreed_and_named(floor, cast, db, client, code):
    offer(floor, cast)
    assert (letters(db), named(client, code)) == ([("asked", cast.dee.id)], None)
    for _ in range(2):
        act_on(floor, cast, cast.dee, agree_to_lead)
    assert sorted(letters(db)[1:]) == sorted([("agreed", cast.eli.id), ("agreed", cast.bo.id)])
    assert named(client, code) == cast.bo.name


def test_who_leads_the_team_is_asked_before_the_chief(floor, stage, cast, db):
    with stage.act(cast.dee) as act:
        act.session.scalars(select(Team).where(Team.id == cast.night.id)).one().lead_id = cast.una.id
        act.session.get(Person, cast.una.id).email = "una@example.org"
    offer(floor, cast)
    assert letters(db) == [("asked", cast.una.id)]


def test_it_stands_on_the_home_of_who_leads_the_team(floor, stage, cast, signed_in, code):
    with stage.act(cast.dee) as act:
        act.session.scalars(select(Team).where(Team.id == cast.night.id)).one().lead_id = cast.colleagues[
            0
        ].id
    offer(floor, cast)
    assert f"{cast.bo.name} offers to lead a fix" in signed_in(cast.colleagues[0]).get("/").text
    assert "offers to lead a fix" not in signed_in(cast.cy).get("/").text
    act_on(floor, cast, cast.colleagues[0], agree_to_lead)
    assert "offers to lead a fix" not in signed_in(cast.colleagues[0]).get("/").text


def test_the_name_is_taken_off_at_any_time(floor, cast, client, code):
    offer(floor, cast)
    act_on(floor, cast, cast.dee, agree_to_lead)
    act_on(floor, cast, cast.bo, set_credit, credited=False)
    assert named(client, code) is None
    act_on(floor, cast, cast.bo, set_credit, credited=True)
    assert named(client, code) == cast.bo.name


def test_without_consent_nobody_is_named(floor, cast, client, code):
    offer(floor, cast, credited=False)
    act_on(floor, cast, cast.dee, agree_to_lead)
    assert cast.bo.name not in client.get(f"/log/{code}").text


def test_declined_only_they_hear_of_it(floor, cast, db, client, code):
    offer(floor, cast)
    act_on(floor, cast, cast.dee, decline_to_lead)
    assert letters(db)[1:] == [("declined", cast.bo.id)]
    with floor.acting(cast.dee) as (act, obstacle), pytest.raises(Refused):
        agree_to_lead(act, obstacle, act.session.get(CoLead, (floor.id, cast.bo.id)))


def test_stepping_down_the_owner_hears_of_it_once(floor, cast, db, client, code):
    offer(floor, cast)
    act_on(floor, cast, cast.dee, agree_to_lead)
    for _ in range(2):
        act_on(floor, cast, cast.bo, step_down)
    assert [to for how, to in letters(db) if how == "left"] == [cast.eli.id]
    assert named(client, code) is None


def test_other_hours_are_agreed_anew(floor, cast, client, code):
    offer(floor, cast)
    act_on(floor, cast, cast.dee, agree_to_lead)
    offer(floor, cast, hours=8)
    assert named(client, code) is None


def test_where_nobody_owns_it_nobody_leads(stage, cast):
    entry = published(stage, cast)
    with stage.act(cast.bo) as act, pytest.raises(Refused):
        offer_to_lead(
            act,
            act.session.get(Obstacle, entry.id),
            act.session.get(Person, cast.bo.id),
            hours=2,
            until_on=UNTIL,
            credited=False,
        )


def test_offering_looks_the_same_whoever_raised_it(floor, cast, db):
    """No line of it leads to a raising: what is written is the same as of one who has nothing to do with it."""
    offer(floor, cast)
    with db.reading() as session:
        facts = session.scalars(select(Entry.facts).where(Entry.verb == "colead.offered")).all()
    assert facts == [{"person_id": cast.bo.id, "hours": 3}]


class TestPages:
    """Offered, answered, named and left in a browser."""

    GIVEN: typing.ClassVar = {"hours": "3", "until": "2026-12-18", "credited": "y"}

    def test_the_whole_way(self, floor, cast, signed_in, client, code):
        url = f"/obstacles/{code}/co-lead"
        assert post(signed_in(cast.bo), url, self.GIVEN, page=url).status_code == 303
        dee = signed_in(cast.dee)
        assert cast.bo.name in dee.get(url).text
        assert post(dee, f"{url}/{cast.bo.id}/agree", page=url).status_code == 303
        assert named(client, code) == cast.bo.name
        with floor.db.reading() as session:
            promise = session.get(Followup, floor.promise_id)
        assert "3 hours a week" in dee.get(f"/followups/{promise.code}").text
        bo = signed_in(cast.bo)
        assert post(bo, f"{url}/unname", page=url).status_code == 303
        assert named(client, code) is None
        assert post(bo, f"{url}/leave", page=url).status_code == 303
        assert "hours a week" not in signed_in(cast.dee).get(f"/followups/{promise.code}").text

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"hours": ""}, "Write how many hours a week, for example 2."),
            ({"hours": "90"}, "Write a number from 1 to 20."),
            ({"until": ""}, "Choose until when."),
            ({"until": "2020-01-01"}, "Choose a day to come, within a year."),
        ],
    )
    def test_what_is_wrong_is_said_and_all_stays(self, cast, signed_in, code, wrong, said):
        url = f"/obstacles/{code}/co-lead"
        answer = post(signed_in(cast.bo), url, {**self.GIVEN, **wrong}, page=url)
        assert (answer.status_code, errors(answer)) == (422, [said])
        kept = {**self.GIVEN, **wrong}
        assert f'value="{kept["hours"]}"' in answer.text
        assert f'value="{kept["until"]}"' in answer.text
        assert "checked" in answer.text

    def test_who_may_not(self, floor, cast, signed_in, code):
        url = f"/obstacles/{code}/co-lead"
        assert post(signed_in(cast.ada), url, self.GIVEN, page=url).status_code == 403
        offer(floor, cast)
        for who in (cast.bo, cast.cy, cast.ada):
            assert post(signed_in(who), f"{url}/{cast.bo.id}/agree", page="/me").status_code == 404
        assert cast.bo.name not in signed_in(cast.cy).get(url).text
        assert post(signed_in(cast.cy), f"{url}/leave", page="/me").status_code == 404
