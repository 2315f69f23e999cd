"""The first series of a house: what is missing is said, and each page leads on to the next step."""

import re

import pytest

from floortime.people.access import Scope
from floortime.people.actions import Newcomer, add_person, add_site, give_role
from floortime.people.model import Person, Posting, Site, Team
from floortime.people.queries import head_of
from floortime.sitdowns.actions import draft_series, open_series
from floortime.sitdowns.model import Sitdown
from floortime.sitdowns.queries import candidates, default_programme
from floortime.sitdowns.queries.planning import preview
from tests.builders import heading
from tests.conftest import MONDAY
from tests.sitdowns.plans import plan


@pytest.fixture
def founder(stage):
    """The first admin of a house in which nobody else is."""
    with stage.act() as act:
        return add_person(act, Newcomer("Una", "Berg", "una@nordvik.example"), roles=("admin",))


def blue(page) -> list[str]:
    """Where the blue buttons of a page lead."""
    return re.findall(r'<a class="btn go[^"]*" href="([^"]+)"', page.text)


def test_an_empty_house_says_what_a_series_needs(founder, signed_in):
    page = signed_in(founder).get("/series/new")
    assert (heading(page), blue(page)) == ("A series needs a leader and a site", ["/people/import"])


def test_a_house_with_a_site_and_no_leader_leads_to_the_people(stage, founder, signed_in):
    with stage.act(founder) as act:
        add_site(act, name="Utrecht", country="NL", zone="Europe/Amsterdam")
    page = signed_in(founder).get("/series/new")
    assert (heading(page), blue(page)) == ("A series needs a leader", ["/people"])


def test_a_leader_without_any_site_is_told_who_sees_to_it(stage, founder, signed_in):
    with stage.act(founder) as act:
        ada = add_person(act, Newcomer("Ada", "Lindqvist", "ada@nordvik.example"), roles=("leader",))
    page = signed_in(ada).get("/series/new")
    assert (heading(page), blue(page)) == ("A series needs a site", [])
    assert "An admin or the chief of staff sees to it." in page.text


def test_the_board_leads_from_the_import_to_the_first_series(stage, founder, signed_in):
    client = signed_in(founder)
    assert blue(client.get("/board")) == ["/people/import"]
    with stage.act(founder) as act:
        add_site(act, name="Utrecht", country="NL", zone="Europe/Amsterdam")
    assert blue(client.get("/board")) == ["/series/new"]


def test_an_open_series_leads_to_its_first_free_seats(stage, cast, signed_in):
    with stage.act(cast.dee) as act:
        series = draft_series(act, plan(cast))
        open_series(act, series)
        first = act.session.query(Sitdown).order_by(Sitdown.starts_at).first().id
    page = signed_in(cast.dee).get(f"/series/{series.id}")
    assert blue(page) == [f"/sitdowns/{first}/seat"]
    assert "Choose somebody" in signed_in(cast.dee).get(f"/sitdowns/{first}").text


def test_the_last_free_seat_is_not_only_for_who_is_next(stage, cast, signed_in):
    with stage.act(cast.dee) as act:
        series = draft_series(act, plan(cast, capacity=1))
        open_series(act, series)
        first = act.session.query(Sitdown).order_by(Sitdown.starts_at).first().id
    page = signed_in(cast.dee).get(f"/sitdowns/{first}").text
    assert page.count("Next in turn:") == page.count("Choose somebody") == 1


def test_the_team_it_is_named_for_comes_first_and_who_has_no_team_last(stage, cast):
    with stage.act(cast.dee) as act:
        other = Team(name="Billing desk", site_id=cast.utrecht.id, department_id=cast.customer.id)
        act.session.add(other)
        act.session.flush()
        for name, team in (("Abe", other), ("Ab", None)):
            site = act.session.get(Site, cast.utrecht.id)
            new = add_person(act, Newcomer(name, "Visser", site=site, team=team), roles=("agent",))
            new.hired_on = cast.bo.hired_on.replace(year=2001)
            act.session.get(Posting, (new.id, act.today)).from_on = new.hired_on
        series = draft_series(act, plan(cast))
        open_series(act, series)
        sitdown = act.session.query(Sitdown).order_by(Sitdown.starts_at).first()
        found = [(one.first_name, one.team) for one in candidates(act.session, sitdown)]
    assert found[-2:] == [("Abe", "Billing desk"), ("Ab", "")]
    assert {team for _name, team in found[:-2]} == {"Night shift"}


def test_a_form_whose_lists_are_full_offers_a_first_day(cast, signed_in):
    page = signed_in(cast.dee).get("/series/new")
    assert heading(page) == "A new series"
    assert 'value="2026-11-30"' in page.text


def test_whoever_becomes_leader_answers_for_their_department_and_gets_a_series(stage, cast, signed_in):
    dee = signed_in(cast.dee)
    with stage.act(cast.una) as act:
        bo = act.session.get(Person, cast.bo.id)
        bo.department_id = cast.technology.id
        give_role(act, bo, Scope("leader"))
    with stage.db.reading() as session:
        assert head_of(session, cast.technology.id, MONDAY.date()).id == cast.bo.id
    [way] = re.findall(r'href="(/series/new[^"]*)"', dee.get(f"/people/{cast.bo.id}").text)
    assert f'<option selected value="{cast.bo.id}">' in dee.get(way).text


def test_a_date_of_today_is_called_today(stage, cast):
    with stage.act(cast.dee) as act:
        series = draft_series(act, plan(cast, cadence="FREQ=WEEKLY;BYDAY=MO", starts_on=act.today))
        slots = preview(act.session, default_programme(act.session), series, act.today)
    assert slots[0].conflicts == ("This is today, sooner than the notice of 7 days.",)
