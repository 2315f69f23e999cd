"""Teams by hand: added at a site, given a department and a lead, joined from today on."""

import pytest
from sqlalchemy import select

from floortime.journal.queries import history
from floortime.people.actions import Newcomer, add_person
from floortime.people.model import Posting, Team
from floortime.people.queries import members, team_on
from tests.builders import errors, post


@pytest.fixture
def una(signed_in, cast):
    return signed_in(cast.una)


def at(site) -> str:
    return f"/house/sites/{site.id}"


def teams(stage, site) -> list[tuple[str, int | None]]:
    with stage.db.reading() as session:
        found = session.scalars(select(Team).where(Team.site_id == site.id).order_by(Team.name))
        return [(team.name, team.department_id) for team in found]


def test_a_team_is_added_to_its_site(una, stage, cast):
    form = {"team": " Early shift ", "department": str(cast.customer.id)}
    assert post(una, f"{at(cast.utrecht)}/teams", form).location == f"{at(cast.utrecht)}#teams"
    assert teams(stage, cast.utrecht) == [
        ("Early shift", cast.customer.id),
        ("Night shift", cast.customer.id),
    ]
    with stage.db.reading() as session:
        made = session.scalars(select(Team).where(Team.name == "Early shift")).one()
        told = [(line.verb, line.actor_id) for line in history(session, "team", made.id)]
    assert told == [("team.added", cast.una.id)]
    assert "Early shift" in una.get("/people/add").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write what people call it, for example: Night shift."),
        ("NIGHT SHIFT", "There is a team of that name here."),
    ],
)
def test_what_cannot_be_kept_is_said(una, stage, cast, typed, said):
    answer = post(una, f"{at(cast.utrecht)}/teams", {"team": typed, "department": ""})
    assert (answer.status_code, errors(answer)) == (422, [said])
    assert teams(stage, cast.utrecht) == [("Night shift", cast.customer.id)]


def test_another_site_may_have_a_team_of_the_same_name(una, stage, cast):
    post(una, f"{at(cast.leeds)}/teams", {"team": "Night shift", "department": ""})
    assert teams(stage, cast.leeds) == [("Night shift", None), ("Retention", cast.customer.id)]


def test_it_is_given_a_department_and_a_lead(una, stage, cast):
    form = {"department": str(cast.technology.id), "lead": str(cast.bo.id)}
    assert post(una, f"/house/teams/{cast.night.id}", form).status_code == 303
    with stage.db.reading() as session:
        team = session.get_one(Team, cast.night.id)
        told = [(line.verb, line.facts["fields"]) for line in history(session, "team", team.id)]
        assert (team.department_id, team.lead_id) == (cast.technology.id, cast.bo.id)
    assert told == [("team.changed", ["department_id", "lead_id"])]
    listed = una.get(at(cast.utrecht)).text
    assert "Technology, Bo Nordvik, 6 people" in listed


def test_nobody_of_elsewhere_leads_it_unseen(una, stage, cast):
    form = {"department": "", "lead": str(cast.cy.id)}
    assert post(una, f"/house/teams/{cast.night.id}", form).status_code == 422
    with stage.db.reading() as session:
        assert session.get_one(Team, cast.night.id).lead_id is None


def test_whoever_joins_works_there_from_today_on(una, stage, cast, moment):
    with stage.act() as act:
        early = Team(site_id=cast.utrecht.id, name="Early shift")
        act.session.add(early)
        act.session.flush()
        team_id = early.id
    url = f"/house/teams/{team_id}"
    assert post(una, f"{url}/people", {"person": str(cast.bo.id)}).location == url
    today = moment().date()
    with stage.db.reading() as session:
        assert [person.id for person in members(session, team_id, today)] == [cast.bo.id]
        before = team_on(session, cast.bo.id, today.replace(day=today.day - 1))
        assert before.id == cast.night.id
        stays = session.scalars(
            select(Posting).where(Posting.person_id == cast.bo.id).order_by(Posting.from_on)
        ).all()
        assert [(stay.team_id, stay.to_on) for stay in stays] == [(cast.night.id, today), (team_id, None)]


def test_who_works_nowhere_yet_may_join_and_who_works_elsewhere_may_not(una, stage, cast):
    with stage.act() as act:
        new = add_person(act, Newcomer("Ivo", "Bakker", "ivo@nordvik.example"), roles=("agent",))
        number = new.id
    url = f"/house/teams/{cast.night.id}/people"
    assert post(una, url, {"person": str(number)}).status_code == 303
    assert post(una, url, {"person": str(cast.cy.id)}).status_code == 422
    with stage.db.reading() as session:
        assert team_on(session, number, stage.moment().date()).id == cast.night.id
        assert team_on(session, cast.cy.id, stage.moment().date()).id == cast.retention.id


def test_only_an_admin_sees_a_team(signed_in, stage, cast):
    dee = signed_in(cast.dee)
    assert dee.get(f"/house/teams/{cast.night.id}").status_code == 404
    assert post(dee, f"{at(cast.utrecht)}/teams", {"team": "Early"}, page="/me").status_code == 404
    assert teams(stage, cast.utrecht) == [("Night shift", cast.customer.id)]
