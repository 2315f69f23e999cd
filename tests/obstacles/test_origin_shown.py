"""The k rule for what the log says of where something was raised."""

from datetime import date

import pytest

from floortime.obstacles.model import Obstacle
from floortime.people.model import Person, Posting, Team
from tests.cast import person
from tests.obstacles.play import publish, raised


def shown(stage, cast, **more):
    entry = publish(stage, cast, raised(stage, cast, **more))
    return entry.shown_site_id, entry.shown_team_id


def test_six_at_the_site_and_in_the_team_are_enough(stage, cast):
    assert shown(stage, cast, team_id=cast.night.id) == (cast.utrecht.id, cast.night.id)


def test_one_at_the_site_is_not(stage, cast):
    assert shown(stage, cast, site_id=cast.leeds.id, team_id=cast.retention.id) == (None, None)


@pytest.mark.parametrize("gone", [1, 2])
def test_people_who_had_gone_do_not_count(stage, cast, gone):
    with stage.act() as act:
        for leaver in cast.colleagues[:gone]:
            act.session.get(Person, leaver.id).left_on = date(2026, 11, 1)
    assert shown(stage, cast) == ((cast.utrecht.id, None) if gone == 1 else (None, None))


def test_the_language_of_the_words_narrows_the_group(stage, cast):
    with stage.act() as act:
        for one in cast.colleagues[:2]:
            act.session.get(Person, one.id).language = "sv"
    assert shown(stage, cast) == (None, None)


def test_a_team_is_left_out_when_it_points_at_the_few_beside_it(stage, cast):
    with stage.act() as act:
        days = Team(name="Day shift", site_id=cast.utrecht.id, department_id=cast.customer.id)
        act.session.add(days)
        act.session.flush()
        zoe = person(act, "Zoe")
        act.session.add(
            Posting(person_id=zoe.id, from_on=date(2020, 1, 6), team_id=days.id, site_id=cast.utrecht.id)
        )
    assert shown(stage, cast, team_id=cast.night.id) == (cast.utrecht.id, None)


def test_k_is_the_houses(stage, cast):
    from floortime.people.model import House

    with stage.act() as act:
        act.session.get(House, 1).k = 7
    assert shown(stage, cast) == (None, None)


def test_where_it_was_raised_stays_known_inside(stage, cast, db):
    entry = publish(stage, cast, raised(stage, cast, site_id=cast.leeds.id))
    with db.reading() as session:
        assert session.get(Obstacle, entry.id).site_id == cast.leeds.id


def post_at(act, site, *people):
    for one in people:
        act.session.add(Posting(person_id=one.id, from_on=date(2020, 1, 6), site_id=site.id))


@pytest.mark.parametrize(("gone", "shows"), [(0, True), (1, False)])
def test_an_entry_without_a_site_does_not_point_at_a_few(stage, cast, gone, shows):
    """Ada, Dee, Una, Ove and Cy could have said what names no site: were they four, Utrecht is left out too."""
    with stage.act() as act:
        for leaver in [cast.una][:gone]:
            act.session.get(Person, leaver.id).left_on = date(2026, 11, 1)
    assert shown(stage, cast) == (cast.utrecht.id if shows else None, None)


def test_the_smallest_site_goes_first(stage, cast):
    """Four without a site, five in Leeds, six in Utrecht: Leeds is left out, and with it they are nine."""
    with stage.act() as act:
        post_at(act, cast.leeds, *(person(act, f"Leeds{n}") for n in range(4)))
    assert shown(stage, cast, site_id=cast.leeds.id) == (None, None)
    assert shown(stage, cast) == (cast.utrecht.id, None)


def test_when_everybody_has_a_shown_site_nothing_is_left_out(stage, cast):
    with stage.act() as act:
        for one in (cast.ada, cast.dee, cast.una):
            post_at(act, cast.leeds, one)
        post_at(act, cast.leeds, act.session.query(Person).filter_by(first_name="Ove").one())
    assert shown(stage, cast, site_id=cast.leeds.id) == (cast.leeds.id, None)
    assert shown(stage, cast) == (cast.utrecht.id, None)
