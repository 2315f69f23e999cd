"""The public wording names nobody: whoever it came from never, others only when that is meant."""

import pytest

from tests.builders import errors
from tests.obstacles.test_sort_page import press, row
from tests.security.planted import BOX, LEAVE_OUT, SLIPS, in_the_log, said_in_the_room

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def published(browser, cast, code, page, **more):
    data = {"title": "The map is late", "body": "", "department": cast.customer.id, "dimension": "tools"}
    return press(browser, page, f"/obstacles/{code}/publish", **{**data, **more})


@pytest.mark.parametrize("field", ["title", "body"])
@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("page", ["/obstacles/{}/sort", "/board/panel/{}"])
def test_a_name_stops_publishing_from_page_and_panel(stage, cast, signed_in, db, field, slip, page):
    code, dee = said_in_the_room(stage, cast).code, signed_in(cast.dee)
    told = published(dee, cast, code, page.format(code), **{field: f"Ask {slip} why"})
    assert (told.status_code, errors(told)) == (422, [LEAVE_OUT.format(slip)])
    near = slip != "Dee McAllister"
    assert (BOX in told.text) is not near
    again = published(dee, cast, code, page.format(code), **{field: f"Ask {slip} why", "meant": "y"})
    assert again.status_code == (422 if near else 303)
    assert row(db, code).stage == ("sorting" if near else "published")


@pytest.mark.parametrize(("slip", "passes"), [("bo", False), ("Joke Nordvik", True)])
def test_a_name_stops_rewording(stage, cast, signed_in, slip, passes):
    code, dee = in_the_log(stage, cast).code, signed_in(cast.dee)
    page, url = f"/obstacles/{code}/sort", f"/obstacles/{code}/reword"
    told = press(dee, page, url, title=f"So says {slip}", body="")
    assert (told.status_code, errors(told)) == (422, [LEAVE_OUT.format(slip)])
    meant = press(dee, page, url, title=f"So says {slip}", body="", meant="y")
    assert (meant.status_code == 303) is passes


def test_words_without_names_pass(stage, cast, signed_in):
    code = said_in_the_room(stage, cast).code
    assert published(signed_in(cast.dee), cast, code, f"/obstacles/{code}/sort").status_code == 303
