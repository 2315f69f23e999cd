"""The programme's chase on its page: shown, changed, refused where the order is wrong, kept from those it is not for."""

from sqlalchemy import select

from floortime.followups.chase import Rules
from floortime.followups.queries.chasing import rules_of
from floortime.journal.model import Entry
from tests.builders import errors, post

URL = "/programme/chase"


def stands(db, cast):
    with db.reading() as session:
        found = rules_of(session)[cast.programme.id]
        return found.rules, found.sponsor_id


def test_it_stands_as_it_is_until_somebody_sets_it(db, cast, signed_in):
    assert stands(db, cast) == (Rules(), None)
    page = signed_in(cast.dee).get(URL)
    assert (page.status_code, page.text.count('value="5"'), page.text.count('value="10"')) == (200, 1, 1)


def test_days_weeks_and_the_sponsor_are_kept_and_journaled_once(db, cast, signed_in):
    given = {"before": "3", "manager": "4", "sponsor": "", "sponsor_id": str(cast.ada.id)}
    for _ in range(2):
        assert post(signed_in(cast.dee), URL, given, page=URL).status_code == 303
    assert stands(db, cast) == (Rules(3, None, 4, None), cast.ada.id)
    with db.reading() as session:
        lines = session.scalars(select(Entry.facts).where(Entry.verb == "programme.chase_changed")).all()
    assert lines == [{"before": 3, "week": None, "manager": 4, "sponsor": None, "sponsor_id": cast.ada.id}]


def test_the_sponsor_comes_after_the_manager(db, cast, signed_in):
    given = {"before": "2", "week": "y", "manager": "9", "sponsor": "9", "sponsor_id": "0"}
    answer = post(signed_in(cast.dee), URL, given, page=URL)
    assert (answer.status_code, errors(answer)) == (
        422,
        ["The sponsor is told after the manager. Write more than 9 days."],
    )
    assert stands(db, cast) == (Rules(), None)


def test_two_at_once(cast, signed_in):
    browser = signed_in(cast.dee)
    given = {"before": "2", "week": "y", "manager": "4", "sponsor": "9", "sponsor_id": "0", "version": "1"}
    assert post(browser, URL, given, page=URL).status_code == 303
    assert post(browser, URL, {**given, "manager": "3"}, page=URL).status_code == 409


def test_it_is_the_houses_own(cast, signed_in):
    who = {name: signed_in(getattr(cast, name)).get(URL).status_code for name in ("ada", "bo", "dee")}
    assert who == {"ada": 404, "bo": 404, "dee": 200}
