"""Numbers that no database can hold are numbers of nothing."""

import pytest

from tests.builders import post

HUGE = 10**30
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@one_database
@pytest.mark.parametrize("path", ["/sitdowns/{}", "/room/{}", "/thanks/{}", "/people/{}", "/series/{}"])
def test_a_number_too_long_is_not_found(cast, signed_in, path):
    assert signed_in(cast.dee).get(path.format(HUGE)).status_code == 404


@one_database
@pytest.mark.parametrize(
    "page", ["/log?site={}", "/log?department={}", "/people?site={}", "/programme?teams={}"]
)
def test_a_filter_too_long_filters_nothing(cast, signed_in, page):
    assert signed_in(cast.dee).get(page.format(HUGE)).status_code == 200


@one_database
def test_a_chair_of_nobody_is_not_found(stage, cast, signed_in):
    from tests.obstacles.rooms import sitdown_with

    with stage.act() as act:
        row = sitdown_with(act, cast, [], hours=48)
    dee = signed_in(cast.dee)
    assert dee.get(f"/sitdowns/{row.id}/seat?instead_of={HUGE}").status_code == 404
    given = post(dee, f"/sitdowns/{row.id}/seats/{cast.bo.id}/give", {"instead_of": HUGE})
    assert given.status_code == 404
