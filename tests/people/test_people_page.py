"""The list of people and one person's page: who sees whom, who may change what."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from floortime.people.model import Delegate, Department, Person, Posting, Role
from tests.builders import errors, heading, post, toasts
from tests.cast import person


def listed(response) -> list[str]:
    return [
        unescape(n) for n in re.findall(r'<li class="person">\s*<a href="[^"]+">(.*?)</a>', response.text)
    ]


ALL = ["Ada Lindqvist", "Dee McAllister", "Bo Nordvik", "Bram Nordvik", "Cy Nordvik", "Daan Nordvik",
       "Fatima Nordvik", "Joke Nordvik", "Ove Nordvik", "Sem Nordvik", "Una Nordvik"]  # fmt: skip


def test_chief_and_admin_see_the_list_by_last_name(signed_in, cast):
    for who in (cast.dee, cast.una):
        assert listed(signed_in(who).get("/people")) == ALL


def test_nobody_else_learns_that_there_is_one(signed_in, client, cast):
    for who in (cast.ada, cast.bo):
        browser = signed_in(who)
        assert browser.get("/people").status_code == 404
        assert browser.get(f"/people/{cast.cy.id}").status_code == 404
        assert post(browser, f"/people/{cast.cy.id}/erase", page="/me").status_code == 404
    assert client.get("/people").location == "/sign-in?next=%2Fpeople"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=lindqvist", ["Ada Lindqvist"]),
        ("q=BRAM+nord", ["Bram Nordvik"]),
        ("q=dee@nordvik", ["Dee McAllister"]),
        ("q=%25", []),
        ("q=eli", []),
        ("show=guests", ["Eli Nordvik"]),
        ("role=admin", ["Una Nordvik"]),
        ("role=king", ALL),
        ("show=left", []),
        ("site=999999", []),
        ("site=x&after=%00", ALL),
    ],
)
def test_the_list_is_narrowed_by_words_site_and_role(signed_in, cast, query, names):
    answer = signed_in(cast.dee).get(f"/people?{query}")
    assert (answer.status_code, listed(answer)) == (200, names)


def test_marks_in_names_are_no_hindrance(signed_in, stage, cast):
    with stage.act() as act:
        person(act, "Zoë", last="’t Hooft")
        person(act, "Åsa", last="Öberg", email=None)
    browser = signed_in(cast.dee)
    for words, name in (
        ("t hooft zoe", "Zoë ’t Hooft"),
        ("'t Hooft", "Zoë ’t Hooft"),
        ("oberg asa", "Åsa Öberg"),
    ):
        assert listed(browser.get("/people", query_string={"q": words})) == [name]


def test_pages_follow_each_other_without_gap_or_double(signed_in, stage, cast):
    with stage.act() as act:
        for n in range(95):
            person(act, f"P{n % 7}", last=f"Same{n % 3}", email=None)
    browser, seen, url = signed_in(cast.dee), [], "/people"
    while url:
        answer = browser.get(url)
        seen += re.findall(r'<li class="person">\s*<a href="(/people/\d+)"', answer.text)
        found = re.search(r'class="btn" href="(/people\?[^"]*after[^"]*)"', answer.text)
        url = unescape(found[1]) if found else None
    assert len(seen) == len(set(seen)) == 106


def test_a_chief_of_one_site_sees_the_people_there(signed_in, stage, cast):
    with stage.act() as act:
        local = person(act, "Local", role=None)
        act.session.add(
            Role(person_id=local.id, role="chief_of_staff", scope_kind="site", scope_id=cast.leeds.id)
        )
    browser = signed_in(local)
    assert listed(browser.get("/people")) == ["Cy Nordvik", "Local Nordvik"]
    assert browser.get(f"/people/{cast.cy.id}").status_code == 200
    assert browser.get(f"/people/{cast.bo.id}").status_code == 404


def test_a_blank_person_has_no_page(signed_in, stage, cast):
    with stage.act() as act:
        act.session.get(Person, cast.eli.id).kind = "blank"
    assert signed_in(cast.una).get(f"/people/{cast.eli.id}").status_code == 404
    assert signed_in(cast.una).get("/people/999999").status_code == 404


def test_an_admin_gives_and_takes_a_role(signed_in, stage, cast):
    una, url = signed_in(cast.una), f"/people/{cast.bo.id}"
    answer = post(
        una, url + "/roles", {"role": "owner", "scope": f"department-{cast.technology.id}"}, page=url
    )
    assert answer.location == url
    assert toasts(una.get(url)) == ["Bo Nordvik: Action owner."]
    with stage.act() as act:
        assert act.session.get(Role, (cast.bo.id, "owner", "department", cast.technology.id)) is not None
    taken = {"role": "owner", "scope": f"department-{cast.technology.id}"}
    for _twice in range(2):
        assert post(una, url + "/roles/take", taken, page=url).status_code == 303
    with stage.act() as act:
        assert act.session.get(Role, (cast.bo.id, "owner", "department", cast.technology.id)) is None


def test_sites_and_departments_are_offered_apart(signed_in, cast):
    answer = signed_in(cast.una).get(f"/people/{cast.bo.id}").text
    select = answer.partition('name="scope">')[2].partition("</select>")[0]
    groups = re.findall(r'<optgroup label="(\w+)">(.*?)</optgroup>', select)
    assert [(name, re.findall(r">([^<]+)</option>", of)) for name, of in groups] == [
        ("Sites", ["Leeds", "Utrecht"]),
        ("Departments", ["Customer", "Technology"]),
    ]
    assert re.findall(r">([^<]+)</option>", select.partition("<optgroup")[0]) == ["Everywhere"]


def test_there_is_no_admin_of_one_site(signed_in, stage, cast):
    una, url = signed_in(cast.una), f"/people/{cast.bo.id}"
    answer = post(una, url + "/roles", {"role": "admin", "scope": f"site-{cast.utrecht.id}"}, page=url)
    assert (answer.status_code, errors(answer)) == (
        422,
        ["An admin is one everywhere. Choose Everywhere, or chief of staff."],
    )
    with stage.act() as act:
        held = act.session.scalars(select(Role.role).where(Role.person_id == cast.bo.id))
        assert list(held) == ["agent"]


def test_a_role_that_is_not_offered_is_sent_back(signed_in, cast):
    una, url = signed_in(cast.una), f"/people/{cast.bo.id}"
    assert post(una, url + "/roles", {"role": "king", "scope": ""}, page=url).status_code == 422
    assert post(una, url + "/roles", {"role": "owner", "scope": "site-999"}, page=url).status_code == 422


def test_a_chief_sees_and_may_not_give_roles_or_erase(signed_in, stage, cast):
    dee, url = signed_in(cast.dee), f"/people/{cast.bo.id}"
    page = dee.get(url)
    assert "Give this role" not in page.text
    assert post(dee, url + "/roles", {"role": "admin", "scope": ""}, page="/me").status_code == 403
    assert post(dee, url + "/roles/take", {"role": "agent"}, page="/me").status_code == 403
    assert post(dee, url + "/erase", page="/me").status_code == 403
    with stage.act() as act:
        assert act.session.scalars(select(Role.role).where(Role.person_id == cast.bo.id)).all() == ["agent"]


def test_the_last_admin_is_told_why_not(signed_in, cast):
    una, url = signed_in(cast.una), f"/people/{cast.una.id}"
    answer = post(una, url + "/roles/take", {"role": "admin"}, page=url)
    assert answer.status_code == 409
    assert "Una Nordvik is the last admin. Make somebody else admin first." in unescape(answer.text)


def test_a_chief_hands_over_for_a_leader(signed_in, stage, cast):
    dee, url = signed_in(cast.dee), f"/people/{cast.ada.id}"
    wrong = post(dee, url + "/delegates", {"address": "who@nordvik"}, page=url)
    assert (wrong.status_code, errors(wrong)) == (
        422,
        ["The address stops after “nordvik”. Add the ending, for example nordvik.example."],
    )
    assert post(dee, url + "/delegates", {"address": "bo@nordvik.example"}, page=url).status_code == 303
    with stage.act() as act:
        assert act.session.get(Delegate, (cast.ada.id, cast.bo.id)) is not None
    assert post(dee, f"{url}/delegates/{cast.bo.id}/remove", page=url).status_code == 303
    with stage.act() as act:
        assert act.session.get(Delegate, (cast.ada.id, cast.bo.id)) is None


def test_a_leaver_is_erased_by_an_admin(signed_in, stage, cast, moment):
    una, url = signed_in(cast.una), f"/people/{cast.bo.id}"
    assert "Erase for good" not in una.get(url).text
    assert post(una, url + "/erase", page=url).status_code == 409
    with stage.act() as act:
        act.session.get(Person, cast.bo.id).left_on = moment.at.date()
    assert "Erase for good" in una.get(url).text
    assert post(una, url + "/erase", page=url).location == "/people"
    assert una.get(url).status_code == 404


def test_the_page_says_where_somebody_was_and_when(signed_in, stage, cast):
    with stage.act() as act:
        act.session.get(Person, cast.cy.id).department_id = act.session.scalar(
            select(Department.id).where(Department.name == "Customer")
        )
        assert len(act.session.scalars(select(Posting).where(Posting.person_id == cast.cy.id)).all()) == 1
    page = signed_in(cast.dee).get(f"/people/{cast.cy.id}")
    assert heading(page) == "Cy Nordvik"
    assert "Retention, Leeds" in page.text
    assert "since 6 Jan 2020" in page.text
