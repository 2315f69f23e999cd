"""A language that few of the house use would point at them: the public wording is in another."""

import pytest
from sqlalchemy import select

from floortime.obstacles.actions.sorting import publish_obstacle, sort_again, withhold_obstacle
from floortime.obstacles.model import Obstacle, Raising, Wording
from floortime.obstacles.queries.origin import languages_shown
from floortime.people.model import House, Person
from tests.cast import person
from tests.obstacles.play import raised
from tests.obstacles.test_sort_page import proposed, row, sorted_into_the_log

SWEDISH = "Kartan kommer för sent"


def in_swedish(stage, cast, n):
    """Something said in Swedish, in a house where `n` use it."""
    with stage.act() as act:
        for number in range(n):
            person(act, f"Svea{number}", email=None, language="sv")
    return raised(stage, cast, words=SWEDISH, language="sv")


@pytest.mark.parametrize(("n", "offered"), [(4, ["en"]), (5, ["sv"])])
def test_four_in_the_house_are_too_few_and_five_are_not(stage, cast, db, n, offered):
    entry = in_swedish(stage, cast, n)
    with db.reading() as session:
        assert languages_shown(session, session.get(Obstacle, entry.id)) == offered


def test_the_house_language_comes_first_then_those_of_enough(stage, cast, db):
    with stage.act() as act:
        act.session.get(House, 1).language = "nl"
        for number in range(5):
            person(act, f"Nora{number}", email=None, language="nb")
    entry = in_swedish(stage, cast, 4)
    with db.reading() as session:
        assert languages_shown(session, session.get(Obstacle, entry.id)) == ["nl", "en", "nb"]


def test_in_a_house_of_few_its_own_language_stays(stage, cast, db):
    with stage.act() as act:
        for one in act.session.scalars(select(Person)):
            one.language = "sv"
    entry = raised(stage, cast)
    with db.reading() as session:
        assert languages_shown(session, session.get(Obstacle, entry.id)) == ["en"]


def test_the_page_warns_proposes_nothing_and_publishes_in_the_chosen_language(
    stage, cast, db, signed_in, client
):
    code, dee = in_swedish(stage, cast, 4).code, signed_in(cast.dee)
    page = dee.get(f"/obstacles/{code}/sort").text
    assert "So few people here use Svenska" in page
    assert (proposed(page), SWEDISH in page) == ("", True)
    assert "So few people here use Svenska" in dee.get(f"/board/panel/{code}").text
    assert sorted_into_the_log(dee, cast, code, language="sv").status_code == 422
    assert sorted_into_the_log(dee, cast, code, language="en").status_code == 303
    assert row(db, code).language == "en"
    with db.reading() as session:
        assert session.scalars(select(Wording.language)).all() == ["en"]
        assert session.scalars(select(Raising.language)).all() == ["sv"]
    public = client.get(f"/log/{code}").text
    assert ('lang="sv"' in public.partition("<main")[2].partition("</main")[0], SWEDISH in public) == (
        False,
        False,
    )


def test_said_in_a_language_of_many_nothing_is_asked(stage, cast, db, signed_in):
    code, dee = in_swedish(stage, cast, 5).code, signed_in(cast.dee)
    page = dee.get(f"/obstacles/{code}/sort").text
    assert ("So few people" in page, proposed(page)) == (False, SWEDISH)
    assert sorted_into_the_log(dee, cast, code).status_code == 303
    assert row(db, code).language == "sv"


def test_sorted_again_the_first_wording_does_not_stay_in_the_other_language(stage, cast, db):
    entry = in_swedish(stage, cast, 5)
    given = {"body": "", "department_id": cast.customer.id, "dimension": "tools", "site_id": None}
    with stage.act(cast.dee) as act:
        publish_obstacle(act, act.session.get(Obstacle, entry.id), title=SWEDISH, **given)
    with stage.act(cast.dee) as act:
        withhold_obstacle(act, act.session.get(Obstacle, entry.id), reason="Too clear")
        sort_again(act, act.session.get(Obstacle, entry.id))
        publish_obstacle(act, act.session.get(Obstacle, entry.id), title="Late", language="en", **given)
    with db.reading() as session:
        assert [(w.language, w.title) for w in session.scalars(select(Wording))] == [("en", "Late")]
