"""The house and its sites: what an admin changes while it runs."""

import re
from datetime import date

from floortime.journal.queries import history
from floortime.people.model import ClosedDay, House, Site
from tests.builders import errors, post

GOOD = {"company": "Nordvik AS", "k": "7", "language": "nl", "zone": "Europe/Oslo"}


def shown(page) -> list[tuple[str, str, str]]:
    """The rows of a page that says what differs."""
    return re.findall(r'<dt>(.*?)<span class="meta">(.*?)</span></dt><dd[^>]*>(.*?)</dd>', page.text)


def test_an_admin_changes_the_house(signed_in, stage, cast):
    una = signed_in(cast.una)
    assert post(una, "/house", {**GOOD, "version": "1"}, page="/house").location == "/house"
    with stage.act() as act:
        row = act.session.get(House, 1)
        assert (row.company, row.k, row.language, row.zone) == ("Nordvik AS", 7, "nl", "Europe/Oslo")
        assert [(e.verb, e.facts) for e in history(act.session, "house", 1)] == [
            ("house.changed", {"fields": ["company", "k", "language", "zone"]})
        ]
    assert "Nordvik AS" in una.get("/house").text


def test_two_who_change_it_at_once_do_not_overwrite_each_other(signed_in, stage, cast):
    una = signed_in(cast.una)
    assert post(una, "/house", {**GOOD, "version": "1"}, page="/house").status_code == 303
    late = post(una, "/house", {**GOOD, "company": "Other", "version": "1"}, page="/house")
    assert late.status_code == 409
    # Who was first, what stands now, and what was typed: nothing is lost, and the way back is the form's own page.
    assert shown(late) == [
        ("Company", "as it stands now", "Nordvik AS"),
        ("Company", "as you wrote it", "Other"),
    ]
    assert 'href="/house"' in late.text
    with stage.act() as act:
        assert act.session.get(House, 1).company == "Nordvik AS"


def test_a_group_below_five_is_never_shown(signed_in, stage, cast):
    una = signed_in(cast.una)
    for k in ("4", "0", "-1", "x", "51"):
        answer = post(una, "/house", {**GOOD, "k": k, "version": "1"}, page="/house")
        assert answer.status_code == 422
    assert errors(post(una, "/house", {**GOOD, "k": "4", "company": ""}, page="/house")) == [
        "Write the name that stands beside the mark.",
        "Write a number from 5 to 50: fewer than five people can be told apart.",
    ]
    with stage.act() as act:
        assert act.session.get(House, 1).k == 5


def test_a_fresh_database_gets_its_house_with_the_first_change(signed_in, stage, cast):
    with stage.act() as act:
        act.session.delete(act.session.get(House, 1))
    una = signed_in(cast.una)
    assert una.get("/house").status_code == 200
    assert post(una, "/house", GOOD, page="/house").status_code == 303
    with stage.act() as act:
        assert act.session.get(House, 1).company == "Nordvik AS"


def test_only_an_admin_comes_in(signed_in, client, cast):
    for who in (cast.dee, cast.ada, cast.bo):
        browser = signed_in(who)
        assert browser.get("/house").status_code == 404
        assert browser.get(f"/house/sites/{cast.leeds.id}").status_code == 404
        assert post(browser, "/house", GOOD, page="/me").status_code == 404
    assert client.get("/house").status_code == 303


def test_a_site_is_asked_for_its_country(signed_in, stage, cast):
    with stage.act() as act:
        act.session.get(Site, cast.leeds.id).country = None
    una, url = signed_in(cast.una), f"/house/sites/{cast.leeds.id}"
    assert "Choose the country" in una.get("/house").text
    for _twice in range(2):
        assert post(una, url, {"country": "IE", "zone": "Europe/Dublin"}, page=url).status_code == 303
    with stage.act() as act:
        site = act.session.get(Site, cast.leeds.id)
        assert (site.country, site.zone) == ("IE", "Europe/Dublin")
        assert [e.verb for e in history(act.session, "site", site.id)] == ["site.changed"]
    assert post(una, url, {"country": "XX", "zone": "Europe/Dublin"}, page=url).status_code == 422
    assert post(una, url, {"country": "IE", "zone": "Mars"}, page=url).status_code == 422
    assert una.get("/house/sites/999999").status_code == 404


def test_closed_days_come_and_go(signed_in, stage, cast):
    una, url = signed_in(cast.una), f"/house/sites/{cast.utrecht.id}"
    day = {"day": "2026-12-31", "name": "Stocktaking"}
    for _twice in range(2):
        assert post(una, url + "/days", day, page=url).status_code == 303
    assert "Thursday 31 December" in una.get(url).text
    with stage.act() as act:
        assert act.session.get(ClosedDay, (cast.utrecht.id, date(2026, 12, 31))).name == "Stocktaking"
    assert errors(post(una, url + "/days", {"day": "soon"}, page=url)) == [
        "Choose a day, for example 2026-12-31."
    ]
    for _twice in range(2):
        assert post(una, url + "/days/2026-12-31/open", page=url).status_code == 303
    with stage.act() as act:
        assert act.session.get(ClosedDay, (cast.utrecht.id, date(2026, 12, 31))) is None
        assert sorted(e.verb for e in history(act.session, "site", cast.utrecht.id)) == [
            "day.closed",
            "day.opened",
        ]
